import type { ActionContext } from '@backstage/plugin-scaffolder-node';
import type {
  ClusterRef,
  ClusterRequestInput,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  type ClaimSpec,
  loadPlatform,
  type PlanInput,
  planRequest,
  type Platform,
  requireAllowed,
  type RequestPlan,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type { GitPullRequest } from '@worker-clusters/git-pull-requests';
import {
  type DescribeOptions,
  describeRequest,
} from '../request/describeRequest';
import { reading, withSentence } from '../request/errors';
import { confirmOpen, findSubmitted } from '../request/findSubmitted';
import { platformPorts } from '../request/platformPorts';
import { recheckOpened } from '../request/recheckOpened';
import { requireApprovers } from '../request/requireApprovers';
import type { Requester } from '../request/toRequester';
import { submit } from '../request/submit';
import type { ActionServices } from './ActionServices';
import {
  type AuthorizedRequest,
  authorizeRequest,
  type CommonInput,
} from './authorizeRequest';

/** The pull request of a request. */
export interface SubmittedRequest {
  pullRequest: Pick<
    GitPullRequest,
    'number' | 'url' | 'title' | 'createdAt' | 'head'
  >;
  /** Fields of the planned claim; absent if an earlier attempt of the task has opened the pull request. */
  claim?: Pick<ClaimSpec, 'region' | 'owner' | 'kubernetesVersion' | 'network'>;
}

/** The catalog entity of a cluster. */
const entityRefOf = (name: string) => `resource:default/${name}`;

/**
 * Runs a request, the part that all actions share: authorize, plan, submit, set the outputs. Returns undefined for a dry
 * run, which writes nothing.
 */
export async function runRequest(
  services: ActionServices,
  ctx: ActionContext<any, any, any>,
  input: ClusterRequestInput,
  common: CommonInput,
): Promise<
  (SubmittedRequest & { path: string; requester: Requester }) | undefined
> {
  const request = await authorizeRequest(services, ctx, input, common);
  const { path, branch, requester, repoUrl, token } = request;
  const { url } = services.repositories.open(repoUrl, { token });

  if (ctx.isDryRun) {
    const { preview } = await planAllowed(services, ctx, request);
    ctx.logger.info(
      `Dry run: would change ${path} on branch ${branch}:\n${preview.diff}`,
    );
    setOutputs(ctx, request, { url, number: 0, head: branch });
    return undefined;
  }

  // One checkpoint around it all: with one after the branch alone, a retry would rely on a branch that has been deleted
  // since. Everything inside is idempotent.
  const submitted = await ctx.checkpoint<any>({
    key: `request.${url}.${branch}`,
    fn: () => submitOnce(services, ctx, request),
  });
  const { pullRequest, claim }: SubmittedRequest = submitted;
  setOutputs(ctx, request, pullRequest);
  return { pullRequest, claim, path, requester };
}

/** Finds the pull request that an earlier attempt of the task has opened, or else plans and submits the request. */
async function submitOnce(
  services: ActionServices,
  ctx: ActionContext<any, any, any>,
  request: AuthorizedRequest,
): Promise<SubmittedRequest> {
  const { repoUrl, token, requester } = request;
  // Without the task's signal: a write that has begun is finished or undone.
  const repository = services.repositories.open(repoUrl, { token });
  const log = (line: string) => ctx.logger.info(line);
  const options = { repository, log, confirmAfterMs: services.confirmAfterMs };

  // Before the plan, to which the task's own pull request would be in the way.
  const { signingKeys } = services;
  const earlier = await findSubmitted(
    repository,
    { ...request, signingKeys },
    'open',
  );
  const confirmed = earlier && (await confirmOpen(options, earlier));
  if (confirmed && confirmed.state !== 'closed') {
    logExisting(confirmed, log);
    return recheck(services, ctx, request, { pullRequest: confirmed });
  }

  const planned = await planOrMerged(services, ctx, request);
  if ('merged' in planned) {
    logExisting(planned.merged, log);
    return { pullRequest: summaryOf(planned.merged) };
  }

  ctx.signal?.throwIfAborted();
  const { plan } = planned;
  const pullRequest = await submit(
    plan.write,
    describeRequest(plan, descriptionOf(services, request)),
    {
      ...options,
      signingKeys,
      amendedBy: services.policy.amendRequests ? requester.ref : undefined,
      signal: ctx.signal,
    },
  );
  return recheck(services, ctx, request, { pullRequest, plan });
}

/** Checks the request of a new cluster again, where it shares an address range or a quota with concurrent requests. */
async function recheck(
  services: ActionServices,
  ctx: ActionContext<any, any, any>,
  request: AuthorizedRequest,
  opened: { pullRequest: GitPullRequest; plan?: RequestPlan },
): Promise<SubmittedRequest> {
  const { input, repoUrl, token } = request;
  const { network, quota } = services.policy;
  const shares = network || quota || input.spec?.network;
  if (
    input.verb !== 'create' ||
    !shares ||
    opened.pullRequest.state !== 'open'
  ) {
    return submittedOf(opened);
  }
  try {
    const platform = await loadFor(services, ctx, request);
    return submittedOf(
      await recheckOpened(platform, planInputOf(request), opened.pullRequest, {
        repository: services.repositories.open(repoUrl, { token }),
        description: descriptionOf(services, request),
        log: line => ctx.logger.info(line),
      }),
    );
  } catch (error) {
    // A conflict, such as a request that is withdrawn, tells of the pull request itself.
    if ((error as Error).name === 'ConflictError') throw error;
    const { number, url } = opened.pullRequest;
    throw withSentence(
      error,
      `Pull request #${number} is open, but was not checked against concurrent requests: ${url}. Run the request again to check it.`,
    );
  }
}

/** Plans a request. What it requests may have been merged meanwhile, so that nothing is left to do. */
async function planOrMerged(
  services: ActionServices,
  ctx: ActionContext<any, any, any>,
  request: AuthorizedRequest,
): Promise<{ plan: RequestPlan } | { merged: GitPullRequest }> {
  try {
    return { plan: await planAllowed(services, ctx, request) };
  } catch (error) {
    const repository = services.repositories.open(request.repoUrl, {
      token: request.token,
    });
    const { signingKeys } = services;
    const merged = await findSubmitted(
      repository,
      { ...request, signingKeys },
      'closed',
    );
    if (merged?.state !== 'merged') throw error;
    return { merged };
  }
}

async function loadFor(
  services: ActionServices,
  { logger, signal }: ActionContext<any, any, any>,
  { gitops, repoUrl, token, credentials }: AuthorizedRequest,
): Promise<Platform> {
  const platform = await loadPlatform(
    platformPorts({
      ...services,
      // Reads end when the task is cancelled.
      repository: services.repositories.open(repoUrl, { token, signal }),
      gitops,
      credentials,
      logger,
    }),
  );
  platform.warnings.forEach(warning => logger.warn(warning));
  return platform;
}

/** Plans a request, logs the result, and rejects if it is not allowed. */
async function planAllowed(
  services: ActionServices,
  ctx: ActionContext<any, any, any>,
  request: AuthorizedRequest,
): Promise<RequestPlan> {
  const { logger, signal } = ctx;
  const { repoUrl, token } = request;
  const platform = await reading(loadFor(services, ctx, request));
  const plan = requireAllowed(
    await reading(planRequest(platform, planInputOf(request))),
  );
  const warnings = await requireApprovers(
    services.repositories.open(repoUrl, { token, signal }),
    services.policy,
    plan.claim.spec.environment,
  );
  warnings.forEach(warning => logger.warn(warning));
  for (const { title, result } of plan.preview.checks) {
    logger.info(`${title}: ${result}`);
  }
  for (const { severity, message } of plan.preview.findings) {
    if (severity === 'warning') logger.warn(message);
    if (severity === 'info') logger.info(message);
  }
  return plan;
}

function planInputOf({
  input,
  requester,
  actor,
  cluster,
  taskId,
}: AuthorizedRequest): PlanInput {
  return { ...input, requestedBy: requester.ref, actor, cluster, taskId };
}

function logExisting(
  { number, url }: GitPullRequest,
  log: (line: string) => void,
) {
  log(`An earlier attempt has opened pull request #${number}: ${url}`);
}

function descriptionOf(
  services: ActionServices,
  { requester, taskId, reason, cluster }: AuthorizedRequest,
): DescribeOptions {
  const { appBaseUrl, policy, pullRequests } = services;
  return {
    appBaseUrl,
    policy,
    pullRequests,
    requester,
    taskId,
    reason,
    clusterUrl: cluster && clusterUrl(appBaseUrl, cluster),
  };
}

function submittedOf({
  pullRequest,
  plan,
}: {
  pullRequest: GitPullRequest;
  plan?: RequestPlan;
}): SubmittedRequest {
  return {
    pullRequest: summaryOf(pullRequest),
    ...(plan && { claim: claimOf(plan) }),
  };
}

function summaryOf({ number, url, title, createdAt, head }: GitPullRequest) {
  return { number, url, title, createdAt, head };
}

/** The fields that are reported to the fleet. */
function claimOf({ claim }: RequestPlan): SubmittedRequest['claim'] {
  const { region, kubernetesVersion, network } = claim.spec;
  return { region, owner: claim.owner, kubernetesVersion, network };
}

function setOutputs(
  ctx: ActionContext<any, any, any>,
  { input, path }: AuthorizedRequest,
  { url, number, head }: { url: string; number: number; head: string },
) {
  ctx.output('pullRequestUrl', url);
  ctx.output('pullRequestNumber', number);
  ctx.output('branch', head);
  ctx.output('claimPath', path);
  ctx.output('entityRef', entityRefOf(input.name));
}

function clusterUrl(
  appBaseUrl: string,
  { managementCluster, namespace, name }: ClusterRef,
): string {
  return `${appBaseUrl}/worker-clusters/clusters/${[
    managementCluster,
    namespace,
    name,
  ]
    .map(encodeURIComponent)
    .join('/')}`;
}
