import {
  describeChecks,
  describePlan,
  escapeMarkdown,
  requestMarker,
  RequestPlan,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type { PullRequestsConfig } from './pullRequestsConfig';
import type { Requester } from './requester';

export interface PullRequestTextOptions {
  plan: RequestPlan;
  requester: Requester;
  /** Why, in the words of who asks. */
  reason?: string;
  appBaseUrl: string;
  /** Page of the cluster in the portal. */
  clusterUrl?: string;
  taskId: string;
  templates: Pick<PullRequestsConfig, 'title' | 'body'>;
}

const ASKS = {
  create: 'asks for a new worker cluster',
  update: 'asks for a change of a worker cluster',
  decommission: 'asks for the removal of a worker cluster',
};

/** The pull request's title: the plan's, or by the configured template. */
export function pullRequestTitle({
  plan,
  templates,
}: Pick<PullRequestTextOptions, 'plan' | 'templates'>): string {
  if (!templates.title) return plan.title;
  return fillIn(templates.title, {
    title: plan.title,
    ...fieldsOf(plan),
  }).replace(/\s+/g, ' ');
}

/** The commit's message. The author may not be who asked: some hosts take the token's account. So it is said twice. */
export function commitMessage(title: string, requester: Requester): string {
  const { ref, author } = requester;
  const person = `${author.name} <${author.email}>`;
  const trailers = [
    ...(ref ? [`Requested-by: ${ref}`, `Co-authored-by: ${person}`] : []),
    `Signed-off-by: ${person}`,
  ];
  return `${title}\n\n${trailers.join('\n')}\n`;
}

/** What the reviewer reads: who asks and why, what, what it leads to, what was checked, where it came from. */
export function pullRequestBody(options: PullRequestTextOptions): string {
  const { plan, requester, templates, taskId } = options;
  const body = defaultBody(options);
  const text = templates.body
    ? fillIn(templates.body, {
        body,
        ...Object.fromEntries(
          Object.entries(fieldsOf(plan)).map(([k, v]) => [
            k,
            escapeMarkdown(v),
          ]),
        ),
      })
    : body;
  // By it the task finds its pull request again, whatever the template says.
  const mark = { taskId, requestedBy: requester.ref, content: plan.after };
  return `${text}\n\n${requestMarker(mark)}`;
}

function defaultBody(options: PullRequestTextOptions): string {
  const { plan, requester, reason, appBaseUrl, taskId } = options;
  const who = requester.ref
    ? `**${escapeMarkdown(requester.displayName)}** (${escapeMarkdown(
        requester.ref,
      )})`
    : `**${escapeMarkdown(requester.displayName)}**`;
  return [
    `${who} ${ASKS[plan.verb]}.`,
    ...(reason?.trim() ? [`> ${escapeMarkdown(reason)}`] : []),
    ...describePlan(plan),
    ...describeChecks(plan),
    [
      `[The request in the portal](${appBaseUrl}/create/tasks/${encodeURIComponent(
        taskId,
      )})`,
      options.clusterUrl
        ? `[The cluster](${options.clusterUrl})`
        : `[The fleet](${appBaseUrl}/worker-clusters)`,
    ].join(' · '),
  ].join('\n\n');
}

function fieldsOf({ verb, claim, spec }: RequestPlan): Record<string, string> {
  return {
    verb,
    name: claim.metadata.name,
    environment: spec.environment,
    region: String(spec.region),
    owner: String(spec.owner),
    kubernetesVersion: String(spec.kubernetesVersion),
  };
}

/** `{{ name }}` in a template; what has no value stays as it is. */
function fillIn(template: string, values: Record<string, string>): string {
  return template.replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, key) =>
    Object.hasOwn(values, key) ? values[key] : whole,
  );
}
