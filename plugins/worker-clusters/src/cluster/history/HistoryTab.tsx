import type { WorkerClusterDetails } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { Section } from '../../components/Section';
import { PhaseChip } from '../../components/StatusChip';
import { formatAge, formatDuration } from '../../format';
import { useNow } from '../../hooks/useNow';
import styles from '../cluster.module.css';

/** The phases that the cluster went through. */
export function HistoryTab({ cluster }: { cluster: WorkerClusterDetails }) {
  const now = useNow();
  return (
    <Section title="History">
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Phase</th>
              <th scope="col">Began</th>
              <th scope="col">Lasted</th>
            </tr>
          </thead>
          <tbody>
            {cluster.transitions.map(t => (
              <tr key={`${t.phase}${t.since}`}>
                <th scope="row">
                  <PhaseChip phase={t.phase} />
                </th>
                <td title={t.since}>{formatAge(t.since, now)}</td>
                <td>
                  {t.until
                    ? formatDuration(Date.parse(t.until) - Date.parse(t.since))
                    : 'until now'}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}
