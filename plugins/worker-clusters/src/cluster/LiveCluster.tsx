import type { ReactNode } from 'react';
import {
  type ClusterRef,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import styles from './cluster.module.css';
import { ClusterErrorPanel } from '../components/ClusterErrorPanel';
import { explainError } from '../components/explainError';
import { ClusterSkeleton } from './ClusterSkeleton';
import { ClusterView, type ClusterTabRoute } from './ClusterView';
import { useCluster } from './useCluster';

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
  const { data, error, loading, retry } = useCluster(clusterRef);
  if (loading) return <ClusterSkeleton heading={heading} />;
  const gone = error && explainError(error).kind === 'notFound';
  return (
    <>
      {error && (
        <div className={styles.page}>
          {!data && heading}
          <ClusterErrorPanel
            clusterRef={clusterRef}
            error={error}
            retry={retry}
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
