import {
  type LifecyclePhase,
  showClusterVersion,
  stringifyClusterRef,
  type WorkerCluster,
  type WorkerClustersApi,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Translate } from '../../translations';
import { shortOwner } from '../../format';
import type { ChosenCluster } from '../spec/specOptions';

export type May = 'update' | 'decommission';

/** The phases in which nothing can be requested for a cluster; `requests.impossible` of the messages says why. */
const IMPOSSIBLE = [
  'requested',
  'merged',
  'closed',
  'awaiting-confirmation',
  'deleting',
] as const satisfies LifecyclePhase[];

export const isImpossible = (
  phase: LifecyclePhase,
): phase is (typeof IMPOSSIBLE)[number] =>
  (IMPOSSIBLE as readonly LifecyclePhase[]).includes(phase);

/** A cluster in one line: where it is, its version, its phase and its owner. */
export const describeCluster = (cluster: WorkerCluster, t: Translate): string =>
  [
    cluster.environment,
    cluster.region,
    `Kubernetes ${showClusterVersion(cluster)}`,
    t(`common.phase.${cluster.phase.phase}`),
    cluster.owner &&
      t('form.picker.owner', { owner: shortOwner(cluster.owner) }),
  ]
    .filter(Boolean)
    .join(', ');

export function toChosen(cluster: WorkerCluster): ChosenCluster | undefined {
  const { managementCluster, namespace, environment, name } = cluster;
  return environment
    ? { managementCluster, namespace, environment, name }
    : undefined;
}

/** Whether a cluster of the fleet is the one that was chosen; names alone are not unique. */
export const isSameCluster = (
  cluster: WorkerCluster,
  chosen: ChosenCluster,
): boolean =>
  stringifyClusterRef(cluster) === stringifyClusterRef(chosen) &&
  cluster.environment === chosen.environment;

/** The clusters for which the user may make requests, those that match first. */
export async function findClusters(
  api: WorkerClustersApi,
  query: { search: string; may: May },
  signal?: AbortSignal,
): Promise<WorkerCluster[]> {
  const { items } = await api.listClusters(
    { search: query.search || undefined, may: query.may, limit: 20 },
    { signal },
  );
  return items.filter(
    cluster => !isImpossible(cluster.phase.phase) && toChosen(cluster),
  );
}

/** Why a cluster cannot be chosen, as a sentence; undefined if it can. */
export async function chosenProblem(
  api: WorkerClustersApi,
  chosen: ChosenCluster,
  options: { may: May; t: Translate; signal?: AbortSignal },
): Promise<string | undefined> {
  const { name, environment } = chosen;
  const { may, t, signal } = options;
  const find = async (query: { may?: May }) => {
    const { items } = await api.listClusters(
      { name, limit: 20, ...query },
      { signal },
    );
    return items.find(item => isSameCluster(item, chosen));
  };
  const cluster = await find({ may });
  if (!cluster) {
    // A link may lead to a cluster that is there, but that somebody else answers for.
    const other = await find({});
    if (!other) {
      return t('form.picker.gone', { name, environment });
    }
    return other.owner
      ? t(`form.picker.notOwner.${may}`, {
          name,
          owner: shortOwner(other.owner),
        })
      : t(`form.picker.denied.${may}`, { name });
  }
  const { phase } = cluster.phase;
  return isImpossible(phase)
    ? t('form.picker.chooseAnother', {
        problem: t(`requests.impossible.${phase}`),
      })
    : undefined;
}
