import type {
  RequestedChange,
  RequestFinding,
  RequestHostState,
  ReviewRequest,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Look } from '../components/StatusChip';
import type { Translate } from '../translations';
import { messageText } from '../translations/messageText';

/**
 * How a request stands for its reviewer.
 *
 * - `pending`: not evaluated yet.
 * - `problem`: it, or a part of it, cannot be evaluated.
 * - `refused`: an error is found.
 * - `partial`: no error is found in what the reader may see.
 * - `warned`, `allowed`: no error is found, with or without a warning.
 * - `applied`, `notApplied`, `merged`: merged; of `merged` it is not known whether it is applied.
 * - `closed`: closed without a merge.
 */
export type RequestStanding =
  | 'pending'
  | 'problem'
  | 'refused'
  | 'partial'
  | 'warned'
  | 'allowed'
  | 'applied'
  | 'notApplied'
  | 'merged'
  | 'closed';

const WEIGHT: RequestFinding['severity'][] = ['error', 'warning', 'info'];

/** The findings of changes, the worst first. */
export function worstFirst(
  changes: Pick<RequestedChange, 'findings'>[],
): RequestFinding[] {
  const all = changes.flatMap(({ findings }) => findings);
  return WEIGHT.flatMap(severity => all.filter(f => f.severity === severity));
}

/** How many findings of a severity there are. */
export const countOf = (
  findings: RequestFinding[],
  severity: RequestFinding['severity'],
) => findings.filter(f => f.severity === severity).length;

/** How a request stands: see {@link RequestStanding}. */
export function standingOf(request: ReviewRequest): RequestStanding {
  const { state, applied, changes, problem, evaluatedAt, hiddenChanges } =
    request;
  if (state === 'closed') return 'closed';
  if (state === 'merged') {
    if (applied === undefined) return 'merged';
    return applied ? 'applied' : 'notApplied';
  }
  if (problem !== undefined) return 'problem';
  if (!evaluatedAt) return 'pending';
  if (changes.some(({ allowed }) => !allowed)) return 'refused';
  if (hiddenChanges) return 'partial';
  return countOf(worstFirst(changes), 'warning') > 0 ? 'warned' : 'allowed';
}

export const STANDING_LOOKS: Record<RequestStanding, Look> = {
  pending: ['busy', 'progress'],
  problem: ['warn', 'question'],
  refused: ['bad', 'exclamation'],
  partial: ['quiet', 'information'],
  warned: ['warn', 'exclamation'],
  allowed: ['good', 'check'],
  applied: ['good', 'check'],
  notApplied: ['busy', 'progress'],
  merged: ['quiet', 'question'],
  closed: ['quiet', 'cross'],
};

export const CHECKS_LOOKS: Record<RequestHostState['checks'], Look> = {
  none: ['quiet', 'information'],
  pending: ['busy', 'progress'],
  passed: ['good', 'check'],
  failed: ['bad', 'exclamation'],
};

export const MERGEABILITY_LOOKS: Record<
  RequestHostState['mergeability'],
  Look
> = {
  mergeable: ['good', 'check'],
  conflict: ['bad', 'exclamation'],
  blocked: ['warn', 'pause'],
  unknown: ['quiet', 'question'],
};

/** An evaluation is renewed every minute: one of so long ago says that it is not any more. In milliseconds. */
const OUTDATED_MS = 15 * 60_000;

/** Whether an open request was evaluated too long ago to be believed. `now` is in milliseconds. */
export function isOutdated(
  { state, evaluatedAt }: Pick<ReviewRequest, 'state' | 'evaluatedAt'>,
  now: number,
): boolean {
  return (
    state === 'open' &&
    !!evaluatedAt &&
    now - Date.parse(evaluatedAt) > OUTDATED_MS
  );
}

/**
 * Whether the cluster of a change has a page: it was there before the request, or the request is what it is known by. That of a
 * new cluster whose request was closed may never have been there.
 */
export const hasPage = (
  { state }: Pick<ReviewRequest, 'state'>,
  { verb }: Pick<RequestedChange, 'verb'>,
) => verb !== 'create' || state !== 'closed';

/** Why a request could not be evaluated, in the language of the reader; undefined if it was. */
export function problemText(
  t: Translate,
  { problem, problemMessages }: ReviewRequest,
): string | undefined {
  // A backend of a release before has the text alone.
  return problemMessages && problem !== undefined
    ? problemMessages
        .map(({ message, messageCode }) => messageText(t, message, messageCode))
        .join(' ')
    : problem;
}
