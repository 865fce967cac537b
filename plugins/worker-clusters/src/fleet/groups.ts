import {
  minorVersion,
  type WorkerCluster,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** What clusters can be grouped by; each is a filter of the same name, too. */
export const GROUPINGS = [
  'environment',
  'region',
  'owner',
  'managementCluster',
  'kubernetesVersion',
] as const;

export type Grouping = (typeof GROUPINGS)[number];

/** The group that a cluster belongs to, as the filter of that name has it; undefined where that is not known. */
export const groupKey = (
  cluster: WorkerCluster,
  grouping: Grouping,
): string | undefined =>
  grouping === 'kubernetesVersion'
    ? minorVersion(cluster.kubernetesVersion)
    : cluster[grouping] || undefined;

export interface FleetGroup<T extends WorkerCluster = WorkerCluster> {
  /** Undefined: the clusters of which it is not known, or all of them without a grouping. */
  key: string | undefined;
  /** In the order in which they were given. */
  clusters: T[];
}

const collator = new Intl.Collator('en', { numeric: true });

/** The groups in the order of their keys, versions with the newest first, and last those of which the key is not known. */
export function groupClusters<T extends WorkerCluster>(
  clusters: readonly T[],
  grouping: Grouping | undefined,
): FleetGroup<T>[] {
  if (clusters.length === 0) return [];
  if (!grouping) return [{ key: undefined, clusters: [...clusters] }];
  const byKey = new Map<string | undefined, T[]>();
  for (const cluster of clusters) {
    const key = groupKey(cluster, grouping);
    const group = byKey.get(key);
    if (group) group.push(cluster);
    else byKey.set(key, [cluster]);
  }
  const direction = grouping === 'kubernetesVersion' ? -1 : 1;
  return [...byKey]
    .sort(([a], [b]) => {
      if (a === undefined || b === undefined) {
        return Number(a === undefined) - Number(b === undefined);
      }
      return direction * collator.compare(a, b);
    })
    .map(([key, members]) => ({ key, clusters: members }));
}
