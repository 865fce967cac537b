import { ISOLATION_RULES } from '@worker-clusters/backstage-plugin-worker-clusters-common';

type Rules = typeof ISOLATION_RULES;

/** The promise of each rule, in the words of the backend. */
const rules = Object.fromEntries(
  Object.entries(ISOLATION_RULES).map(([id, { title }]) => [id, title]),
) as { readonly [K in keyof Rules]: Rules[K]['title'] };

/** What to do about a breach of each rule, in the words of the backend. */
const remedies = Object.fromEntries(
  Object.entries(ISOLATION_RULES).map(([id, { remedy }]) => [id, remedy]),
) as { readonly [K in keyof Rules]: Rules[K]['remedy'] };

/** What the isolation rules found of a cluster. */
export const isolation = {
  title: 'Isolation',
  note: "Whether the cluster's Argo CD reaches its own cluster only, and the portal only reads.",
  loadFailed: 'The findings cannot be read at the moment.',
  summary: {
    passed_one: 'The only rule passes.',
    passed_other: 'All {{count, number}} rules pass.',
    partly: 'No findings. {{checked}} of {{total}} rules checked.',
    unchecked: 'Nothing has been checked yet.',
    found_one: '{{count, number}} finding, severity: {{severity}}.',
    found_other: '{{count, number}} findings, worst severity: {{severity}}.',
    lastKnown: 'As of the last contact with the cluster: {{connection}}.',
  },
  findings: 'Findings',
  object: 'Object',
  evidence: 'Evidence',
  remedy: 'Remedy',
  firstSeen: 'First seen',
  resolvedAt: 'Resolved',
  unlisted_one: 'and {{count, number}} more of the same rules',
  unlisted_other: 'and {{count, number}} more of the same rules',
  notChecked_one: '{{count, number}} rule not checked',
  notChecked_other: '{{count, number}} rules not checked',
  noReason: 'No reason is known.',
  passes_one: '{{count, number}} rule passes',
  passes_other: '{{count, number}} rules pass',
  resolved_one: '{{count, number}} resolved finding',
  resolved_other: '{{count, number}} resolved findings',
  trend: {
    title: 'Open findings in the last {{days}} days',
    text: '{{first}} on {{day}}, {{last}} today, {{most}} at most',
    day: '{{day}}: {{open}}',
  },
  rules,
  remedies,
} as const;
