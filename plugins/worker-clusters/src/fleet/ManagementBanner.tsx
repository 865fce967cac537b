import { Alert } from '@backstage/ui';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ManagementCluster } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { Age } from '../components/Age';
import { workerClustersTranslationRef } from '../translations';
import { messageTextOf } from '../translations/messageText';

/** Says which management clusters the portal does not reach, and how old what is shown is. */
export function ManagementBanner(props: { clusters: ManagementCluster[] }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  return (
    <>
      {props.clusters
        .filter(({ connection: { status } }) => status !== 'live')
        .map(({ name, title, connection: state }) => {
          const { status, lastSeen } = state;
          if (status === 'connecting') {
            return (
              <Alert
                key={name}
                icon
                status="info"
                title={t('common.management.connecting', { title })}
              />
            );
          }
          const connection = t(`common.connection.${status}`);
          return (
            <Alert
              key={name}
              icon
              status="warning"
              title={
                lastSeen
                  ? t('common.management.lastKnown', {
                      title,
                      connection,
                      age: <Age at={lastSeen} />,
                    })
                  : t('common.management.notReached', { title, connection })
              }
              description={[
                messageTextOf(t, state),
                // One that the portal does not connect to is not tried again.
                status !== 'unknown' && t('common.management.goesOn'),
              ]
                .filter(Boolean)
                .join(' ')}
            />
          );
        })}
    </>
  );
}
