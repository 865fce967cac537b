import {
  countApplications,
  type PhaseState,
  TIMELINE_STAGES,
  type TimelineStage,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { applicationSetHash } from '../store/applicationHash';
import type {
  ClusterRequest,
  ClusterState,
  DerivedCluster,
} from '../store/types';
import { boundedWord, withoutUndefined } from './text';
import { believable, latest, toIso } from './time';

const PHASES = {
  open: {
    phase: 'requested',
    reason: 'PullRequestOpen',
    message: 'pull-request-open',
  },
  merged: {
    phase: 'merged',
    reason: 'PullRequestMerged',
    message: 'pull-request-merged',
  },
  closed: {
    phase: 'closed',
    reason: 'PullRequestClosed',
    message: 'pull-request-closed',
  },
} as const;

function requestTimeline({ pullRequest }: ClusterRequest): TimelineStage[] {
  const asked = toIso(pullRequest.createdAt);
  const finished = latest(pullRequest.finishedAt);
  const { state } = pullRequest;
  const requested: TimelineStage = {
    id: 'requested',
    state: 'active',
    ...(asked && { begin: asked }),
    ready: state === 'merged' ? 1 : 0,
    expected: 1,
  };
  if (state === 'merged') {
    Object.assign(requested, { state: 'done' }, finished && { end: finished });
  }
  if (state === 'closed') {
    Object.assign(
      requested,
      { state: 'failed' },
      writeMessage(PHASES.closed.message, { number: pullRequest.number }),
    );
  }
  const merged: TimelineStage = {
    id: 'merged',
    state: state === 'merged' ? 'active' : 'waiting',
    ...(state === 'merged' && finished && { begin: finished }),
    ready: 0,
    expected: 1,
  };
  return [
    requested,
    merged,
    ...TIMELINE_STAGES.slice(2).map(id => ({
      id,
      state: 'waiting' as const,
      ready: 0,
      expected: 0,
    })),
  ];
}

/**
 * The state of a cluster that is requested and has no claim in the management cluster: `requested`, `merged` or
 * `closed`.
 */
export function deriveRequestedCluster(options: {
  request: ClusterRequest;
  /** What is stored by the same name; a cluster with a claim is another one and is ignored. */
  previous: ClusterState | undefined;
  now: Date;
}): DerivedCluster {
  const { request, now } = options;
  const { pullRequest } = request;
  const previous = options.previous?.uid ? undefined : options.previous;
  const { phase, reason, message } = PHASES[pullRequest.state];
  const evidence =
    pullRequest.state === 'open'
      ? pullRequest.createdAt
      : pullRequest.finishedAt;
  const phaseState: PhaseState = {
    phase,
    reason,
    ...writeMessage(message, { number: pullRequest.number }),
    since:
      previous?.phase.phase === phase
        ? previous.phase.since
        : believable(evidence, undefined, now),
  };
  const words = {
    environment: boundedWord(request.environment),
    region: boundedWord(request.region),
    owner: boundedWord(request.owner),
    kubernetesVersionRequested: boundedWord(request.kubernetesVersion),
    vpcCidr: boundedWord(request.vpcCidr),
  };
  return {
    state: {
      ref: request.ref,
      ...withoutUndefined(words),
      phase: phaseState,
      applications: countApplications([]),
      connection:
        previous?.connection.status === 'unknown'
          ? previous.connection
          : {
              status: 'unknown',
              since: phaseState.since,
              message: 'The cluster does not exist yet.',
            },
      timeline: requestTimeline(request),
      blocking: [],
    },
    applications: { hash: applicationSetHash([]), changed: [], gone: [] },
  };
}
