import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  assessedHealth,
  type WorkerCluster,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersTranslationRef } from '../translations';
import { Age } from './Age';
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
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { managementView: view } = cluster;
  if (!view) return null;
  const { sync, observedAt } = view;
  const health = assessedHealth({ ...view, reconciledAt: observedAt }, { now });
  const age = <Age at={observedAt} />;
  return (
    <>
      <HealthChip health={health} /> <SyncChip sync={sync} />{' '}
      <span className={styles.seen}>
        {health === view.health
          ? t('common.management.seen', { age })
          : t('common.management.seenBefore', { health: view.health, age })}
      </span>
    </>
  );
}
