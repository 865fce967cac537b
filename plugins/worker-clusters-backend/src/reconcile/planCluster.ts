import type { ClusterRef } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { PriceTable } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import {
  deriveClusterInSteps,
  type DeriveClusterResult,
  deriveRequestedCluster,
  type KnownApplications,
  type Steps,
} from '../derive';
import type { ClusterObservation } from '../observe/types';
import type {
  ClusterRequest,
  ClusterState,
  DerivedCluster,
} from '../store/types';
import { nextDue } from './nextDue';

/** How long a request that was closed without a merge stays in the list. */
export const CLOSED_REQUEST_KEPT_MS = 7 * 24 * 60 * 60_000;

/**
 * What is to be done about one cluster.
 *
 * - `keep`: nothing; what is stored is the best that is known.
 * - `write`: store this state. `due`: derive it again then (epoch milliseconds), even if nothing is heard.
 * - `remove`: the cluster is gone.
 * - `replace`: the cluster is gone, and a newer request is for one of the same name.
 */
export type ClusterPlan =
  | { type: 'keep' }
  | { type: 'write'; derived: DeriveClusterResult; due?: number }
  | { type: 'remove' }
  | {
      type: 'replace';
      request: ClusterRequest;
      derived: DerivedCluster;
      due?: number;
    };

/** Decides about one cluster, in steps. Pure. */
export function* planCluster(options: {
  ref: ClusterRef;
  observation?: ClusterObservation;
  /** Whether absence of a claim means that it is gone. */
  managementComplete: boolean;
  request?: ClusterRequest;
  /** Merged, to remove the cluster. */
  decommission?: ClusterRequest;
  previous?: ClusterState;
  /** The applications of the same claim as they were derived last. */
  applications?: KnownApplications;
  now: Date;
  failedAfterMs: number;
  /** By which costs are estimated. */
  prices?: PriceTable;
}): Steps<ClusterPlan> {
  const { observation, managementComplete, request, previous, now } = options;
  const { failedAfterMs, prices } = options;

  if (observation?.claim) {
    // Half of what there is would look like a cluster that lost the other half.
    if (observation.notSynced && previous?.uid) return { type: 'keep' };
    const derived = yield* deriveClusterInSteps({
      observation,
      request,
      decommission: options.decommission,
      previous,
      applications: options.applications,
      now,
      settings: { failedAfterMs, prices },
    });
    const due = nextDue({ derived, observation, now, failedAfterMs });
    return { type: 'write', derived, ...(due && { due }) };
  }

  // A management cluster that is down says nothing about its claims.
  if (previous?.uid && !managementComplete) return { type: 'keep' };

  if (!request || (previous?.uid && !isForNextCluster(request, previous))) {
    return { type: previous ? 'remove' : 'keep' };
  }
  const { state, finishedAt, createdAt } = request.pullRequest;
  const expires =
    state === 'closed'
      ? Date.parse(finishedAt ?? createdAt) + CLOSED_REQUEST_KEPT_MS
      : undefined;
  if (expires !== undefined && expires <= now.getTime()) {
    return { type: previous ? 'remove' : 'keep' };
  }
  const derived = deriveRequestedCluster({ request, previous, now });
  const write = { derived, ...(expires && { due: expires }) };
  return previous?.uid
    ? { type: 'replace', request, ...write }
    : { type: 'write', ...write };
}

/** Whether a request is for a cluster after the one that is stored and gone. */
function isForNextCluster(
  { pullRequest }: ClusterRequest,
  { phase }: ClusterState,
): boolean {
  if (pullRequest.state === 'open') return true;
  return (
    pullRequest.state === 'merged' &&
    ['awaiting-confirmation', 'deleting'].includes(phase.phase) &&
    Date.parse(pullRequest.finishedAt ?? '') > Date.parse(phase.since)
  );
}
