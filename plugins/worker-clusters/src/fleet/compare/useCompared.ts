import { useCallback, useMemo } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  type Application,
  type ClusterRef,
  type ConnectionState,
  type ManagementCluster,
  parseClusterRef,
  stringifyClusterRef,
  type WorkerClusterDetails,
  type WorkerClustersApi,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../../api';
import { useLiveQuery } from '../../hooks/useLiveQuery';
import { useLoad } from '../../hooks/useLoad';

/** The most that one answer has. */
const APPLICATIONS = 500;

/** One of the clusters that stand side by side. */
export interface Compared {
  ref: ClusterRef;
  /** Undefined: it cannot be read, see `error`. */
  cluster?: WorkerClusterDetails;
  error?: Error;
  management?: ConnectionState;
  /** Undefined: they cannot be read. */
  applications?: Application[];
  /** There are more applications than these. */
  truncated?: boolean;
}

/** `spec` of a cluster's claim in Git, or why it cannot be read. */
export interface ComparedClaim {
  spec?: Record<string, unknown>;
  error?: Error;
}

const errorOf = (result: PromiseSettledResult<unknown>) =>
  result.status === 'rejected' ? (result.reason as Error) : undefined;

const valueOf = <T>(result: PromiseSettledResult<T>) =>
  result.status === 'fulfilled' ? result.value : undefined;

async function readOne(
  api: WorkerClustersApi,
  ref: ClusterRef,
  management: readonly ManagementCluster[],
  signal: AbortSignal,
): Promise<Compared> {
  const [cluster, applications] = await Promise.allSettled([
    api.getCluster(ref, { signal }),
    api.listApplications(
      ref,
      { limit: APPLICATIONS, sort: 'name' },
      { signal },
    ),
  ]);
  const page = valueOf(applications);
  return {
    ref,
    cluster: valueOf(cluster),
    error: errorOf(cluster),
    management: management.find(m => m.name === ref.managementCluster)
      ?.connection,
    applications: valueOf(cluster) && page?.items,
    truncated: page?.nextCursor !== undefined,
  };
}

/** The clusters, kept up to date; one that cannot be read says so by itself. */
export function useCompared(refs: readonly ClusterRef[]) {
  const api = useApi(workerClustersApiRef);
  const text = JSON.stringify(refs.map(stringifyClusterRef));
  const stable = useMemo(
    () => (JSON.parse(text) as string[]).map(parseClusterRef),
    [text],
  );
  const clusters = useLiveQuery(
    useCallback(
      async (signal: AbortSignal) => {
        // Who may not see the management clusters sees the clusters all the same.
        const [management] = await Promise.allSettled([
          api.listManagementClusters({ signal }),
        ]);
        const items = valueOf(management)?.items ?? [];
        return Promise.all(stable.map(ref => readOne(api, ref, items, signal)));
      },
      [api, stable],
    ),
  );
  // Read from Git: once, not with every change of the fleet.
  const claims = useLoad(
    useCallback(
      async (signal: AbortSignal): Promise<ComparedClaim[]> => {
        const read = await Promise.allSettled(
          stable.map(ref => api.getClaim(ref, { signal })),
        );
        return read.map(result => ({
          spec: valueOf(result)?.spec,
          error: errorOf(result),
        }));
      },
      [api, stable],
    ),
  );
  return { clusters, claims };
}
