import { useCallback, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import type {
  Application,
  ClusterRef,
  ListApplicationsQuery,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../../api';
import { useLiveQuery } from '../../hooks/useLiveQuery';

/** Rows that are read at a time: what a browser adds to a table without a pause that one sees. */
const PAGE_SIZE = 200;
/** To nest them, all are read: as many as the backend reads of one cluster. */
const ALL = { pages: 20, size: 500 };

/**
 * The Applications of a cluster page after page, all pages so far kept up to date. An unchanged page costs a 304.
 *
 * @param query - has to be stable (`useMemo`): a new one begins with its first page
 */
export function useApplicationPages(
  { managementCluster, namespace, name }: ClusterRef,
  query: ListApplicationsQuery,
  options: { all: boolean },
) {
  const { all } = options;
  const api = useApi(workerClustersApiRef);
  const [wanted, setWanted] = useState({ query, pages: 1 });
  const pages = wanted.query === query ? wanted.pages : 1;
  const load = useCallback(
    async (signal: AbortSignal) => {
      const limit = all ? ALL.size : PAGE_SIZE;
      const last = all ? ALL.pages : pages;
      const page = (cursor?: string) =>
        api.listApplications(
          { managementCluster, namespace, name },
          { ...query, limit, cursor },
          { signal },
        );
      let answer = await page();
      const items: Application[] = [...answer.items];
      for (let i = 1; i < last && answer.nextCursor; i++) {
        answer = await page(answer.nextCursor);
        items.push(...answer.items);
      }
      return { ...answer, items };
    },
    [api, managementCluster, namespace, name, query, pages, all],
  );
  const { data, ...state } = useLiveQuery(load);
  const hasMore = !all && data?.nextCursor !== undefined;
  const { stale } = state;
  const more = useCallback(() => {
    if (hasMore && !stale) setWanted({ query, pages: pages + 1 });
  }, [hasMore, stale, query, pages]);
  return {
    ...state,
    items: data?.items,
    totalItems: data?.totalItems,
    oldestReconciledAt: data?.oldestReconciledAt,
    /** Reads the next page, if there is one and none is being read. */
    more,
  };
}
