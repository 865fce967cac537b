import { Alert } from '@backstage/ui';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { WorkerClusterDetails } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { Facts } from '../../components/Facts';
import { Section } from '../../components/Section';
import { workerClustersTranslationRef } from '../../translations';
import { messageTextOf } from '../../translations/messageText';
import styles from '../cluster.module.css';
import own from './infrastructure.module.css';
import { SyncedBy } from '../SyncedBy';
import { ComposedResources } from './ComposedResources';

/** The claim in the management cluster, and what of it is not ready. */
export function InfrastructureTab({
  cluster,
}: {
  cluster: WorkerClusterDetails;
}) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { syncedBy, claimTracking } = cluster;
  const untracked = claimTracking === 'argocd' ? undefined : claimTracking;
  const { notices = [], unread = [] } = cluster;
  return (
    <Section title={t('infrastructure.title')} note={t('infrastructure.note')}>
      <div className={own.facts}>
        <Facts
          facts={[
            [t('infrastructure.managementCluster'), cluster.managementCluster],
            [
              t('infrastructure.claim'),
              <span className={styles.code}>
                {cluster.namespace}/{cluster.name}
              </span>,
            ],
            [
              t('infrastructure.syncedBy'),
              syncedBy ? (
                <SyncedBy syncedBy={syncedBy} />
              ) : (
                untracked && t(`infrastructure.tracking.${untracked}`)
              ),
            ],
          ]}
        />
        <div className={styles.alerts}>
          {claimTracking === 'none' && (
            <Alert
              icon
              status="warning"
              title={t('infrastructure.untracked.title')}
              description={t('infrastructure.untracked.description')}
            />
          )}
          {notices.map(notice => (
            <Alert
              key={notice.reason}
              icon
              status="warning"
              title={t('infrastructure.notice', { reason: notice.reason })}
              description={messageTextOf(t, notice)}
            />
          ))}
          {unread.length > 0 && (
            <Alert
              icon
              status="warning"
              title={t('infrastructure.unread.title', {
                kinds: unread.map(u => u.kind).join(', '),
              })}
              description={
                <>
                  {t('infrastructure.unread.description')}
                  <ul className={styles.plainList}>
                    {unread.map(u => (
                      <li key={`${u.apiVersion}/${u.kind}`}>
                        {messageTextOf(t, u)}
                      </li>
                    ))}
                  </ul>
                </>
              }
            />
          )}
        </div>
        <ComposedResources cluster={cluster} />
      </div>
    </Section>
  );
}
