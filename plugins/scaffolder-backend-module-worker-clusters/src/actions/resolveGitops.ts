import { InputError } from '@backstage/errors';
import type { ActionContext } from '@backstage/plugin-scaffolder-node';
import type { GitopsConfig } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type { ActionServices } from './ActionServices';

/**
 * Returns the repository and the token: the user's own where the template passes one, or must.
 *
 * @throws InputError if the portal has no GitOps repository, or a token is missing.
 */
export function resolveGitops(
  { gitops, requireUserCredentials }: ActionServices,
  ctx: ActionContext<any, any, any>,
  { repoUrl, token }: { repoUrl?: string; token?: string },
): { gitops: GitopsConfig; repoUrl: string; token?: string } {
  if (!gitops) {
    throw new InputError(
      `The portal does not know the GitOps repository: the platform team must set workerClusters.gitops.repoUrl in its configuration.`,
    );
  }
  if (requireUserCredentials && !token) {
    throw new InputError(
      `The portal opens pull requests with the user's own token only (scaffolder.requireScmUserCredentials): the template must pass one to the step '${
        ctx.step?.id ?? 'worker-cluster'
      }' as input 'token'.`,
    );
  }
  // Branch and management cluster in the configuration are those of the repository in the configuration.
  return repoUrl && repoUrl !== gitops.repoUrl
    ? {
        gitops: { ...gitops, branch: undefined, managementCluster: undefined },
        repoUrl,
        token,
      }
    : { gitops, repoUrl: gitops.repoUrl, token };
}
