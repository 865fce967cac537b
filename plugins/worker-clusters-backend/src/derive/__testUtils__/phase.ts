import type { PhaseState } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ClusterObservation, Condition } from '../../observe/types';
import type { ClusterState } from '../../store/types';
import { deriveCluster } from '../deriveCluster';
import { at, condition, nowAt, observation } from './observation';

/** Of a test table: what is observed, and what the phase has to be. */
export type Case = [
  title: string,
  observed: Partial<ClusterObservation>,
  expected: Partial<PhaseState>,
];

/** A resource that reports an error since so many minutes after the claim was created. */
export function syncError(
  minutes: number,
  message = 'AccessDenied: not authorized',
) {
  return condition('Synced', 'False', {
    reason: 'ReconcileError',
    message,
    lastTransitionTime: at(minutes),
  });
}

/** A resource that was ready and is not any more. */
export function unready(rest: Partial<Condition> = {}): Condition {
  return condition('Ready', 'False', {
    reason: 'Unavailable',
    lastTransitionTime: at(40),
    ...rest,
  });
}

/** The phase of a cluster that is ready but for what is given. */
export function phaseOf(
  rest: Partial<ClusterObservation>,
  previous?: ClusterState,
): PhaseState {
  return deriveCluster({
    observation: observation(rest),
    previous,
    now: nowAt(),
  }).state.phase;
}
