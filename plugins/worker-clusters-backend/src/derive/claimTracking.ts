import type { WorkerClusterDetails } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ClusterObservation } from '../observe/types';
import { toMillis } from './time';

/** An Argo CD that tracks by label lists the claim in its Application only after the sync. */
export const UNTRACKED_AFTER_MS = 2 * 60_000;

/** Who keeps the claim in step with Git; undefined while that is not known. */
export function deriveClaimTracking(
  { claim, claimTracking }: ClusterObservation,
  now: Date,
): WorkerClusterDetails['claimTracking'] {
  if (claimTracking !== 'none') return claimTracking;
  const created = toMillis(claim?.metadata.creationTimestamp);
  return created !== undefined && now.getTime() - created > UNTRACKED_AFTER_MS
    ? 'none'
    : undefined;
}
