import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { FleetCounts } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  ConnectionChip,
  FindingSeverityChip,
  HealthChip,
  PhaseChip,
  RequestChip,
  StaleChip,
  SyncChip,
} from '../components/StatusChip';
import { useFormat } from '../hooks/useFormat';
import { workerClustersTranslationRef } from '../translations';
import styles from './fleet.module.css';
import {
  type StateFilter,
  type StateFilterName,
  stateFilters,
} from './fleetStates';
import type { FleetFilter } from './useFleetFilter';

/** A state as it looks in the rows. */
function StateChip({ state }: { state: StateFilter }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  switch (state.name) {
    case 'phase':
      return <PhaseChip phase={state.value} />;
    case 'health':
      return <HealthChip health={state.value} />;
    case 'sync':
      return <SyncChip sync={state.value} />;
    case 'findings':
      return <FindingSeverityChip severity={state.value} />;
    case 'connection':
      return <ConnectionChip status={state.value} />;
    case 'pending':
      return <RequestChip text={t(`fleet.request.${state.value}`)} />;
    default:
      return <StaleChip text={t('fleet.stale')} />;
  }
}

/** How many clusters are in which state, in one line; a press filters. Without `filter` nothing is chosen. */
export function FleetSummary(props: {
  summary: FleetCounts;
  filter?: FleetFilter;
  onPress(name: StateFilterName, value: string): void;
}) {
  const { summary, filter, onPress } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const format = useFormat();
  return (
    <section className={styles.summary} aria-label={t('fleet.summary.label')}>
      {stateFilters(summary, filter).map(({ name, states }) => (
        <div
          key={name}
          role="group"
          className={styles.states}
          aria-label={t(`fleet.summary.${name}`)}
        >
          <span className={styles.label} aria-hidden>
            {t(`fleet.summary.${name}`)}
          </span>
          {states.map(state => (
            <button
              key={state.value}
              type="button"
              className={styles.state}
              aria-pressed={filter && state.chosen}
              onClick={() => onPress(name, state.value)}
            >
              <span className={styles.count}>{format.number(state.count)}</span>{' '}
              <StateChip state={state} />
            </button>
          ))}
        </div>
      ))}
    </section>
  );
}
