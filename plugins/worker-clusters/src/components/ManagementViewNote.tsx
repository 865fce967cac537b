import {
  assessedHealth,
  type WorkerCluster,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { formatAge } from '../format';
import { HealthChip, SyncChip } from './StatusChip';
import styles from './status.module.css';

/**
 * The applications of a cluster that the portal does not hear, as the management cluster saw them last, and when. A health
 * that is too old is not believed.
 */
export function ManagementViewNote({
  cluster,
  now,
}: {
  cluster: Pick<WorkerCluster, 'managementView'>;
  now: number;
}) {
  const { managementView: view } = cluster;
  if (!view) return null;
  const { sync, observedAt } = view;
  const health = assessedHealth({ ...view, reconciledAt: observedAt }, { now });
  return (
    <>
      <HealthChip health={health} /> <SyncChip sync={sync} />{' '}
      <span className={styles.seen} title={observedAt}>
        {[
          health !== view.health && `was ${view.health},`,
          'seen by the management cluster',
          formatAge(observedAt, now),
        ]
          .filter(Boolean)
          .join(' ')}
      </span>
    </>
  );
}
