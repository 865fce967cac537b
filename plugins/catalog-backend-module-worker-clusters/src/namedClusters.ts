import {
  type ClusterEntity,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';

const ageKey = (cluster: ClusterEntity) =>
  `${cluster.createdAt ?? '9999'} ${stringifyClusterRef(cluster)}`;

/** The clusters by the name of their entity: of several by one name the oldest, and the names that several have. */
export function namedClusters(clusters: Iterable<ClusterEntity>): {
  byName: Map<string, ClusterEntity>;
  ambiguous: Set<string>;
} {
  const byName = new Map<string, ClusterEntity>();
  const ambiguous = new Set<string>();
  for (const cluster of clusters) {
    const other = byName.get(cluster.name);
    if (other) ambiguous.add(cluster.name);
    if (!other || ageKey(cluster) < ageKey(other)) {
      byName.set(cluster.name, cluster);
    }
  }
  return { byName, ambiguous };
}
