import { useCallback } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import type { WorkerClusterDetails } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../../api';
import { useLivePages } from '../../hooks/useLivePages';

/** The phases that a cluster was in, newest first, page by page. They change with the cluster, and with nothing else. */
export function useTransitions({
  managementCluster,
  namespace,
  name,
  revision,
}: WorkerClusterDetails) {
  const api = useApi(workerClustersApiRef);
  return useLivePages(
    useCallback(
      (cursor: string | undefined, signal: AbortSignal) =>
        api.listTransitions(
          { managementCluster, namespace, name },
          { cursor },
          { signal },
        ),
      [api, managementCluster, namespace, name],
    ),
    { revision },
  );
}
