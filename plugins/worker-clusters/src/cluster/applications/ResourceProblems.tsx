import { useState } from 'react';
import { Button, Text } from '@backstage/ui';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  Application,
  ApplicationResource,
  ClusterRef,
  ResourceReading,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../../api';
import { explainError } from '../../components/explainError';
import { HealthChip } from '../../components/StatusChip';
import { useFormat } from '../../hooks/useFormat';
import {
  type Translate,
  workerClustersTranslationRef,
} from '../../translations';
import { messageTextOf } from '../../translations/messageText';
import styles from '../cluster.module.css';

/** The backend's words, in the language of the reader where they have a code. */
function whatFailed(t: Translate, error: Error): string {
  const { kind, ...said } = explainError(error);
  return messageTextOf(t, said) ?? t(`common.error.${kind}`);
}

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
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { cluster, app, resources, now } = props;
  return (
    <div>
      <span className={styles.message}>
        {t('applications.resource.causes')}
      </span>
      <ul
        className={styles.plainList}
        aria-label={t('applications.resource.of', { name: app.name })}
      >
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
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { app, resource, now } = props;
  const { managementCluster, namespace, name } = props.cluster;
  const api = useApi(workerClustersApiRef);
  const [state, setState] = useState<{
    loading?: boolean;
    reading?: ResourceReading;
    error?: Error;
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
      setState({ error: error as Error });
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
        aria-label={t('applications.resource.readLabel', {
          resource: `${resource.kind} ${resource.name}`,
        })}
      >
        {t(
          state.reading
            ? 'applications.resource.readAgain'
            : 'applications.resource.read',
        )}
      </Button>
      {state.error && (
        <span role="alert" className={styles.message}>
          {whatFailed(t, state.error)}
        </span>
      )}
      {state.reading && <Reading reading={state.reading} now={now} />}
    </>
  );
}

function Reading({ reading, now }: { reading: ResourceReading; now: number }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const format = useFormat();
  const { replicas, phase, message, conditions, events } = reading;
  const facts = [
    phase,
    replicas &&
      t('applications.resource.replicas', {
        ready: String(replicas.ready),
        desired: String(replicas.desired),
      }),
    message,
    `${t('applications.resource.readAt')} ${format.age(reading.readAt, now)}`,
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
          <li key={i}>
            {event.type} {event.reason}
            {event.count && event.count > 1
              ? ` (${t('applications.resource.times', { count: event.count })})`
              : ''}
            {event.time && `, ${format.age(event.time, now)}`}
            {event.message && `: ${event.message}`}
          </li>
        ))}
      </ul>
      {!events && (
        <Text color="secondary">{t('applications.resource.noEvents')}</Text>
      )}
    </>
  );
}
