import { isCompared } from './applicationHealth';
import { type ConditionSeverity, conditionSeverity } from './argocd';
import type { Application } from './fleet';

/**
 * Something that Argo CD reports of an Application, in its words.
 *
 * @public
 */
export interface ApplicationProblem {
  severity: ConditionSeverity;
  /** `Sync failed`, the type of a condition, `Hydration failed`, or a health status. */
  title: string;
  message?: string;
  /** RFC 3339, UTC. */
  time?: string;
}

/**
 * Why an Application is not as it should be, the most telling first: a sync that failed, errors among the conditions, a
 * hydration that failed, warnings, and the message of a health that is not `Healthy`. Empty if there is nothing to say.
 *
 * @public
 */
export function applicationProblems(
  application: Pick<
    Application,
    | 'health'
    | 'healthMessage'
    | 'sync'
    | 'reconciledAt'
    | 'conditions'
    | 'operationPhase'
    | 'operationMessage'
    | 'operationTime'
    | 'hydration'
  >,
): ApplicationProblem[] {
  const { health, healthMessage, conditions = [], hydration } = application;
  const { operationPhase, operationMessage, operationTime } = application;
  const problems: ApplicationProblem[] = [];
  const failed = operationPhase === 'Failed' || operationPhase === 'Error';
  if (failed) {
    problems.push({
      severity: 'error',
      // As Argo CD's own pages write it.
      title: operationPhase === 'Failed' ? 'Sync failed' : 'Sync error',
      message: operationMessage,
      time: operationTime,
    });
  }
  for (const { type, message, lastTransitionTime } of conditions) {
    const repeated =
      failed && type === 'SyncError' && repeats(message, operationMessage);
    if (!repeated) {
      problems.push({
        severity: conditionSeverity(type),
        title: type,
        message,
        time: lastTransitionTime,
      });
    }
  }
  if (hydration?.phase === 'Failed') {
    problems.push({
      severity: 'error',
      title: 'Hydration failed',
      message: hydration.message,
      time: hydration.time,
    });
  }
  if (health !== 'Healthy' && healthMessage && isCompared(application)) {
    problems.push({ severity: 'info', title: health, message: healthMessage });
  }
  const rank = { error: 0, warning: 1, info: 2 };
  return problems.sort((a, b) => rank[a.severity] - rank[b.severity]);
}

/** The condition `SyncError` repeats why the operation failed; both texts may be truncated. */
function repeats(message: string | undefined, of: string | undefined) {
  const cut = of?.replace(/…$/, '') ?? '';
  return message !== undefined && message.includes(cut.slice(0, 200));
}
