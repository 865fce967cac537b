import type { WorkerClustersApi } from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** Who has the name already, as a sentence; undefined if it is free. */
export async function nameTaken(
  api: WorkerClustersApi,
  name: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const { items } = await api.listClusters({ name, limit: 1 }, { signal });
  const [taken] = items;
  if (!taken || taken.phase.phase === 'closed') return undefined;
  const where = taken.environment ? ` in ${taken.environment}` : '';
  return `The name is taken: there is a cluster ${name}${where} (${taken.phase.phase}). Choose another name.`;
}
