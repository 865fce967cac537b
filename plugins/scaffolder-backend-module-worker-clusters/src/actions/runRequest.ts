import type { ActionContext } from '@backstage/plugin-scaffolder-node';
import {
  claimBranch,
  claimPath,
  planRequest,
  PlannedRequest,
  requireAllowed,
  requireClusterName,
  RequestPlan,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type { GitPullRequest } from '@worker-clusters/git-pull-requests';
import { reading } from '../request/errors';
import { gatherContext } from '../request/gatherContext';
import {
  commitMessage,
  pullRequestBody,
  pullRequestTitle,
} from '../request/pullRequestText';
import { requestChange } from '../request/requestChange';
import { Requester, toRequester } from '../request/requester';
import type { ActionServices } from './ActionServices';
import { findCluster, requireMay } from './permission';
import { resolveGitops } from './resolveGitops';

/** What every action gets beside the request itself. */
export interface CommonInput {
  reason?: string;
  repoUrl?: string;
  token?: string;
}

export interface OpenedRequest {
  pullRequest: Pick<GitPullRequest, 'number' | 'url' | 'title' | 'createdAt'>;
  path: string;
  requester: Requester;
  /** Absent if an earlier attempt of the task has opened the pull request. */
  plan?: RequestPlan;
}

/** The catalog entity that stands for a cluster. */
export const entityRefOf = (name: string) => `resource:default/${name}`;

/**
 * What the actions have in common: who may, where to, checks before any write, one pull request whatever happens, and
 * the outputs. Undefined in a dry run, which writes nothing.
 */
export async function runRequest(
  services: ActionServices,
  ctx: ActionContext<any, any, any>,
  request: PlannedRequest,
  input: CommonInput,
): Promise<OpenedRequest | undefined> {
  const { logger, signal } = ctx;
  requireClusterName(request.name);
  const credentials = await ctx.getInitiatorCredentials();
  const cluster = await findCluster(services.fleet, request);
  await requireMay(services.permissions, credentials, request.verb, cluster);

  const { gitops, repoUrl, token } = resolveGitops(services, ctx, input);
  const branch = claimBranch(request);
  const path = claimPath({ ...request, claimsFolder: gitops.claimsFolder });
  const taskId = ctx.task.id;
  const requester = toRequester({ ...services, user: ctx.user });

  let planned: RequestPlan | undefined;
  const plan = async () => {
    const context = await reading(
      gatherContext({
        ...services,
        // Reads end when the task is cancelled.
        repository: services.repositories.open(repoUrl, { token, signal }),
        gitops,
        credentials,
        requestedBy: requester.ref,
        taskId,
        logger,
      }),
    );
    planned = requireAllowed(await reading(planRequest(context, request)));
    for (const { title, result } of planned.checks) {
      logger.info(`${title}: ${result}`);
    }
    for (const { severity, message } of planned.findings) {
      if (severity === 'warning') logger.warn(message);
      if (severity === 'info') logger.info(message);
    }
    return planned;
  };

  const output = (done: { url: string; number: number; head: string }) => {
    ctx.output('pullRequestUrl', done.url);
    ctx.output('pullRequestNumber', done.number);
    ctx.output('branch', done.head);
    ctx.output('claimPath', path);
    ctx.output('entityRef', entityRefOf(request.name));
  };

  // Without the task's signal: what has been begun is finished or taken back.
  const repository = services.repositories.open(repoUrl, { token });

  if (ctx.isDryRun) {
    const { diff } = await plan();
    logger.info(`Dry run: would change ${path} on branch ${branch}:\n${diff}`);
    output({ url: repository.url, number: 0, head: branch });
    return undefined;
  }

  // One checkpoint around it all: with one after the branch alone, a retry would trust in a branch that has
  // been deleted again since. What is inside can be done again at any point.
  const { head, ...pullRequest } = await ctx.checkpoint({
    key: `pull-request.${repository.url}.${branch}`,
    fn: async () => {
      const done = await requestChange({
        repository,
        branch,
        plan,
        describe: worked =>
          describe(services, worked, input, requester, {
            taskId,
            clusterUrl: cluster && clusterUrl(services.appBaseUrl, cluster),
          }),
        taskId,
        amendedBy: services.policy.amendRequests ? requester.ref : undefined,
        confirmAfterMs: services.confirmAfterMs,
        log: line => logger.info(line),
        signal,
      });
      const { number, url, title, createdAt } = done;
      return { number, url, title, createdAt, head: done.head };
    },
  });
  output({ ...pullRequest, head });
  return { pullRequest, path, requester, plan: planned };
}

function describe(
  { pullRequests, policy, appBaseUrl }: ActionServices,
  plan: RequestPlan,
  { reason }: CommonInput,
  requester: Requester,
  { taskId, clusterUrl: url }: { taskId: string; clusterUrl?: string },
) {
  const { title: titleTemplate, body: bodyTemplate, ...asides } = pullRequests;
  const templates = { title: titleTemplate, body: bodyTemplate };
  const title = pullRequestTitle({ plan, templates });
  const second = policy.environments?.[plan.spec.environment]?.secondApprover;
  return {
    title,
    body: pullRequestBody({
      plan,
      requester,
      reason,
      appBaseUrl,
      clusterUrl: url,
      taskId,
      templates,
    }),
    commitMessage: commitMessage(title, requester),
    author: requester.author,
    asides: {
      ...asides,
      // Whoever must approve as well does so before it is merged, and the Git host may not wait for that.
      autoMerge: asides.autoMerge && !second,
      reviewers: [
        ...new Set([...asides.reviewers, ...(second?.reviewers ?? [])]),
      ],
      teamReviewers: [
        ...new Set([...asides.teamReviewers, ...(second?.teams ?? [])]),
      ],
    },
  };
}

function clusterUrl(
  appBaseUrl: string,
  ref: { managementCluster: string; namespace: string; name: string },
): string {
  const parts = [ref.managementCluster, ref.namespace, ref.name];
  return `${appBaseUrl}/worker-clusters/clusters/${parts
    .map(encodeURIComponent)
    .join('/')}`;
}
