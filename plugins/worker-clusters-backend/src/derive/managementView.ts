import {
  type ConnectionState,
  isHeard,
  type ManagementView,
  toHealthStatus,
  toSyncStatus,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ClaimObservation } from '../observe/types';
import type { ClusterState } from '../store/types';
import { boundedWord } from './text';
import { toIso, toMillis } from './time';

/** A view that is the same and no older than that is not written again: its age alone is no change of the cluster. */
const SAME_FOR_MS = 5 * 60_000;

/**
 * What the management cluster saw of a worker's Applications (`status.applications` of the claim), where the portal does not
 * hear the worker itself. Undefined while it does: then the worker's own word is better.
 */
export function deriveManagementView(
  { status }: ClaimObservation,
  context: {
    connection: ConnectionState;
    previous: ClusterState | undefined;
    now: Date;
  },
): ManagementView | undefined {
  const seen = status.applications;
  const { connection, now } = context;
  if (!seen || isHeard({ connection, now: now.getTime() })) return undefined;
  const revision = boundedWord(seen.revision);
  const observedAt = toIso(seen.observedAt);
  const view: ManagementView = {
    health: toHealthStatus(seen.health),
    sync: toSyncStatus(seen.sync),
    ...(revision && { revision }),
    ...(observedAt && { observedAt }),
  };
  const before = context.previous?.managementView;
  const age = (toMillis(observedAt) ?? 0) - (toMillis(before?.observedAt) ?? 0);
  return before &&
    before.health === view.health &&
    before.sync === view.sync &&
    before.revision === view.revision &&
    Math.abs(age) < SAME_FOR_MS
    ? before
    : view;
}
