import { parseTime } from './reportAge';
import type { VerdictSubject } from './verdictTypes';

const MINUTE = 60_000;

/** An operation that runs longer counts as stuck. */
export const OPERATION_LIMIT_MS = 30 * MINUTE;
/** Self-heal attempts in a row above which an Application is drifting. */
export const SELF_HEAL_LIMIT = 3;
/** So long after its last self-heal an Application is no longer drifting. */
export const DRIFT_WINDOW_MS = 60 * MINUTE;

export function isFailed({ operationPhase }: VerdictSubject): boolean {
  return operationPhase === 'Failed' || operationPhase === 'Error';
}

export function isRunning({ operationPhase }: VerdictSubject): boolean {
  return operationPhase === 'Running' || operationPhase === 'Terminating';
}

/**
 * What an operation of Argo CD waits for while somebody has to confirm that resources are pruned (sync option
 * `Prune=confirm`): their names as Argo CD has them.
 * Source: gitops-engine, `pkg/sync/sync_context.go` ("waiting for pruning confirmation of", with a capital in some
 * releases).
 *
 * @public
 */
export function pruneConfirmation(operation: {
  operationPhase?: string;
  operationMessage?: string;
}): string | undefined {
  if (operation.operationPhase !== 'Running') return undefined;
  const match = /waiting for pruning confirmation of (.+)$/i.exec(
    operation.operationMessage?.split('\n')[0] ?? '',
  );
  return match?.[1];
}

/** When a running operation counts as stuck. */
export function operationDue(subject: VerdictSubject): number | undefined {
  const begin = parseTime(subject.operationTime);
  return isRunning(subject) &&
    begin !== undefined &&
    !pruneConfirmation(subject)
    ? begin + OPERATION_LIMIT_MS
    : undefined;
}

/** When an Application that self-heal syncs again and again is no longer drifting. */
export function driftEnd(subject: VerdictSubject): number | undefined {
  const last = parseTime(subject.operationTime);
  return (subject.selfHealAttempts ?? 0) > SELF_HEAL_LIMIT && last !== undefined
    ? last + DRIFT_WINDOW_MS
    : undefined;
}
