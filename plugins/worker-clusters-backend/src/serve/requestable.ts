import {
  type Policy,
  type RequestActor,
  requestableOwners,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type { WorkerClusterCondition } from '@worker-clusters/backstage-plugin-worker-clusters-node/permissions';
import type { VisibleClusters } from './authorize';
import { toClusterFilter } from './clusterFilter';

/**
 * The clusters for which the policy lets somebody make requests: those whose claims are in the GitOps repository, and with
 * `requireOwnership` those of their own teams.
 *
 * @param managementCluster - to which the claims of the repository belong; undefined if none is configured
 */
export function requestableClusters(
  managementCluster: string | undefined,
  { ownership }: Pick<Policy, 'ownership'>,
  actor: RequestActor,
): VisibleClusters {
  if (managementCluster === undefined) return { none: true, key: 'none' };
  const conditions: WorkerClusterCondition[] = [
    { property: 'managementCluster', values: [managementCluster] },
  ];
  const owners = requestableOwners(ownership, actor);
  if (owners) conditions.push({ property: 'owner', values: owners });
  return {
    none: false,
    key: JSON.stringify(conditions),
    filter: query => {
      for (const condition of conditions) toClusterFilter(condition)(query);
    },
  };
}
