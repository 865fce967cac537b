import {
  type ClusterRef,
  parseClusterRef,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** Clusters that stand side by side. */
export const MAX_COMPARED = 6;

/** The search part of the address that compares clusters. */
export const compareSearch = (clusters: readonly ClusterRef[]) =>
  new URLSearchParams(
    clusters.map(cluster => ['cluster', stringifyClusterRef(cluster)]),
  ).toString();

/** The clusters of an address, each once, the first ones; and what of it is no cluster or too much. */
export function readCompared(params: URLSearchParams): {
  refs: ClusterRef[];
  leftOut: string[];
} {
  const refs: ClusterRef[] = [];
  const leftOut: string[] = [];
  for (const text of new Set(params.getAll('cluster'))) {
    try {
      const ref = parseClusterRef(text);
      if (refs.length < MAX_COMPARED) refs.push(ref);
      else leftOut.push(text);
    } catch {
      leftOut.push(text);
    }
  }
  return { refs, leftOut };
}
