import type { ReactNode } from 'react';
import { Alert, Button, Skeleton } from '@backstage/ui';
import {
  type ClusterRef,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import styles from './cluster.module.css';
import { messageOf } from '../format';
import { ClusterView } from './ClusterView';
import { useCluster } from './useCluster';

const isNotFound = (error: Error) => error.name === 'NotFoundError';

interface LiveClusterProps {
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
  const { data, error, loading, retry } = useCluster(props.clusterRef);
  if (loading) {
    return (
      <div className={styles.page} aria-busy="true" aria-label="Loading">
        {props.heading}
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
          {!data && props.heading}
          <Alert
            icon
            status={gone ? 'warning' : 'danger'}
            title={
              gone
                ? `There is no worker cluster ${props.clusterRef.name} in ${props.clusterRef.namespace} that you may see.`
                : 'The cluster cannot be read at the moment.'
            }
            description={
              gone
                ? 'It may have been deleted, or the address of this page is wrong.'
                : messageOf(error)
            }
            customActions={
              <Button size="small" variant="secondary" onPress={retry}>
                Try again
              </Button>
            }
          />
        </div>
      )}
      {data && !gone && <ClusterView cluster={data} heading={props.heading} />}
    </>
  );
}
