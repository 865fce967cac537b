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
  type RequestActor,
  requireClusterName,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { type Requester, toRequester } from '../request/toRequester';
import type { ActionServices } from './ActionServices';
import { actorOf, requirePermission } from './permission';
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
  /** The cluster that is changed or removed, as far as the fleet knows it. */
  cluster?: ClusterRef;
  /** Whose teams' clusters may be requested. */
  actor: RequestActor;
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
  const target = resolveGitops(services, ctx, common);
  const cluster = await requirePermission(services, credentials, {
    input,
    managementCluster: target.gitops.managementCluster,
  });
  return {
    input,
    requester: toRequester({ ...services, user: ctx.user }),
    credentials,
    cluster,
    actor: await actorOf(services, credentials),
    ...target,
    taskId: ctx.task.id,
    reason: common.reason,
    branch: claimBranch(input),
    path: claimPath({ ...input, claimsFolder: target.gitops.claimsFolder }),
  };
}
