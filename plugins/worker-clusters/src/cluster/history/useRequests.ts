import { useCallback, useEffect, useRef, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  type ClusterRef,
  type ReviewRequest,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../../api';

const PAGE = 20;

export interface Requests {
  items: ReviewRequest[];
  loading: boolean;
  error?: Error;
  /** Loads the next page, or tries the last one again; absent if there are no more. */
  more?: () => void;
}

/** Pull requests of one cluster in one state, newest first, page by page. */
export function useRequests(
  { managementCluster, namespace, name }: ClusterRef,
  state: ReviewRequest['state'],
): Requests {
  const api = useApi(workerClustersApiRef);
  const [items, setItems] = useState<ReviewRequest[]>([]);
  const [loading, setLoading] = useState(true);
  const [error, setError] = useState<Error>();
  const [cursor, setCursor] = useState<string>();
  const abort = useRef<AbortController>();
  const cluster = stringifyClusterRef({ managementCluster, namespace, name });

  const load = useCallback(
    async (from: string | undefined) => {
      abort.current?.abort();
      const current = new AbortController();
      abort.current = current;
      setLoading(true);
      setError(undefined);
      try {
        const page = await api.listRequests(
          {
            state,
            cluster: [cluster],
            limit: PAGE,
            ...(from && { cursor: from }),
          },
          { signal: current.signal },
        );
        if (current.signal.aborted) return;
        setItems(before => (from ? [...before, ...page.items] : page.items));
        setCursor(page.nextCursor);
      } catch (cause) {
        if (current.signal.aborted) return;
        setError(cause as Error);
      }
      setLoading(false);
    },
    [api, cluster, state],
  );
  useEffect(() => {
    load(undefined);
    return () => abort.current?.abort();
  }, [load]);

  return {
    items,
    loading,
    error,
    ...((cursor || error) && { more: () => load(cursor) }),
  };
}
