import type { WorkerClustersApi } from '@worker-clusters/backstage-plugin-worker-clusters-common';

const MAX_LENGTH = 40;

/** What is wrong with the shape of a cluster's name; undefined if nothing is. The action checks the same. */
export function nameProblem(name: string): string | undefined {
  if (name === '') return 'Give the cluster a name.';
  if (name.length > MAX_LENGTH) {
    return `The name has ${name.length} characters: ${MAX_LENGTH} are the most, for cloud resources are named after it.`;
  }
  if (!/^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(name)) {
    return 'Use lower case letters, digits and "-" only, begin with a letter and end with a letter or digit, for example payments-dev.';
  }
  return undefined;
}

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
