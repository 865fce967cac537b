import { ClusterChanges, describeClusterChanges } from './clusterChanges';
import {
  describeChecks,
  describePlan,
  escapeMarkdown,
  RequestPlan,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';

/** Plans for people, as Markdown for a pull request or as plain text, after what Argo CD does by this change. */
export function renderPlans(
  changes: ClusterChanges,
  plans: RequestPlan[],
  format: 'text' | 'markdown',
): string {
  const lines = describeClusterChanges(changes);
  if (!plans.length && !lines.length) {
    return 'No worker cluster is added, changed or deleted.\n';
  }
  const overview =
    format === 'text'
      ? lines.join('\n')
      : [
          '## Worker clusters after the merge',
          lines.map(line => `- ${escapeMarkdown(line)}`).join('\n'),
        ].join('\n\n');
  return `${[
    ...(lines.length ? [overview] : []),
    ...plans.map(format === 'text' ? asText : asMarkdown),
  ].join('\n\n')}\n`;
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
