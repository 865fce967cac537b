import type { IdentityApi } from '@backstage/frontend-plugin-api';
import type {
  LifecyclePhase,
  WorkerClustersApi,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Translate } from '../translations';

/**
 * Who has a name already. Of an open request of the user's own (`own`), its number: what may become of it, the review step
 * says.
 */
export type NameTaken =
  | { own: true; number: number }
  | {
      own: false;
      name: string;
      environment?: string;
      phase: LifecyclePhase;
    };

/** Who has the name already; undefined if it is free. */
export async function nameTaken(
  { api, identity }: { api: WorkerClustersApi; identity: IdentityApi },
  name: string,
  signal?: AbortSignal,
): Promise<NameTaken | undefined> {
  const [{ items }, { userEntityRef }] = await Promise.all([
    api.listClusters({ name, limit: 1 }, { signal }),
    identity.getBackstageIdentity(),
  ]);
  const [taken] = items;
  if (!taken || taken.phase.phase === 'closed') return undefined;
  const { phase, environment } = taken;
  if (phase.phase === 'requested') {
    const { pullRequest } = await api.getCluster(taken, { signal });
    if (pullRequest?.requestedBy === userEntityRef) {
      return { own: true, number: pullRequest.number };
    }
  }
  return { own: false, name, environment, phase: phase.phase };
}

/** {@link NameTaken} as a sentence. */
export function describeTaken(taken: NameTaken, t: Translate): string {
  if (taken.own) return t('form.name.own', { number: String(taken.number) });
  const { name, environment } = taken;
  const phase = t(`common.phase.${taken.phase}`);
  return environment
    ? t('form.name.takenIn', { name, environment, phase })
    : t('form.name.taken', { name, phase });
}
