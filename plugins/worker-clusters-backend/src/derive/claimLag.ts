import type { ClaimObservation } from '../observe/types';
import type { ClusterState } from '../store/types';
import { findCondition } from './conditions';
import { boundedWord } from './text';
import { toMillis } from './time';

/**
 * How long Crossplane may take to look at a new generation before that counts as a change. It writes to the spec of a
 * composite resource itself (`spec.crossplane`), which raises the generation and changes nothing of the cluster.
 */
export const CLAIM_LAG_MS = 60_000;

/** The fields of a claim that people change, as they are stored. */
const shown = (
  state: Pick<
    ClusterState,
    | 'environment'
    | 'region'
    | 'owner'
    | 'vpcCidr'
    | 'kubernetesVersionRequested'
    | 'nodes'
  >,
) => {
  const { nodes } = state;
  return JSON.stringify([
    state.environment,
    state.region,
    state.owner,
    state.vpcCidr,
    state.kubernetesVersionRequested,
    nodes?.size,
    nodes?.min,
    nodes?.max,
  ]);
};

/**
 * Since when Crossplane has not looked at the latest generation of the claim; undefined if it has.
 *
 * @param current - the claim's fields as they will be stored
 */
export function deriveClaimLag(
  claim: ClaimObservation,
  context: {
    current: Parameters<typeof shown>[0];
    previous: ClusterState | undefined;
    now: Date;
  },
): ClusterState['claimLag'] {
  const { current, previous, now } = context;
  const observed = findCondition(
    claim.conditions,
    'Synced',
  )?.observedGeneration;
  const { generation } = claim.metadata;
  if (observed === undefined || generation === undefined) return undefined;
  if (observed >= generation) return undefined;
  const changed =
    previous?.claimLag?.changed ||
    (previous !== undefined && shown(previous) !== shown(current));
  return {
    since: boundedWord(previous?.claimLag?.since) ?? now.toISOString(),
    ...(changed && { changed: true as const }),
  };
}

/** Whether a lag means that the claim was changed: a field that people change differs, or it has lasted. */
export function isClaimChanged(
  lag: ClusterState['claimLag'],
  now: Date,
): boolean {
  if (!lag) return false;
  return !!lag.changed || now.getTime() - toMillis(lag.since)! > CLAIM_LAG_MS;
}
