import { isCompared } from './applicationHealth';
import type { Application } from './applications';
import { VERDICT_RULES } from './verdictRules';
import {
  VERDICT_LEVELS,
  type VerdictContext,
  type VerdictFinding,
  type VerdictLevel,
  type VerdictRule,
  type VerdictSubject,
} from './verdictTypes';

/**
 * Evaluates all rules on an Application. Returns what they find, in the order of the table.
 *
 * @public
 */
export function findings(
  subject: VerdictSubject,
  context?: VerdictContext,
): Array<{ rule: VerdictRule; finding: VerdictFinding }> {
  return VERDICT_RULES.flatMap(rule =>
    rule.find(subject, context).map(finding => ({ rule, finding })),
  );
}

/**
 * The health of an Application for counts, colours and phases. Argo CD derives it from the objects that it knows: if it
 * could not compare the Application with its sources it may know none, and calls that `Healthy`. If it does not run, or the
 * portal does not hear it, what it said last may be long untrue. So `Healthy` and `Suspended` count only while no rule
 * distrusts them, and are `Unknown` otherwise; what is worse was observed on objects in the cluster, and stands.
 *
 * Source: argo-cd, `controller/state.go`, `CompareAppState`, and `controller/health.go`, `setApplicationHealth`.
 *
 * @public
 */
export function assessedHealth(
  subject: Pick<
    VerdictSubject,
    'health' | 'sync' | 'reconciledAt' | 'conditions'
  >,
  context?: VerdictContext,
): Application['health'] {
  const { health } = subject;
  if (health !== 'Healthy' && health !== 'Suspended') return health;
  if (!isCompared(subject)) return 'Unknown';
  const distrusted =
    context !== undefined &&
    VERDICT_RULES.some(
      rule =>
        rule.distrusts &&
        rule.contextual &&
        rule.find(subject, context).length > 0,
    );
  return distrusted ? 'Unknown' : health;
}

/**
 * The verdict of an Application: the worst level of the rules that apply, `green` if none does. Without a context the
 * rules that need the cluster or the time do not apply.
 *
 * @public
 */
export function applicationVerdict(
  subject: VerdictSubject,
  context?: VerdictContext,
): VerdictLevel {
  let worst = 0;
  for (const rule of VERDICT_RULES) {
    const level = VERDICT_LEVELS.indexOf(rule.level);
    if (level > worst && rule.find(subject, context).length > 0) worst = level;
  }
  return VERDICT_LEVELS[worst];
}

/**
 * When (milliseconds since the epoch) the verdict of an Application may change by the passing of time alone; undefined if
 * it does not. Times that are over are left out.
 *
 * @public
 */
export function verdictDue(
  subject: VerdictSubject,
  context: VerdictContext,
): number | undefined {
  let next: number | undefined;
  for (const rule of VERDICT_RULES) {
    const due = rule.due?.(subject, context);
    if (due !== undefined && due >= context.now) {
      next = Math.min(next ?? Infinity, due);
    }
  }
  return next;
}
