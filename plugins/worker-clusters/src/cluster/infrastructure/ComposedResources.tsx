import { useCallback } from 'react';
import { Skeleton, Text } from '@backstage/ui';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  ClusterRef,
  ComposedResourceDetails,
  ComposedState,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../../api';
import { ErrorPanel } from '../../components/ErrorPanel';
import { Facts } from '../../components/Facts';
import { Chip, type Look } from '../../components/StatusChip';
import { WebLink } from '../../components/WebLink';
import { useLiveQuery } from '../../hooks/useLiveQuery';
import { workerClustersTranslationRef } from '../../translations';
import { messageText } from '../../translations/messageText';
import { composedTree } from './composedTree';
import { Conditions } from './Conditions';
import styles from './infrastructure.module.css';

/** What is ready is quiet: what is not stands out, and a last known state is not taken for a good one. */
const STATES: Record<ComposedState, Look> = {
  failed: ['bad', 'exclamation'],
  deleting: ['busy', 'trash'],
  waiting: ['warn', 'progress'],
  ready: ['quiet', 'check'],
};

/** How the claim stands, and what Crossplane composes for it by stage; what is not ready comes first, and is open. */
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
      {data && (
        <Facts
          facts={[
            [t('infrastructure.composition'), data.composition],
            [
              t('infrastructure.claimConditions'),
              data.claim && data.claim.conditions.length > 0 && (
                <Conditions
                  label={t('infrastructure.claimConditions')}
                  conditions={data.claim.conditions}
                />
              ),
            ],
          ]}
        />
      )}
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
      {loading && <Skeleton width="100%" height="200px" />}
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
  const { state, kind, message, messageCode, conditions, externalName } =
    resource;
  return (
    <details>
      <summary>
        <Chip look={STATES[state]} text={t(`infrastructure.state.${state}`)} />{' '}
        {kind} {resource.compositionResourceName ?? resource.name}
        {message && (
          <span className={styles.message}>
            {messageText(t, message, messageCode)}
          </span>
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
        <Conditions
          label={t('infrastructure.conditions')}
          conditions={conditions}
        />
      </div>
    </details>
  );
}
