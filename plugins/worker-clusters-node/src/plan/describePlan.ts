import {
  type ClaimChange,
  type RequestPreview,
  showClusterVersion,
  showVersion,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { showValue } from '../claims';
import { codeSpan, escapeMarkdown, markdownTable } from './markdown';
import type { PlannedClaim } from './completeClaim';
import type { RequestPlan } from './planRequest';

const AFTER_THE_MERGE = {
  create:
    'After the merge the management Argo CD applies it, Crossplane creates the cluster and installs an Argo CD into it, and that Argo CD deploys the applications of its environment.',
  update:
    'After the merge the management Argo CD applies it, and Crossplane changes the cluster to match.',
  decommission:
    'After the merge the management Argo CD removes the claim, and Crossplane deletes the cluster with everything in it.',
};

/** The fields that the summary shows. */
const IN_SUMMARY = [
  'spec.environment',
  'spec.region',
  'spec.owner',
  'spec.kubernetesVersion',
  'spec.nodes.size',
  'spec.nodes.min',
  'spec.nodes.max',
  'spec.network.vpcCidr',
];

/**
 * Describes a plan for the reviewer, as paragraphs of Markdown: summary, every field that changes, consequences, findings, resources. Text
 * of people is escaped.
 *
 * @public
 */
export function describePlan({
  preview,
  write,
  claim,
  running,
}: RequestPlan): string[] {
  const { verb, changes, consequences, resources } = preview;
  // That a request amends a pull request is shown by its commits.
  const warnings = preview.findings.filter(
    f => f.severity !== 'error' && f.rule !== 'amend',
  );
  const paths = write.changes.map(c => codeSpan(c.path)).join(', ');
  return [
    summary(claim, preview.cost, running?.kubernetesVersion),
    verb === 'create'
      ? describeChanges(
          changes.filter(({ field }) => !IN_SUMMARY.includes(field)),
          'create',
        )
      : describeChanges(changes, 'update'),
    consequences.length > 0 && [
      verb === 'decommission' ? '### Destroyed resources' : '### Consequences',
      bulletList(consequences),
    ],
    warnings.length > 0 && [
      '### For the reviewer',
      bulletList(warnings.map(w => w.message)),
    ],
    resources.length > 0 && [
      '### Created resources',
      `${resources.reduce((n, r) => n + r.count, 0)} resources: ${resources
        .map(({ kind, count }) => `${count} ${escapeMarkdown(kind)}`)
        .join(', ')}.`,
    ],
    `${verb === 'decommission' ? 'It removes' : 'It writes'} ${paths}. ${
      AFTER_THE_MERGE[verb]
    } To refuse the request, close this pull request.`,
  ]
    .flat()
    .filter((part): part is string => typeof part === 'string');
}

/**
 * Describes the checks that ran with their results, as paragraphs of Markdown.
 *
 * @public
 */
export function describeChecks({ preview }: RequestPlan): string[] {
  return [
    '### Checks',
    markdownTable(
      ['Check', 'Result'],
      preview.checks.map(({ title, result }) => [
        title,
        escapeMarkdown(result),
      ]),
    ),
  ];
}

/**
 * Describes the fields of a claim that change, as paragraphs of Markdown; of a new claim those that are not as the XRD has
 * them by default.
 */
export function describeChanges(
  changes: ClaimChange[],
  verb: 'create' | 'update',
): string[] {
  if (!changes.length) return [];
  return [
    verb === 'create' ? '### Fields that are not defaults' : '### Changes',
    markdownTable(
      [
        'Field',
        ...(verb === 'create' ? ['Default', 'Value'] : ['Before', 'After']),
      ],
      changes.map(({ label, before = '—', after = '—' }) =>
        [label, before, after].map(escapeMarkdown),
      ),
    ),
  ];
}

function bulletList(sentences: string[]): string {
  return sentences.map(s => `- ${escapeMarkdown(s)}`).join('\n');
}

function summary(
  { object, spec, before }: PlannedClaim,
  cost: RequestPreview['cost'],
  running: string | undefined,
): string {
  const { nodes } = spec;
  const rows: Array<[string, string | undefined]> = [
    ['Name', object.metadata.name],
    ['Environment', spec.environment],
    ['Region', spec.region],
    ['Owner', spec.owner],
    [
      'Kubernetes version',
      before
        ? showClusterVersion({
            kubernetesVersion: running ?? before.kubernetesVersion,
            kubernetesVersionRequested: spec.kubernetesVersion,
          })
        : showVersion(spec.kubernetesVersion),
    ],
    ['Nodes', nodes && `${nodes.size}, ${nodes.min} to ${nodes.max}`],
    ['Address range', spec.network?.vpcCidr],
    ['Cost, estimated', cost && costText(cost)],
  ];
  return markdownTable(
    ['Field', 'Value'],
    rows
      .filter((row): row is [string, string] => row[1] !== undefined)
      .map(row => row.map(cell => escapeMarkdown(showValue(cell)))),
  );
}

function costText({
  currency,
  monthly,
  before,
}: NonNullable<RequestPreview['cost']>): string {
  const perMonth = ({ min, max }: { min: number; max: number }) =>
    `${min} to ${max} ${currency} a month`;
  return before
    ? `${perMonth(monthly)} (before: ${perMonth(before)})`
    : perMonth(monthly);
}
