import {
  stringifyClusterRef,
  type WorkerCluster,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';

export type FleetRow = WorkerCluster & { id: string };

/**
 * The rows of an answer. What is the same as in the answer before it is the same object: the table renders again what
 * changed, and no other row.
 */
export function stableRows(
  previous: readonly FleetRow[] | undefined,
  clusters: readonly WorkerCluster[],
): FleetRow[] {
  const before = new Map(previous?.map(row => [row.id, row]));
  return clusters.map(cluster => {
    const row = { ...cluster, id: stringifyClusterRef(cluster) };
    const old = before.get(row.id);
    // Findings and requests change without the revision.
    return old?.revision === row.revision &&
      JSON.stringify(old) === JSON.stringify(row)
      ? old
      : row;
  });
}
