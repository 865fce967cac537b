import { isCompared } from './applicationHealth';
import { type ConditionSeverity, conditionSeverity } from './argocd';
import { findings } from './applicationVerdict';
import type {
  VerdictContext,
  VerdictRule,
  VerdictSubject,
} from './verdictTypes';

/**
 * Something that Argo CD reports of an Application, in its words.
 *
 * @public
 */
export interface ApplicationProblem {
  severity: ConditionSeverity;
  /** The rule of the table of verdicts that found it; absent for the message of a health. */
  rule?: string;
  /** `Sync failed`, the type of a condition, `Hydration failed`, or a health status. */
  title: string;
  message?: string;
  /** RFC 3339, UTC. */
  time?: string;
}

function severityOf(rule: VerdictRule, title: string): ConditionSeverity {
  if (rule.severity) return rule.severity;
  if (rule.level === 'wrong') return 'error';
  return rule.level === 'muted' ? 'warning' : conditionSeverity(title);
}

/**
 * Why an Application is not as it should be, the most telling first: a sync that failed, errors among the conditions, a
 * hydration that failed, what takes too long, why what Argo CD reported last does not count, warnings, the message of a
 * health that is not `Healthy`, and the resources that are not healthy with theirs. Empty if there is nothing to say. Without a context the rules that need the cluster or
 * the time do not apply.
 *
 * @public
 */
export function applicationProblems(
  application: VerdictSubject,
  context?: VerdictContext,
): ApplicationProblem[] {
  const { health, healthMessage } = application;
  const problems: ApplicationProblem[] = findings(application, context)
    .filter(({ rule }) => !rule.silent)
    .map(({ rule, finding }) => {
      const title = finding.title ?? rule.title;
      return {
        rule: rule.id,
        severity: severityOf(rule, title),
        ...finding,
        title,
      };
    });
  if (health !== 'Healthy' && healthMessage && isCompared(application)) {
    problems.push({ severity: 'info', title: health, message: healthMessage });
  }
  for (const resource of application.resourceProblems ?? []) {
    const { kind, name, health: of } = resource;
    if (of === 'Degraded' || of === 'Missing' || of === 'Unknown') {
      problems.push({
        severity: 'info',
        title: `${kind} ${name}`,
        message: [of, resource.message].filter(Boolean).join(': '),
      });
    }
  }
  const rank = { error: 0, warning: 1, info: 2 };
  return problems.sort((a, b) => rank[a.severity] - rank[b.severity]);
}
