import type {
  TimelineStage,
  TimelineStageId,
  UsualDuration,
  UsualDurations,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { StageChip } from '../../components/StatusChip';
import { formatAge, formatDuration } from '../../format';
import styles from '../cluster.module.css';

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

/** When, how long, how far, and how long it usually takes. */
function progressOf(
  stage: TimelineStage,
  usual: UsualDuration | undefined,
  now: number,
): string {
  const parts: string[] = [];
  const usually = usual
    ? `, usually ${formatDuration(usual.medianSeconds * 1000)}`
    : '';
  if (stage.expected > 1) {
    parts.push(`${stage.ready} of ${stage.expected} ready`);
  }
  if (stage.begin && stage.end) {
    const took = Date.parse(stage.end) - Date.parse(stage.begin);
    if (took > 0) parts.push(`took ${formatDuration(took)}${usually}`);
    parts.push(formatAge(stage.end, now));
  } else if (stage.begin && stage.state !== 'waiting') {
    parts.push(
      `since ${formatDuration(now - Date.parse(stage.begin))}${usually}`,
    );
  }
  return parts.join(' · ');
}

const SCOPES: Record<UsualDuration['scope'], string> = {
  regionAndVersion: 'in the same region and with the same Kubernetes version',
  region: 'in the same region',
  fleet: 'of the fleet',
};

/** What the usual duration is learnt from. */
function sourceOf(usual: UsualDuration | undefined): string | undefined {
  return (
    usual &&
    `9 of 10 take at most ${formatDuration(usual.p90Seconds * 1000)}: ${
      usual.samples
    } clusters ${SCOPES[usual.scope]}`
  );
}

/** The stages from the request to healthy applications. */
export function Timeline(props: {
  stages: TimelineStage[];
  usualDurations?: UsualDurations;
  now: number;
}) {
  const { usualDurations = {} } = props;
  return (
    <ol className={styles.timeline}>
      {props.stages.map(stage => (
        <li
          key={stage.id}
          aria-current={stage.state === 'active' ? 'step' : undefined}
        >
          <strong>{TITLES[stage.id]}</strong>
          <StageChip state={stage.state} />
          <span title={sourceOf(usualDurations[stage.id])}>
            {progressOf(stage, usualDurations[stage.id], props.now)}
            {stage.message && (
              <span className={styles.message}>{stage.message}</span>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}
