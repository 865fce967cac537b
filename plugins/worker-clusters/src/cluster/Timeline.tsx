import type {
  TimelineStage,
  TimelineStageId,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { StageChip } from '../components/StatusChip';
import { formatAge, formatDuration } from '../format';
import styles from './cluster.module.css';

const TITLES: Record<TimelineStageId, string> = {
  requested: 'Requested',
  merged: 'Merged',
  network: 'Network',
  identity: 'Identity',
  'control-plane': 'Control plane',
  nodes: 'Nodes and add-ons',
  argocd: 'Argo CD',
  applications: 'Applications',
};

/** When, how long, and how far. */
function progressOf(stage: TimelineStage, now: number): string {
  const parts: string[] = [];
  if (stage.expected > 1) {
    parts.push(`${stage.ready} of ${stage.expected} ready`);
  }
  if (stage.begin && stage.end) {
    const took = Date.parse(stage.end) - Date.parse(stage.begin);
    if (took > 0) parts.push(`took ${formatDuration(took)}`);
    parts.push(formatAge(stage.end, now));
  } else if (stage.begin && stage.state !== 'waiting') {
    parts.push(`since ${formatDuration(now - Date.parse(stage.begin))}`);
  }
  return parts.join(' · ');
}

/** The stages from the request to healthy applications. */
export function Timeline(props: { stages: TimelineStage[]; now: number }) {
  return (
    <ol className={styles.timeline}>
      {props.stages.map(stage => (
        <li
          key={stage.id}
          aria-current={stage.state === 'active' ? 'step' : undefined}
        >
          <strong>{TITLES[stage.id]}</strong>
          <StageChip state={stage.state} />
          <span>
            {progressOf(stage, props.now)}
            {stage.message && (
              <span className={styles.message}>{stage.message}</span>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}
