import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { ActionContext } from '@backstage/plugin-scaffolder-node';
import type {
  ClusterRef,
  ClusterRequestInput,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  claimBranch,
  claimPath,
  type GitopsConfig,
  requireClusterName,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { type Requester, toRequester } from '../request/toRequester';
import type { ActionServices } from './ActionServices';
import { findCluster, requireMay } from './permission';
import { resolveGitops } from './resolveGitops';

/** What every action gets beside the request itself. */
export interface CommonInput {
  reason?: string;
  repoUrl?: string;
  token?: string;
}

/** A request that may be made, and where it is made. */
export interface AuthorizedRequest {
  input: ClusterRequestInput;
  requester: Requester;
  credentials: BackstageCredentials;
  /** The cluster in the fleet, if there is one. */
  cluster?: ClusterRef;
  gitops: GitopsConfig;
  repoUrl: string;
  token?: string;
  taskId: string;
  reason?: string;
  /** Plain name of the request's branch. */
  branch: string;
  path: string;
}

/**
 * Authorizes a request and resolves its repository, branch and path.
 *
 * @throws NotAllowedError that names the permission; InputError for a name or a repository that cannot be used.
 */
export async function authorizeRequest(
  services: ActionServices,
  ctx: ActionContext<any, any, any>,
  input: ClusterRequestInput,
  common: CommonInput,
): Promise<AuthorizedRequest> {
  requireClusterName(input.name);
  const credentials = await ctx.getInitiatorCredentials();
  const cluster = await findCluster(services.fleet, input);
  await requireMay(services.permissions, credentials, input.verb, cluster);
  const target = resolveGitops(services, ctx, common);
  return {
    input,
    requester: toRequester({ ...services, user: ctx.user }),
    credentials,
    cluster,
    ...target,
    taskId: ctx.task.id,
    reason: common.reason,
    branch: claimBranch(input),
    path: claimPath({ ...input, claimsFolder: target.gitops.claimsFolder }),
  };
}
