import type { TimelineStage } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ClusterObservation } from '../../observe/types';
import type { ClusterRequest, ClusterState } from '../../store/types';
import { deriveCluster } from '../deriveCluster';
import { nowAt, observation } from './observation';

/** The timeline by stage of a cluster that is up but for what is given. */
export function timelineOf(
  rest: Partial<ClusterObservation>,
  options: { request?: ClusterRequest; previous?: ClusterState } = {},
): Record<string, TimelineStage> {
  const { state } = deriveCluster({
    observation: observation(rest),
    ...options,
    now: nowAt(),
  });
  return Object.fromEntries(state.timeline.map(s => [s.id, s]));
}
