import { Alert } from '@backstage/ui';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  isComparing,
  type WorkerClusterDetails,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { ConnectionText } from '../../components/ConnectionNote';
import { Facts } from '../../components/Facts';
import { HealthCounts } from '../../components/HealthCounts';
import { ManagementViewNote } from '../../components/ManagementViewNote';
import { Section } from '../../components/Section';
import { useNow } from '../../hooks/useNow';
import { workerClustersTranslationRef } from '../../translations';
import { messageTextOf } from '../../translations/messageText';
import { ApplicationList } from './ApplicationList';

/** What the cluster's own Argo CD deploys. */
export function ApplicationsTab({
  cluster,
}: {
  cluster: WorkerClusterDetails;
}) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const now = useNow();
  const { argocd, connection } = cluster;
  const troubled = !['live', 'unknown', 'connecting'].includes(
    connection.status,
  );
  return (
    <Section title={t('applications.title')} note={t('applications.note')}>
      {troubled && (
        <Alert
          icon
          status="warning"
          title={t('applications.lastKnown', {
            connection: <ConnectionText connection={connection} />,
          })}
          description={messageTextOf(t, connection)}
        />
      )}
      {argocd && !isComparing(argocd) && (
        <Alert
          icon
          status="warning"
          title={t('applications.controller.title')}
          description={t('applications.controller.description')}
        />
      )}
      {argocd?.otherNamespaces?.readable === false && (
        <Alert
          icon
          status="warning"
          title={t('applications.otherNamespaces.title')}
          description={t('applications.otherNamespaces.description', {
            patterns: argocd.otherNamespaces.patterns.join(', '),
          })}
        />
      )}
      <Facts
        facts={[
          [
            t('applications.health'),
            <HealthCounts counts={cluster.applications} />,
          ],
          [
            t('applications.root'),
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
