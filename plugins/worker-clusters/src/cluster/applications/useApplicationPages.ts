import { useCallback } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import type {
  ListApplicationsQuery,
  WorkerClusterDetails,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../../api';
import { useLivePages } from '../../hooks/useLivePages';

/** Rows that are read at a time: what a browser adds to a table without a pause that one sees. */
const PAGE_SIZE = 200;
/** To nest them, all are read: as many as the backend reads of one cluster. */
const ALL = { pages: 20, size: 500 };

/**
 * The Applications of a cluster page after page, all pages so far kept up to date.
 *
 * @param query - has to be stable (`useMemo`): a new one begins with its first page
 * @param options - `all`: reads all pages, and again only after a change of this cluster: of others there are many
 */
export function useApplicationPages(
  {
    managementCluster,
    namespace,
    name,
    revision,
  }: Pick<
    WorkerClusterDetails,
    'managementCluster' | 'namespace' | 'name' | 'revision'
  >,
  query: ListApplicationsQuery,
  { all }: { all: boolean },
) {
  const api = useApi(workerClustersApiRef);
  const { last, ...state } = useLivePages(
    useCallback(
      (cursor: string | undefined, signal: AbortSignal) =>
        api.listApplications(
          { managementCluster, namespace, name },
          { ...query, limit: all ? ALL.size : PAGE_SIZE, cursor },
          { signal },
        ),
      [api, managementCluster, namespace, name, query, all],
    ),
    all ? { pages: ALL.pages, revision } : {},
  );
  return {
    ...state,
    totalItems: last?.totalItems,
    oldestReconciledAt: last?.oldestReconciledAt,
  };
}
