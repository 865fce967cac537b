import type { VisibleClusters } from './authorize';
import { toClusterFilter } from './clusterFilter';

/**
 * The clusters for which requests can be made: those whose claims are in the GitOps repository.
 *
 * @param managementCluster - to which the claims of the repository belong; undefined if none is configured
 */
export function requestableClusters(
  managementCluster: string | undefined,
): VisibleClusters {
  if (managementCluster === undefined) return { none: true, key: 'none' };
  const condition = {
    property: 'managementCluster' as const,
    values: [managementCluster],
  };
  return {
    none: false,
    key: JSON.stringify(condition),
    filter: toClusterFilter(condition),
  };
}
