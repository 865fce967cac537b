import type { RequestPlan } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { codeSpan, escapeMarkdown, markdownTable } from './markdown';
import type { PullRequestsConfig } from './pullRequestsConfig';
import type { Requester } from './requester';
import { taskMarker } from './taskMarker';

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

const AFTER_THE_MERGE = {
  create:
    'After the merge the management Argo CD applies it, Crossplane creates the cluster and installs an Argo CD into it, and that Argo CD deploys the applications of its environment.',
  update:
    'After the merge the management Argo CD applies it, and Crossplane changes the cluster to match.',
  decommission:
    'After the merge the management Argo CD removes the claim, and Crossplane deletes the cluster with everything in it.',
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
  const { plan, templates, taskId } = options;
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
  return `${text}\n\n${taskMarker(taskId)}`;
}

function defaultBody(options: PullRequestTextOptions): string {
  const { plan, requester, reason, appBaseUrl, taskId } = options;
  const who = requester.ref
    ? `**${escapeMarkdown(requester.displayName)}** (${escapeMarkdown(
        requester.ref,
      )})`
    : `**${escapeMarkdown(requester.displayName)}**`;
  const warnings = plan.findings.filter(f => f.severity !== 'error');
  return [
    `${who} ${ASKS[plan.verb]}.`,
    reason?.trim() && `> ${escapeMarkdown(reason)}`,
    facts(plan),
    plan.changes.length > 0 && [
      '### What changes',
      markdownTable(
        ['What', 'Before', 'After'],
        plan.changes.map(({ label, before = '—', after = '—' }) =>
          [label, before, after].map(escapeMarkdown),
        ),
      ),
    ],
    plan.consequences.length > 0 && [
      plan.verb === 'decommission'
        ? '### What is destroyed'
        : '### What it means',
      plan.consequences.map(c => `- ${escapeMarkdown(c)}`).join('\n'),
    ],
    warnings.length > 0 && [
      '### For the reviewer',
      warnings.map(w => `- ${escapeMarkdown(w.message)}`).join('\n'),
    ],
    plan.resources.length > 0 && [
      '### What will be created',
      `${plan.resources.reduce(
        (n, r) => n + r.count,
        0,
      )} resources: ${plan.resources
        .map(({ kind, count }) => `${count} ${escapeMarkdown(kind)}`)
        .join(', ')}.`,
    ],
    `${plan.verb === 'decommission' ? 'It removes' : 'It writes'} ${plan.commit
      .map(c => codeSpan(c.path))
      .join(', ')}. ${
      AFTER_THE_MERGE[plan.verb]
    } To refuse the request, close this pull request.`,
    '### Checked before this pull request was opened',
    markdownTable(
      ['Check', 'Result'],
      plan.checks.map(({ title, result }) => [title, escapeMarkdown(result)]),
    ),
    [
      `[The request in the portal](${appBaseUrl}/create/tasks/${encodeURIComponent(
        taskId,
      )})`,
      options.clusterUrl
        ? `[The cluster](${options.clusterUrl})`
        : `[The fleet](${appBaseUrl}/worker-clusters)`,
    ].join(' · '),
  ]
    .flat()
    .filter(Boolean)
    .join('\n\n');
}

/** The table of what matters. */
function facts({ claim, spec, cost }: RequestPlan): string {
  const { nodes } = spec;
  const money = ({ min, max }: { min: number; max: number }) =>
    `${min} to ${max} ${cost!.currency} a month`;
  return markdownTable(
    ['What', 'Value'],
    (
      [
        ['Name', claim.metadata.name],
        ['Environment', spec.environment],
        ['Region', spec.region],
        ['Owner', spec.owner],
        ['Kubernetes version', spec.kubernetesVersion],
        ['Nodes', nodes && `${nodes.size}, ${nodes.min} to ${nodes.max}`],
        ['Address range', spec.network?.vpcCidr],
        [
          'Cost, estimated',
          cost &&
            (cost.before
              ? `${money(cost.monthly)} (before: ${money(cost.before)})`
              : money(cost.monthly)),
        ],
      ] as Array<[string, string | undefined]>
    )
      .filter((row): row is [string, string] => row[1] !== undefined)
      .map(row => row.map(escapeMarkdown)),
  );
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
