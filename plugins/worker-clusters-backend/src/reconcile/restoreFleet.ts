import {
  type ClusterRef,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Member } from '../replicas/types';
import type { ClusterFilter, FleetStore, WriteResult } from '../store/types';

/**
 * Restores what the store knows when the portal starts (`first`):
 *
 * - clusters of management clusters that are not configured any more are removed, and findings about these, unless
 *   `keepOthers`;
 * - if nobody observed the fleet until now, every other cluster stays as it is, but with connection `connecting`;
 *
 * and whenever the membership changes:
 *
 * - clusters that belong to this replica are returned as `toReconcile`, with those that are only requested: no observation
 *   of theirs will come.
 */
export async function restoreFleet(options: {
  /** Names of those that are configured. */
  managementClusters: string[];
  /** Whether what belongs to no configured management cluster is kept: it may belong to one whose name cannot be read. */
  keepOthers: boolean;
  store: FleetStore;
  member: Member;
  first: boolean;
}): Promise<{ changes: WriteResult[]; toReconcile: ClusterRef[] }> {
  const { managementClusters: names, store, member, first } = options;
  const { lease } = member;
  const changes: WriteResult[] = [];

  if (first && !options.keepOthers) {
    const orphans = await listAll(store, query => {
      query.whereNotIn('management_cluster', names);
    });
    if (orphans.length) {
      changes.push(await store.removeClusters(orphans, lease, 'any'));
    }
    await store.findings.keepManagementClusters(names);
  }
  if (first && !member.handover) {
    const since = new Date().toISOString();
    changes.push(await store.markWaiting(names, since, lease));
  }

  const all = await listAll(store, query => {
    query.whereIn('management_cluster', names);
    // Where nobody else observes, an observation of those with a claim will come.
    if (!member.lease) query.whereNull('uid');
  });
  const open = await store.listOpenRequests();
  return {
    changes,
    toReconcile: [...all, ...open.map(r => r.ref)].filter(ref =>
      member.owns(stringifyClusterRef(ref)),
    ),
  };
}

async function listAll(
  store: FleetStore,
  filter: ClusterFilter,
): Promise<ClusterRef[]> {
  const refs: ClusterRef[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.list({ limit: 500, cursor }, filter);
    for (const { managementCluster, namespace, name } of page.items) {
      refs.push({ managementCluster, namespace, name });
    }
    cursor = page.nextCursor;
  } while (cursor);
  return refs;
}
