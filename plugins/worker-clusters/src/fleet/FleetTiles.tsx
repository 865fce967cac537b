import {
  FleetCounts,
  HEALTH_STATUSES,
  LIFECYCLE_PHASES,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { HealthChip, PhaseChip } from '../components/StatusChip';
import styles from './fleet.module.css';
import type { FleetFilter } from './useFleetFilter';

/** How many clusters are in which phase, and applications in which health; a press filters. */
export function FleetTiles(props: {
  summary: FleetCounts;
  filter: FleetFilter;
  update(changes: Partial<FleetFilter>): void;
}) {
  const { summary, filter, update } = props;
  const phases = LIFECYCLE_PHASES.filter(phase => summary.byPhase[phase]);
  const healths = HEALTH_STATUSES.filter(
    health => summary.applications.byHealth[health] > 0,
  );
  const toggle = (name: 'phase' | 'health', value: string) =>
    update({ [name]: filter[name].includes(value) ? [] : [value] });
  return (
    <>
      <section className={styles.tiles} aria-label="Clusters by phase">
        {phases.map(phase => (
          <button
            key={phase}
            type="button"
            className={styles.tile}
            aria-pressed={filter.phase.includes(phase)}
            onClick={() => toggle('phase', phase)}
          >
            <div className={styles.number}>{summary.byPhase[phase]}</div>
            <PhaseChip phase={phase} />
          </button>
        ))}
      </section>
      {healths.length > 0 && (
        <section
          className={styles.row}
          aria-label="Applications by health; a press shows the clusters whose worst application is so"
        >
          {healths.map(health => (
            <button
              key={health}
              type="button"
              className={styles.tile}
              aria-pressed={filter.health.includes(health)}
              onClick={() => toggle('health', health)}
            >
              <HealthChip
                health={health}
                text={`${summary.applications.byHealth[health]} ${health} ${
                  summary.applications.byHealth[health] === 1
                    ? 'application'
                    : 'applications'
                }`}
              />
            </button>
          ))}
        </section>
      )}
    </>
  );
}
