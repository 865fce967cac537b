import type { WorkerClusterDetails } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { LongText } from '../components/LongText';
import { HealthChip, SyncChip } from '../components/StatusChip';
import styles from './cluster.module.css';

/** The Application that brings a claim from Git to the management cluster, and how that stands. */
export function SyncedBy({
  syncedBy: { name, sync, health, message },
}: Required<Pick<WorkerClusterDetails, 'syncedBy'>>) {
  return (
    <>
      {name} <SyncChip sync={sync} /> <HealthChip health={health} />
      {message && (
        <div className={styles.message}>
          <LongText text={message} />
        </div>
      )}
    </>
  );
}
