import { codeSpan, escapeMarkdown, markdownTable } from './markdown';
import type { RequestPlan } from './planRequest';

const AFTER_THE_MERGE = {
  create:
    'After the merge the management Argo CD applies it, Crossplane creates the cluster and installs an Argo CD into it, and that Argo CD deploys the applications of its environment.',
  update:
    'After the merge the management Argo CD applies it, and Crossplane changes the cluster to match.',
  decommission:
    'After the merge the management Argo CD removes the claim, and Crossplane deletes the cluster with everything in it.',
};

/**
 * A plan for the reviewer, as paragraphs of Markdown: what matters, what changes, what it leads to, what was found. Text
 * that people wrote is shown letter by letter.
 *
 * @public
 */
export function describePlan(plan: RequestPlan): string[] {
  // To the reviewer a pull request does not say that it has been changed: its commits do.
  const warnings = plan.findings.filter(
    f => f.severity !== 'error' && f.rule !== 'amend',
  );
  return [
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
  ]
    .flat()
    .filter((part): part is string => typeof part === 'string');
}

/**
 * Which checks ran and how they ended, as paragraphs of Markdown.
 *
 * @public
 */
export function describeChecks({ checks }: RequestPlan): string[] {
  return [
    '### Checked before this pull request was opened',
    markdownTable(
      ['Check', 'Result'],
      checks.map(({ title, result }) => [title, escapeMarkdown(result)]),
    ),
  ];
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
