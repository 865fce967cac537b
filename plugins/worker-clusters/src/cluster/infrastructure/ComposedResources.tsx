import { useCallback } from 'react';
import { Skeleton, Text } from '@backstage/ui';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  ClusterRef,
  ComposedResourceDetails,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../../api';
import { Age } from '../../components/Age';
import { ErrorPanel } from '../../components/ErrorPanel';
import { LongText } from '../../components/LongText';
import { WebLink } from '../../components/WebLink';
import { useLiveQuery } from '../../hooks/useLiveQuery';
import { workerClustersTranslationRef } from '../../translations';
import { composedTree } from './composedTree';
import styles from './infrastructure.module.css';

/** What Crossplane composes for a cluster, by stage; what is not ready comes first, and is open. */
export function ComposedResources({ cluster }: { cluster: ClusterRef }) {
  const { managementCluster, namespace, name } = cluster;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const api = useApi(workerClustersApiRef);
  const { data, error, loading, retry } = useLiveQuery(
    useCallback(
      (signal: AbortSignal) =>
        api.getInfrastructure(
          { managementCluster, namespace, name },
          { signal },
        ),
      [api, managementCluster, namespace, name],
    ),
  );
  return (
    <>
      <Text as="h3" weight="bold">
        {t('infrastructure.resources')}
      </Text>
      {error && (
        <ErrorPanel
          title={t('infrastructure.loadFailed')}
          error={error}
          retry={retry}
        />
      )}
      {loading && <Skeleton style={{ height: 200 }} />}
      {data?.resources.length === 0 && (
        <Text color="secondary">{t('infrastructure.none')}</Text>
      )}
      {data && data.resources.length > 0 && (
        <>
          <ul className={styles.tree}>
            {composedTree(data.resources).map(({ id, ready, resources }) => (
              <li key={id}>
                <details open={ready < resources.length}>
                  <summary>
                    <strong>{t(`infrastructure.stage.${id}`)}</strong>{' '}
                    <span className={styles.note}>
                      {t('infrastructure.ready', {
                        ready: String(ready),
                        total: String(resources.length),
                      })}
                    </span>
                  </summary>
                  <ul className={styles.tree}>
                    {resources.map(resource => (
                      <li
                        key={`${resource.apiVersion}/${resource.kind}/${resource.name}`}
                      >
                        <Resource resource={resource} />
                      </li>
                    ))}
                  </ul>
                </details>
              </li>
            ))}
          </ul>
          <Text color="secondary">{t('infrastructure.events')}</Text>
        </>
      )}
    </>
  );
}

function Resource({ resource }: { resource: ComposedResourceDetails }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { state, kind, message, conditions, externalName } = resource;
  return (
    <details>
      <summary>
        <span className={`${styles.state} ${styles[state]}`}>
          {t(`infrastructure.state.${state}`)}
        </span>{' '}
        {kind} {resource.compositionResourceName ?? resource.name}
        {message && (
          <div className={styles.message}>
            <LongText text={message} />
          </div>
        )}
      </summary>
      <div className={styles.details}>
        <div>{resource.name}</div>
        {externalName && (
          <div>
            {externalName}{' '}
            <WebLink href={resource.consoleUrl}>
              {resource.consoleUrl && t('infrastructure.console')}
            </WebLink>
          </div>
        )}
        {conditions.map(condition => (
          <div key={condition.type}>
            {condition.type} {condition.status}
            {condition.reason && `, ${condition.reason}`}{' '}
            <Age at={condition.lastTransitionTime} />
            {condition.message && (
              <div className={styles.note}>
                <LongText text={condition.message} />
              </div>
            )}
          </div>
        ))}
      </div>
    </details>
  );
}
