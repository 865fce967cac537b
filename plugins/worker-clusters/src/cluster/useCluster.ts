import { useCallback } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import type { ClusterRef } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../api';
import { useLiveQuery } from '../hooks/useLiveQuery';

/** One cluster, kept up to date. */
export function useCluster({ managementCluster, namespace, name }: ClusterRef) {
  const api = useApi(workerClustersApiRef);
  return useLiveQuery(
    useCallback(
      (signal: AbortSignal) =>
        api.getCluster({ managementCluster, namespace, name }, { signal }),
      [api, managementCluster, namespace, name],
    ),
  );
}
