import { Alert } from '@backstage/ui';
import type { ManagementCluster } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { connectionWord } from '../components/ConnectionNote';
import { formatAge } from '../format';
import { useNow } from '../hooks/useNow';

/** Says which management clusters the portal does not reach, and how old what is shown is. */
export function ManagementBanner(props: { clusters: ManagementCluster[] }) {
  const now = useNow();
  return (
    <>
      {props.clusters
        .filter(({ connection: { status } }) => status !== 'live')
        .map(({ name, title, connection }) => {
          if (connection.status === 'connecting') {
            return (
              <Alert
                key={name}
                icon
                status="info"
                title={`Connecting to the management cluster ${title}. What you see is the last known state.`}
              />
            );
          }
          const age = formatAge(connection.lastSeen, now);
          return (
            <Alert
              key={name}
              icon
              status="warning"
              title={`Management cluster ${title}: ${connectionWord(
                connection,
              )}. What you see is the last known state${
                age ? `, from ${age}` : ''
              }.`}
              description={`${
                connection.message ?? ''
              } The portal keeps trying; this page goes on by itself.`}
            />
          );
        })}
    </>
  );
}
