import { useCallback, useMemo, useRef } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  type FleetApplication,
  type ListDeploymentsQuery,
  stringifyClusterRef,
  type WorkerCluster,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../api';
import { reuse } from '../hooks/holdOrder';
import { useLiveQuery } from '../hooks/useLiveQuery';
import { type DeploymentRow, toRows } from './groupDeployments';

/** Most answers that are read: 2,000 Applications. */
const MAX_PAGES = 4;

const keyOf = (row: DeploymentRow) => row.id;

/**
 * The Applications that a query finds on all clusters that the user may see, kept up to date. An unchanged answer costs a 304.
 *
 * @param query - has to be stable (`useMemo`)
 */
export function useDeployments(query: ListDeploymentsQuery) {
  const api = useApi(workerClustersApiRef);
  const load = useCallback(
    async (signal: AbortSignal) => {
      const items: FleetApplication[] = [];
      const clusters = new Map<string, WorkerCluster>();
      let cursor: string | undefined;
      for (let page = 0; page < MAX_PAGES; page++) {
        const answer = await api.listDeployments(
          { ...query, cursor },
          { signal },
        );
        // One page is what the client returns again while nothing changed.
        if (page === 0 && !answer.nextCursor) return answer;
        items.push(...answer.items);
        for (const cluster of answer.clusters) {
          clusters.set(stringifyClusterRef(cluster), cluster);
        }
        cursor = answer.nextCursor;
        if (!cursor) break;
      }
      return {
        items,
        clusters: [...clusters.values()],
        totalItems: items.length,
        nextCursor: cursor,
      };
    },
    [api, query],
  );
  const { data, ...state } = useLiveQuery(load);
  const known = useRef<DeploymentRow[]>();
  const rows = useMemo(() => {
    if (!data) return undefined;
    const found = toRows(data.items, data.clusters);
    known.current = reuse(known.current, found, keyOf);
    return known.current;
  }, [data]);
  return {
    ...state,
    rows,
    /** There are more than are read. */
    truncated: data?.nextCursor !== undefined,
  };
}
