import type {
  ClusterRef,
  ListClustersQuery,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { FleetObserver } from '../observe/types';
import type { ClusterFilter, FleetStore, WriteResult } from '../store/types';

/**
 * Restores what the store knows when the portal starts:
 *
 * - clusters of management clusters that are not configured any more are removed;
 * - every other cluster stays as it is, but with connection `connecting`: nobody watches it yet;
 * - clusters that are only requested are returned as `toReconcile`: no observation of theirs will come.
 */
export async function restoreFleet(options: {
  observer: Pick<FleetObserver, 'listManagementClusters'>;
  store: FleetStore;
}): Promise<{ changes: WriteResult[]; toReconcile: ClusterRef[] }> {
  const { observer, store } = options;
  const names = observer.listManagementClusters().map(m => m.name);
  const changes: WriteResult[] = [];

  const orphans = await listAll(store, {}, query => {
    query.whereNotIn('management_cluster', names);
  });
  if (orphans.length) changes.push(await store.removeClusters(orphans));

  changes.push(await store.markWaiting(names, new Date().toISOString()));

  const toReconcile = await listAll(store, {
    phase: ['requested', 'merged', 'closed'],
  });
  const open = await store.listOpenRequests();
  return { changes, toReconcile: [...toReconcile, ...open.map(r => r.ref)] };
}

async function listAll(
  store: FleetStore,
  query: ListClustersQuery,
  filter?: ClusterFilter,
): Promise<ClusterRef[]> {
  const refs: ClusterRef[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.list({ ...query, limit: 500, cursor }, filter);
    for (const { managementCluster, namespace, name } of page.items) {
      refs.push({ managementCluster, namespace, name });
    }
    cursor = page.nextCursor;
  } while (cursor);
  return refs;
}
