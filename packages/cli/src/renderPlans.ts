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
  const errors = plan.findings.filter(f => f.severity === 'error');
  return [
    `## ${escapeMarkdown(plan.title)}`,
    ...(errors.length
      ? [
          '### Not allowed',
          errors.map(e => `- ${escapeMarkdown(e.message)}`).join('\n'),
        ]
      : []),
    ...describePlan(plan),
    ...describeChecks(plan).map(part =>
      part.replace('Checked before this pull request was opened', 'Checked'),
    ),
  ].join('\n\n');
}

function asText(plan: RequestPlan): string {
  return [
    plan.title,
    ...plan.findings.map(f => `  ${f.severity}: ${f.message}`),
    ...plan.changes.map(
      c => `  ${c.label}: ${c.before ?? 'not set'} -> ${c.after ?? 'not set'}`,
    ),
    ...plan.consequences.map(c => `  - ${c}`),
    ...(plan.resources.length
      ? [
          `  creates ${plan.resources
            .map(r => `${r.count} ${r.kind}`)
            .join(', ')}`,
        ]
      : []),
    ...(plan.cost
      ? [
          `  costs about ${plan.cost.monthly.min} to ${plan.cost.monthly.max} ${plan.cost.currency} a month`,
        ]
      : []),
    ...plan.diff
      .trimEnd()
      .split('\n')
      .map(line => `  ${line}`),
  ].join('\n');
}
