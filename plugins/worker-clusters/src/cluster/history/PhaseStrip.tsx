import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  LifecyclePhase,
  PhaseTransition,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { useFormat } from '../../hooks/useFormat';
import { workerClustersTranslationRef } from '../../translations';
import { place } from '../overview/timeAxis';
import status from '../../components/status.module.css';
import styles from './history.module.css';

const TONES: Record<LifecyclePhase, string> = {
  requested: status.quiet,
  merged: status.busy,
  provisioning: status.busy,
  installing: status.busy,
  ready: status.good,
  updating: status.busy,
  degraded: status.bad,
  'awaiting-confirmation': status.warn,
  deleting: status.quiet,
  failed: status.bad,
  closed: status.quiet,
};

/**
 * The phases of a cluster side by side on a time axis, from the first one that is kept to now. The list below it says the same,
 * so it is hidden from screen readers. `now` is in milliseconds.
 */
export function PhaseStrip(props: { phases: PhaseTransition[]; now: number }) {
  const { phases, now } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const format = useFormat();
  const spans = phases.map(phase => ({
    phase,
    begin: Date.parse(phase.since),
    end: phase.until ? Date.parse(phase.until) : now,
  }));
  const valid = spans.filter(s => !Number.isNaN(s.begin + s.end));
  if (valid.length === 0) return null;
  const axis = { begin: Math.min(...valid.map(s => s.begin)), end: now };
  return (
    <div className={styles.strip} aria-hidden>
      <div className={styles.phases}>
        {valid.map(({ phase, ...span }) => {
          const placed = place(span, axis);
          return (
            placed && (
              <span
                key={phase.phase + phase.since}
                className={TONES[phase.phase]}
                title={`${t(`common.phase.${phase.phase}`)}: ${format.duration(
                  span.end - span.begin,
                )}`}
                style={{
                  insetInlineStart: `${placed.left}%`,
                  inlineSize: `${placed.width}%`,
                }}
              >
                {placed.width > 12 && <b>{t(`common.phase.${phase.phase}`)}</b>}
              </span>
            )
          );
        })}
      </div>
      <div className={styles.ends}>
        <span>{format.dateTime(new Date(axis.begin).toISOString())}</span>
        <span>{format.dateTime(new Date(now).toISOString())}</span>
      </div>
    </div>
  );
}
