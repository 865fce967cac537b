import type { ReactNode } from 'react';
import { Alert, Button, Skeleton } from '@backstage/ui';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  type ClusterRef,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import styles from './cluster.module.css';
import { messageOf } from '../format';
import { workerClustersTranslationRef } from '../translations';
import { ClusterView, type ClusterTabRoute } from './ClusterView';
import { useCluster } from './useCluster';

const isNotFound = (error: Error) => error.name === 'NotFoundError';

interface LiveClusterProps extends ClusterTabRoute {
  clusterRef: ClusterRef;
  heading?: ReactNode;
}

/**
 * {@link ClusterView} with what it shows, as it comes, fails and changes. Nothing of one cluster is left on the page of the next:
 * neither its state nor the search in its Applications, nor what was read of its resources.
 */
export function LiveCluster(props: LiveClusterProps) {
  return <Live key={stringifyClusterRef(props.clusterRef)} {...props} />;
}

function Live(props: LiveClusterProps) {
  const { clusterRef, heading, tab, hrefOf } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { data, error, loading, retry } = useCluster(clusterRef);
  if (loading) {
    return (
      <div
        className={styles.page}
        aria-busy="true"
        aria-label={t('cluster.loading')}
      >
        {heading}
        <Skeleton style={{ height: 320 }} />
        <Skeleton style={{ height: 200 }} />
      </div>
    );
  }
  const gone = error && isNotFound(error);
  return (
    <>
      {error && (
        <div className={styles.page}>
          {!data && heading}
          <Alert
            icon
            status={gone ? 'warning' : 'danger'}
            title={
              gone
                ? t('cluster.notFound.title', {
                    name: clusterRef.name,
                    namespace: clusterRef.namespace,
                  })
                : t('cluster.loadFailed')
            }
            description={
              gone ? t('cluster.notFound.description') : messageOf(error)
            }
            customActions={
              <Button size="small" variant="secondary" onPress={retry}>
                {t('common.tryAgain')}
              </Button>
            }
          />
        </div>
      )}
      {data && !gone && (
        <ClusterView
          cluster={data}
          heading={heading}
          tab={tab}
          hrefOf={hrefOf}
        />
      )}
    </>
  );
}
