import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ClusterRef } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersTranslationRef } from '../translations';
import { ErrorPanel } from './ErrorPanel';

/** A cluster that could not be loaded, or that there is not. */
export function ClusterErrorPanel(props: {
  clusterRef: ClusterRef;
  error: Error;
  retry(): void;
}) {
  const { name, namespace } = props.clusterRef;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  return (
    <ErrorPanel
      title={t('cluster.loadFailed')}
      error={props.error}
      retry={props.retry}
      notFound={{
        title: t('cluster.notFound.title', { name, namespace }),
        description: t('cluster.notFound.description'),
      }}
    />
  );
}
