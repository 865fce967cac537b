import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { FleetCounts } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { useFormat } from '../hooks/useFormat';
import { workerClustersTranslationRef } from '../translations';
import styles from './fleet.module.css';
import { type StateFilterName, stateFilters } from './fleetStates';
import { StateChip } from './StateChip';

/** How many clusters are in which state, in words. */
export function FleetSummary(props: {
  summary: FleetCounts;
  onPress(name: StateFilterName, value: string): void;
}) {
  const { summary, onPress } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const format = useFormat();
  return (
    <section className={styles.summary} aria-label={t('fleet.summary.label')}>
      {stateFilters(summary).map(({ name, states }) => (
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
