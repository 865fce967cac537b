import type { IdentityApi } from '@backstage/frontend-plugin-api';
import type { WorkerClustersApi } from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** Who has a name already. */
export interface NameTaken {
  /** As a sentence. */
  text: string;
  /** Whether it is an open request of the user's own: what may become of that, the review step says. */
  own: boolean;
}

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
      return {
        text: `You have already requested this cluster in pull request #${pullRequest.number}, which is open.`,
        own: true,
      };
    }
  }
  const where = environment ? ` in ${environment}` : '';
  return {
    text: `The name is taken: there is a cluster ${name}${where} (${phase.phase}). Choose another name.`,
    own: false,
  };
}
