import {
  describeChecks,
  describePlan,
  escapeMarkdown,
  type MarkedRequest,
  type Policy,
  type RequestPlan,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type { CreatePullRequestOptions } from '@worker-clusters/git-pull-requests';
import { isAgentRequest } from './agentRequests';
import type { PullRequestsConfig } from './readPullRequestsConfig';
import { secondApproverOf } from './requireApprovers';
import type { Requester } from './toRequester';

/** What the commit and the pull request of a request say. */
export interface RequestDescription {
  title: string;
  /** Markdown. */
  body: string;
  /** What the marker tells by which the portal recognises the pull request. */
  mark: MarkedRequest;
  commitMessage: string;
  author: { name: string; email: string };
  /** Draft, labels, reviewers and the like. */
  pullRequestOptions?: Omit<
    CreatePullRequestOptions,
    'head' | 'base' | 'title' | 'body'
  >;
}

export interface DescribeOptions {
  requester: Requester;
  taskId: string;
  /** Why, in the requester's words. */
  reason?: string;
  /** Page of the cluster in the portal. */
  clusterUrl?: string;
  appBaseUrl: string;
  pullRequests: PullRequestsConfig;
  policy: Policy;
}

/** A longer reason is cut off. */
const MAX_REASON = 1000;

const REQUESTS = {
  create: 'requests a new worker cluster',
  update: 'requests a change of a worker cluster',
  decommission: 'requests the removal of a worker cluster',
};

/** Describes a plan in the words of its commit and pull request, with the reviewers that the policy adds. */
export function describeRequest(
  plan: RequestPlan,
  options: DescribeOptions,
): RequestDescription {
  const { requester } = options;
  const title = titleOf(plan, options.pullRequests.title);
  return {
    title,
    body: bodyOf(plan, options),
    mark: {
      taskId: options.taskId,
      requestedBy: requester.ref,
      content: plan.preview.after,
    },
    commitMessage: commitMessage(title, requester),
    author: requester.author,
    pullRequestOptions: optionsFor(plan.claim.spec.environment, options),
  };
}

/** Draft, labels, reviewers and the like of a pull request for an environment, with the second approver of the policy. */
export function optionsFor(
  environment: string,
  {
    policy,
    pullRequests,
  }: { policy: Policy; pullRequests: PullRequestsConfig },
): RequestDescription['pullRequestOptions'] {
  const { title: _title, body: _body, ...configured } = pullRequests;
  const second = secondApproverOf(policy, environment);
  return {
    ...configured,
    // The Git host may not wait for the second approval before it merges.
    autoMerge: configured.autoMerge && !second,
    reviewers: unique(configured.reviewers, second?.reviewers),
    teamReviewers: unique(configured.teamReviewers, second?.teams),
  };
}

function unique(...lists: Array<string[] | undefined>): string[] {
  return [...new Set(lists.flatMap(list => list ?? []))];
}

function titleOf(plan: RequestPlan, template: string | undefined): string {
  const { title } = plan.preview;
  if (!template) return title;
  return fillIn(template, { title, ...fieldsOf(plan) }).replace(/\s+/g, ' ');
}

/** Formats the commit's message. It names the requester, because some hosts make the token's account the author. */
export function commitMessage(title: string, requester: Requester): string {
  const { ref, author } = requester;
  const person = `${author.name} <${author.email}>`;
  const trailers = [
    ...(ref ? [`Requested-by: ${ref}`, `Co-authored-by: ${person}`] : []),
    `Signed-off-by: ${person}`,
  ];
  return `${title}\n\n${trailers.join('\n')}\n`;
}

function bodyOf(
  plan: RequestPlan,
  { requester, taskId, pullRequests, ...options }: DescribeOptions,
): string {
  const body = defaultBody(plan, { requester, taskId, ...options });
  return pullRequests.body
    ? fillIn(pullRequests.body, {
        body,
        ...Object.fromEntries(
          Object.entries(fieldsOf(plan)).map(([key, value]) => [
            key,
            escapeMarkdown(value),
          ]),
        ),
      })
    : body;
}

function defaultBody(
  plan: RequestPlan,
  options: Omit<DescribeOptions, 'pullRequests' | 'policy'>,
): string {
  const { requester, reason, appBaseUrl, taskId, clusterUrl } = options;
  const name = `**${escapeMarkdown(requester.displayName)}**`;
  const who = requester.ref
    ? `${name} (${escapeMarkdown(requester.ref)})`
    : name;
  return [
    `${who} ${REQUESTS[plan.preview.verb]}.`,
    ...describePlan(plan),
    // Behind the fields of the claim, which a long reason could push out of the text where the Git host takes little.
    ...(reason?.trim()
      ? ['### Reason', `> ${escapeMarkdown(reason.slice(0, MAX_REASON))}`]
      : []),
    ...describeChecks(plan),
    [
      isAgentRequest(taskId)
        ? 'Opened by an agent on behalf of this user'
        : `[The request in the portal](${appBaseUrl}/create/tasks/${encodeURIComponent(
            taskId,
          )})`,
      clusterUrl
        ? `[The cluster](${clusterUrl})`
        : `[The fleet](${appBaseUrl}/worker-clusters)`,
    ].join(' · '),
  ].join('\n\n');
}

function fieldsOf({ preview, claim }: RequestPlan): Record<string, string> {
  const { spec } = claim;
  return {
    verb: preview.verb,
    name: claim.object.metadata.name,
    environment: spec.environment,
    region: String(spec.region),
    owner: String(spec.owner),
    kubernetesVersion: String(spec.kubernetesVersion),
  };
}

/** Replaces `{{ name }}` in a template; a name without a value stays as it is. */
function fillIn(template: string, values: Record<string, string>): string {
  return template.replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, key) =>
    Object.hasOwn(values, key) ? values[key] : whole,
  );
}
