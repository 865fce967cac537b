import {
  describeChecks,
  describePlan,
  escapeMarkdown,
  RequestPlan,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';

/** Plans for people: as Markdown for a pull request, or as plain text. */
export function renderPlans(
  plans: RequestPlan[],
  format: 'text' | 'markdown',
): string {
  if (!plans.length) return 'No worker cluster comes, changes or goes.\n';
  return `${plans.map(format === 'text' ? asText : asMarkdown).join('\n\n')}\n`;
}

function asMarkdown(plan: RequestPlan): string {
  const errors = plan.preview.findings.filter(f => f.severity === 'error');
  return [
    `## ${escapeMarkdown(plan.preview.title)}`,
    ...(errors.length
      ? [
          '### Not allowed',
          errors.map(e => `- ${escapeMarkdown(e.message)}`).join('\n'),
        ]
      : []),
    ...describePlan(plan),
    ...describeChecks(plan),
  ].join('\n\n');
}

function asText({ preview }: RequestPlan): string {
  return [
    preview.title,
    ...preview.findings.map(f => `  ${f.severity}: ${f.message}`),
    ...preview.changes.map(
      c => `  ${c.label}: ${c.before ?? 'not set'} -> ${c.after ?? 'not set'}`,
    ),
    ...preview.consequences.map(c => `  - ${c}`),
    ...(preview.resources.length
      ? [
          `  creates ${preview.resources
            .map(r => `${r.count} ${r.kind}`)
            .join(', ')}`,
        ]
      : []),
    ...(preview.cost
      ? [
          `  costs about ${preview.cost.monthly.min} to ${preview.cost.monthly.max} ${preview.cost.currency} a month`,
        ]
      : []),
    ...preview.diff
      .trimEnd()
      .split('\n')
      .map(line => `  ${line}`),
  ].join('\n');
}
