import type { ReactNode } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  isUp,
  type WorkerClusterDetails,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { Age } from '../components/Age';
import { HealthCounts } from '../components/HealthCounts';
import { ManagementViewNote } from '../components/ManagementViewNote';
import { ClusterStateChip } from '../components/StatusChip';
import { useFormat } from '../hooks/useFormat';
import { useNow } from '../hooks/useNow';
import { ClusterRequestActions } from '../requests';
import { workerClustersTranslationRef } from '../translations';
import { messageText, messageTextOf } from '../translations/messageText';
import status from '../components/status.module.css';
import styles from './cluster.module.css';

/** How the portal reaches the cluster, and how old what is shown is: nothing of its health. */
function Connection({
  connection,
  phase,
}: Pick<WorkerClusterDetails, 'connection' | 'phase'>) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const format = useFormat();
  const now = useNow();
  const { lastSeen } = connection;
  const live = connection.status === 'live';
  const trouble = isUp({ phase }) ? status.warn : status.quiet;
  const age = format.age(lastSeen, now);
  const heard = live
    ? t('overview.head.heard', { age })
    : t('overview.head.lastSeen', { age });
  return (
    <span title={messageTextOf(t, connection)}>
      <span className={`${status.chip} ${live ? status.good : trouble}`}>
        {t(`common.connection.${connection.status}`)}
      </span>
      {age && <span className={status.seen}> {heard}</span>}
    </span>
  );
}

/** Their health, as the management cluster has it where the portal hears nothing of them. */
function Applications({ cluster }: { cluster: WorkerClusterDetails }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const now = useNow();
  const { applications, managementView } = cluster;
  if (managementView) return <ManagementViewNote cluster={cluster} now={now} />;
  return applications.total > 0 ? (
    <HealthCounts counts={applications} />
  ) : (
    <>{t('overview.head.noApplications')}</>
  );
}

/** Name, state and actions of a cluster. Infrastructure, connection and applications each have a state of their own. */
export function ClusterHead(props: {
  cluster: WorkerClusterDetails;
  /** Left out where the page around it has one. */
  heading?: ReactNode;
}) {
  const { cluster } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { phase, since } = cluster.phase;
  const message = messageText(
    t,
    cluster.phase.message,
    cluster.phase.messageCode,
  );
  const exists = !['requested', 'merged', 'closed'].includes(phase);
  return (
    <div className={styles.head}>
      {props.heading}
      <div className={styles.actions}>
        <ClusterRequestActions cluster={cluster} />
      </div>
      <dl className={styles.states}>
        <div className={styles.first}>
          <dt>{t('overview.head.infrastructure')}</dt>
          <dd title={message}>
            <ClusterStateChip
              cluster={{
                phase: cluster.phase,
                connection: cluster.connection,
              }}
            />{' '}
            {message}{' '}
            <span className={status.seen}>
              (<Age at={since} />)
            </span>
          </dd>
        </div>
        {exists && (
          <div>
            <dt>{t('overview.head.connection')}</dt>
            <dd>
              <Connection
                connection={cluster.connection}
                phase={cluster.phase}
              />
            </dd>
          </div>
        )}
        {exists && (
          <div>
            <dt>{t('overview.head.applications')}</dt>
            <dd>
              <Applications cluster={cluster} />
            </dd>
          </div>
        )}
      </dl>
    </div>
  );
}
