import { Alert } from '@backstage/ui';
import {
  isComparing,
  type WorkerClusterDetails,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { connectionText } from '../../components/ConnectionNote';
import { Facts } from '../../components/Facts';
import { HealthCounts } from '../../components/HealthCounts';
import { ManagementViewNote } from '../../components/ManagementViewNote';
import { Section } from '../../components/Section';
import { useNow } from '../../hooks/useNow';
import { ApplicationList } from './ApplicationList';

/** What the cluster's own Argo CD deploys. */
export function ApplicationsTab({
  cluster,
}: {
  cluster: WorkerClusterDetails;
}) {
  const now = useNow();
  const { argocd, connection } = cluster;
  const troubled = !['live', 'unknown', 'connecting'].includes(
    connection.status,
  );
  return (
    <Section
      title="Applications"
      note="In the worker cluster: its own Argo CD deploys the applications of this cluster, and reaches no other."
    >
      {troubled && (
        <Alert
          icon
          status="warning"
          title={`${connectionText(
            cluster.connection,
            now,
          )}. What you see is the last known state.`}
          description={connection.message}
        />
      )}
      {argocd && !isComparing(argocd) && (
        <Alert
          icon
          status="warning"
          title="The application controller does not run"
          description="Health and sync status are as it left them. Start the application controller of the cluster's Argo CD."
        />
      )}
      {argocd?.otherNamespaces?.readable === false && (
        <Alert
          icon
          status="warning"
          title="Applications in other namespaces are not read"
          description={`Argo CD also looks after Applications in ${argocd.otherNamespaces.patterns.join(
            ', ',
          )}. The portal's identity in the cluster lacks get, list and watch on applications (argoproj.io) in all namespaces.`}
        />
      )}
      <Facts
        facts={[
          ['Health', <HealthCounts counts={cluster.applications} />],
          [
            'Root Application',
            cluster.managementView && (
              <ManagementViewNote cluster={cluster} now={now} />
            ),
          ],
        ]}
      />
      <ApplicationList cluster={cluster} />
    </Section>
  );
}
