import { useCallback } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  type ClusterRef,
  type ReviewRequest,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../../api';
import { useLivePages } from '../../hooks/useLivePages';

const PAGE_SIZE = 20;

/** Pull requests of one cluster in one state, newest first, page by page, kept up to date. */
export function useRequests(
  { managementCluster, namespace, name }: ClusterRef,
  state: ReviewRequest['state'],
) {
  const api = useApi(workerClustersApiRef);
  const cluster = stringifyClusterRef({ managementCluster, namespace, name });
  return useLivePages(
    useCallback(
      (cursor: string | undefined, signal: AbortSignal) =>
        api.listRequests(
          { state, cluster: [cluster], limit: PAGE_SIZE, cursor },
          { signal },
        ),
      [api, cluster, state],
    ),
  );
}
