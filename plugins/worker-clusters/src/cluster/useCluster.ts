import { useCallback } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import type { ClusterRef } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../api';
import { useLiveQuery } from '../hooks/useLiveQuery';

/** One cluster with its applications, kept up to date. */
export function useCluster({ managementCluster, namespace, name }: ClusterRef) {
  const api = useApi(workerClustersApiRef);
  return useLiveQuery(
    useCallback(
      async (signal: AbortSignal) => {
        const ref = { managementCluster, namespace, name };
        const [cluster, applications] = await Promise.all([
          api.getCluster(ref, { signal }),
          api.listApplications(ref, { signal }),
        ]);
        return { cluster, applications: applications.items };
      },
      [api, managementCluster, namespace, name],
    ),
  );
}
