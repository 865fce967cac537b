import { useState } from 'react';
import { Button, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import type {
  Application,
  ApplicationResource,
  ClusterRef,
  ResourceReading,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../../api';
import { HealthChip } from '../../components/StatusChip';
import { formatAge, messageOf } from '../../format';
import styles from '../cluster.module.css';

const BAD = ['Degraded', 'Missing', 'Unknown', 'Progressing'];

/** The resources of an Application that are not healthy, or may be why it is not. */
export function unhealthyResources(app: Application): ApplicationResource[] {
  return (app.resourceProblems ?? []).filter(({ health, sync }) =>
    health ? BAD.includes(health) : sync !== 'OutOfSync',
  );
}

/** Resources, each with a button that has its conditions and events read from the cluster; nothing is read before. */
export function ResourceProblems(props: {
  cluster: ClusterRef;
  app: Application;
  resources: ApplicationResource[];
  now: number;
}) {
  const { cluster, app, resources, now } = props;
  return (
    <div className={styles.problems}>
      <span className={styles.message}>Possible causes</span>
      <ul className={styles.plainList} aria-label={`Resources of ${app.name}`}>
        {resources.map(resource => (
          <li
            key={`${resource.group}/${resource.kind}/${resource.namespace}/${resource.name}`}
          >
            <Resource
              cluster={cluster}
              app={app}
              resource={resource}
              now={now}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Resource(props: {
  cluster: ClusterRef;
  app: Application;
  resource: ApplicationResource;
  now: number;
}) {
  const { app, resource, now } = props;
  const { managementCluster, namespace, name } = props.cluster;
  const api = useApi(workerClustersApiRef);
  const [state, setState] = useState<{
    loading?: boolean;
    reading?: ResourceReading;
    error?: string;
  }>({});
  const read = async () => {
    setState({ loading: true });
    try {
      const reading = await api.readResource(
        { managementCluster, namespace, name },
        {
          application: { namespace: app.namespace, name: app.name },
          resource: {
            group: resource.group,
            kind: resource.kind,
            namespace: resource.namespace,
            name: resource.name,
          },
        },
      );
      setState({ reading });
    } catch (error) {
      setState({ error: messageOf(error as Error) });
    }
  };
  return (
    <>
      {resource.health && <HealthChip health={resource.health} />}{' '}
      {resource.kind} {resource.name}{' '}
      <Button
        size="small"
        variant="secondary"
        isDisabled={state.loading}
        onPress={read}
        aria-label={`Read ${resource.kind} ${resource.name} from the cluster`}
      >
        {state.reading ? 'Read again' : 'Read from the cluster'}
      </Button>
      {state.error && (
        <span role="alert" className={styles.message}>
          {state.error}
        </span>
      )}
      {state.reading && <Reading reading={state.reading} now={now} />}
    </>
  );
}

function Reading({ reading, now }: { reading: ResourceReading; now: number }) {
  const { replicas, phase, message, conditions, events } = reading;
  const facts = [
    phase,
    replicas && `${replicas.ready} of ${replicas.desired} replicas ready`,
    message,
    `read ${formatAge(reading.readAt, now)}`,
  ].filter(Boolean);
  return (
    <>
      <span className={styles.message}>{facts.join(', ')}</span>
      <ul className={styles.plainList}>
        {conditions.map(({ type, status, reason, message: text }) => (
          <li key={type}>
            {type} {status}
            {reason && `, ${reason}`}
            {text && `: ${text}`}
          </li>
        ))}
        {events?.map((event, i) => (
          // Nothing else tells two events apart, and they have no state.
          // eslint-disable-next-line react/no-array-index-key
          <li key={i}>
            {event.type} {event.reason}
            {event.count && event.count > 1 ? ` (${event.count} times)` : ''}
            {event.time && `, ${formatAge(event.time, now)}`}
            {event.message && `: ${event.message}`}
          </li>
        ))}
      </ul>
      {!events && <Text color="secondary">Its events may not be read.</Text>}
    </>
  );
}
