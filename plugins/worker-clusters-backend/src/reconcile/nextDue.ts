import { CLAIM_LAG_MS, UNTRACKED_AFTER_MS } from '../derive';
import type { ClusterObservation } from '../observe/types';
import type { DerivedCluster } from '../store/types';

/**
 * When the state of a cluster changes by the passing of time alone (epoch milliseconds): an error becomes lasting, a
 * composite resource that turned ready counts as stable. Undefined if it does not.
 */
export function nextDue(options: {
  derived: DerivedCluster;
  observation: ClusterObservation;
  now: Date;
  failedAfterMs: number;
}): number | undefined {
  const { derived, observation, now, failedAfterMs } = options;
  const begins = Object.values(derived.state.errors ?? {});
  const ready = observation.claim?.conditions.find(c => c.type === 'Ready');
  if (ready?.status === 'True' && ready.lastTransitionTime) {
    begins.push(ready.lastTransitionTime);
  }
  const { claimLag } = derived.state;
  const created =
    observation.claimTracking === 'none' &&
    observation.claim?.metadata.creationTimestamp;
  const { verdictsDue } = derived;
  const due = [
    ...(verdictsDue === undefined ? [] : [verdictsDue]),
    ...begins.map(begin => Date.parse(begin) + failedAfterMs),
    ...(claimLag ? [Date.parse(claimLag.since) + CLAIM_LAG_MS] : []),
    ...(created ? [Date.parse(created) + UNTRACKED_AFTER_MS] : []),
  ]
    // `derive` compares with more than that long.
    .map(time => time + 1)
    .filter(time => time > now.getTime());
  return due.length ? Math.min(...due) : undefined;
}
