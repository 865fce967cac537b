import type {
  LifecyclePhase,
  WorkerCluster,
  WorkerClustersApi,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { phaseLabel } from '../../components/StatusChip';
import { formatVersion } from '../../format';
import type { ChosenCluster } from '../spec/specOptions';

/** Why nothing can be asked for in a phase, as a sentence; undefined if it can. */
export function phaseProblem(phase: LifecyclePhase): string | undefined {
  switch (phase) {
    case 'requested':
      return 'The cluster is only asked for: its pull request is not merged yet.';
    case 'merged':
      return 'The cluster is not there yet: it is about to be created.';
    case 'closed':
      return 'The cluster was never created: its pull request was closed.';
    case 'deleting':
      return 'The cluster is being deleted.';
    default:
      return undefined;
  }
}

/** A cluster in one line: where it is, its version and its phase. */
export const describeCluster = (cluster: WorkerCluster): string =>
  [
    cluster.environment,
    cluster.region,
    `Kubernetes ${formatVersion(cluster)}`,
    phaseLabel(cluster.phase.phase),
  ]
    .filter(Boolean)
    .join(', ');

export function toChosen(cluster: WorkerCluster): ChosenCluster | undefined {
  const { managementCluster, namespace, environment, name } = cluster;
  return environment
    ? { managementCluster, namespace, environment, name }
    : undefined;
}

/** The clusters for which somebody may ask, those that match first. */
export async function findClusters(
  api: WorkerClustersApi,
  query: { search: string; may: 'update' | 'decommission' },
  signal?: AbortSignal,
): Promise<WorkerCluster[]> {
  const { items } = await api.listClusters(
    { search: query.search || undefined, may: query.may, limit: 20 },
    { signal },
  );
  return items.filter(
    cluster => !phaseProblem(cluster.phase.phase) && toChosen(cluster),
  );
}

/** Why a cluster cannot be chosen, as a sentence; undefined if it can. */
export async function chosenProblem(
  api: WorkerClustersApi,
  chosen: ChosenCluster,
  may: 'update' | 'decommission',
  signal?: AbortSignal,
): Promise<string | undefined> {
  const { items } = await api.listClusters(
    { name: chosen.name, may, limit: 20 },
    { signal },
  );
  const cluster = items.find(
    item =>
      item.name === chosen.name &&
      item.environment === chosen.environment &&
      (!chosen.managementCluster ||
        item.managementCluster === chosen.managementCluster),
  );
  if (!cluster) {
    return `There is no cluster '${chosen.name}' in ${chosen.environment} that you may ${may}. Choose another one, or ask the platform team.`;
  }
  const problem = phaseProblem(cluster.phase.phase);
  return problem && `${problem} Choose another one.`;
}
