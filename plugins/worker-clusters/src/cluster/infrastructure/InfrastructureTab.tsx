import { Alert, Text } from '@backstage/ui';
import type { WorkerClusterDetails } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { Facts } from '../../components/Facts';
import { Section } from '../../components/Section';
import { HealthChip, SyncChip } from '../../components/StatusChip';
import styles from '../cluster.module.css';

/** Why no Application syncs the claim. */
const NOT_SYNCED: Partial<
  Record<NonNullable<WorkerClusterDetails['claimTracking']>, string>
> = {
  none: 'Nothing: the claim was applied by hand',
  noArgoCd: 'Argo CD is not installed in the management cluster',
};

/** The claim in the management cluster, and what of it is not ready. */
export function InfrastructureTab({
  cluster,
}: {
  cluster: WorkerClusterDetails;
}) {
  const { syncedBy, claimTracking, blocking } = cluster;
  const { notices = [], unread = [] } = cluster;
  return (
    <Section
      title="Infrastructure"
      note="In the management cluster: the claim from Git, provisioned by Crossplane."
    >
      <Facts
        facts={[
          ['Management cluster', cluster.managementCluster],
          [
            'Claim',
            <span className={styles.code}>
              {cluster.namespace}/{cluster.name}
            </span>,
          ],
          [
            'Synced by',
            syncedBy ? (
              <>
                {syncedBy.name} <SyncChip sync={syncedBy.sync} />{' '}
                <HealthChip health={syncedBy.health} />
                {syncedBy.message && (
                  <span className={styles.message}>{syncedBy.message}</span>
                )}
              </>
            ) : (
              claimTracking && NOT_SYNCED[claimTracking]
            ),
          ],
        ]}
      />
      <div className={styles.alerts}>
        {claimTracking === 'none' && (
          <Alert
            icon
            status="warning"
            title="Not managed from Git"
            description="No Application of the management Argo CD tracks this claim: it was applied by hand. A pull request neither changes nor removes this cluster until the claim is in the GitOps repository."
          />
        )}
        {notices.map(notice => (
          <Alert
            key={notice.reason}
            icon
            status="warning"
            title={`Crossplane: ${notice.reason}`}
            description={notice.message}
          />
        ))}
        {unread.length > 0 && (
          <Alert
            icon
            status="warning"
            title={`Not read: ${unread.map(u => u.kind).join(', ')}`}
            description={
              <>
                The timeline and the list below lack these resources.
                <ul className={styles.plainList}>
                  {unread.map(u => (
                    <li key={`${u.apiVersion}/${u.kind}`}>{u.message}</li>
                  ))}
                </ul>
              </>
            }
          />
        )}
      </div>
      {blocking.length > 0 && (
        <>
          <Text as="h3" weight="bold">
            Not ready
          </Text>
          <div className={styles.scroll}>
            <table className={styles.table}>
              <thead>
                <tr>
                  <th scope="col">Resource</th>
                  <th scope="col">Kind</th>
                  <th scope="col">Message</th>
                </tr>
              </thead>
              <tbody>
                {blocking.map(r => (
                  <tr key={`${r.apiVersion}/${r.kind}/${r.name}`}>
                    <th scope="row">{r.compositionResourceName ?? r.name}</th>
                    <td>{r.kind}</td>
                    <td>{r.message}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </Section>
  );
}
