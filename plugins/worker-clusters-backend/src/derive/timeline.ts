import type {
  TimelineStage,
  TimelineStageState,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ClaimObservation } from '../observe/types';
import type { ClusterRequest, ClusterState } from '../store/types';
import { blockingMessage } from './blocking';
import type { ApplicationsSummary } from './deriveApplications';
import { findCondition } from './conditions';
import type { StageProgress } from './progress';
import type { DeriveSettings } from './settings';
import { RESOURCE_STAGES, type ResourceStage, stageRank } from './stages';
import { boundedText } from './text';
import { earliest, latest, toIso } from './time';

function stage(
  id: TimelineStage['id'],
  state: TimelineStageState,
  rest: Omit<TimelineStage, 'id' | 'state'>,
): TimelineStage {
  const { begin, end, message, messageCode, ready, expected } = rest;
  return {
    id,
    state,
    ...(begin && { begin }),
    ...(end && { end }),
    ready,
    expected,
    ...(message && { message }),
    ...(messageCode && { messageCode }),
  };
}

/**
 * The pull request that brought the claim. One that is younger than the claim changes it, and is no part of how
 * the cluster came up; the Git host's word that it is merged may arrive after the claim itself.
 */
function requestOfClaim(
  claim: ClaimObservation,
  request: ClusterRequest | undefined,
): ClusterRequest | undefined {
  const asked = toIso(request?.pullRequest.createdAt);
  const created = toIso(claim.metadata.creationTimestamp);
  return request &&
    request.pullRequest.state !== 'closed' &&
    asked &&
    (!created || asked <= created)
    ? request
    : undefined;
}

/**
 * The stages Requested and Merged of a cluster whose claim is in the management cluster: both are over. None for a claim
 * that did not come from Git.
 */
export function requestStages(
  claim: ClaimObservation,
  request: ClusterRequest | undefined,
  tracking?: ClusterState['claimTracking'],
): TimelineStage[] {
  const created = toIso(claim.metadata.creationTimestamp);
  const pullRequest = requestOfClaim(claim, request)?.pullRequest;
  if (!pullRequest && tracking === 'none') return [];
  const merged =
    pullRequest && (earliest(pullRequest.finishedAt, created) ?? created);
  const one = { ready: 1, expected: 1 };
  return [
    stage('requested', 'done', {
      begin: pullRequest ? toIso(pullRequest.createdAt) : created,
      end: merged ?? created,
      ...one,
    }),
    stage('merged', 'done', {
      begin: merged ?? created,
      end: created,
      ...one,
    }),
  ];
}

function resourceStage(
  progress: StageProgress,
  context: {
    earlierDone: boolean;
    previous: ClusterState | undefined;
    settings: DeriveSettings;
  },
): TimelineStage {
  const { resources, ready, expected, complete, id } = progress;
  const { earlierDone, previous, settings } = context;
  const before = previous?.timeline.find(s => s.id === id);
  const begin = earliest(
    before?.begin,
    ...resources.map(r => r.resource.metadata.creationTimestamp),
  );
  const lastReady = latest(
    begin,
    ...resources.map(
      r =>
        findCondition(r.resource.conditions, 'Ready')?.lastTransitionTime ??
        r.resource.metadata.creationTimestamp,
    ),
  );
  const failed = earlierDone && resources.find(r => r.error?.lasting);
  let state: TimelineStageState = 'waiting';
  if (failed) state = 'failed';
  else if (complete) state = 'done';
  else if (earlierDone || resources.length > 0) state = 'active';

  const blocker =
    failed ||
    resources.find(r => !r.ready && r.error) ||
    resources.find(r => !r.ready);
  return stage(id, state, {
    begin,
    // A resource that flaps moves its lastTransitionTime: the first end is the one that counts.
    end: before?.end ?? (complete ? lastReady : undefined),
    ready,
    expected,
    ...(blocker && blockingMessage(blocker, settings)),
  });
}

/** The stage of the worker's own Applications: done as soon as each of them is healthy and synced. */
export function applicationsStage(
  applications: ApplicationsSummary | undefined,
  context: {
    /** When the first Application of those that are new was created. */
    begin: string | undefined;
    argocdDone: boolean;
    previous: ClusterState | undefined;
    now: Date;
    settings: DeriveSettings;
  },
): TimelineStage {
  const { begin, argocdDone, previous, now, settings } = context;
  const before = previous?.timeline.find(s => s.id === 'applications');
  if (!applications) {
    return (
      before ??
      stage('applications', argocdDone ? 'active' : 'waiting', {
        ready: 0,
        expected: 0,
      })
    );
  }
  const { counts, done: ready, failure } = applications;
  const done = counts.total > 0 && ready === counts.total;
  let state: TimelineStageState = 'waiting';
  if (done) state = 'done';
  else if (failure) state = 'failed';
  else if (argocdDone || counts.total > 0) state = 'active';

  return stage('applications', state, {
    begin: earliest(before?.begin, begin),
    end: before?.end ?? (done ? now.toISOString() : undefined),
    ready,
    expected: counts.total,
    message: boundedText(failure, settings.maxMessageLength),
  });
}

/** The stages between Merged and Applications. */
export function resourceStages(
  stages: StageProgress[],
  context: { previous: ClusterState | undefined; settings: DeriveSettings },
): TimelineStage[] {
  const complete = (id: ResourceStage) =>
    stages.some(s => s.id === id && s.complete);
  return stages
    .filter(s => s.id !== 'applications')
    .map(progress =>
      resourceStage(progress, {
        ...context,
        earlierDone: RESOURCE_STAGES.filter(
          id => stageRank(id) < stageRank(progress.id),
        ).every(complete),
      }),
    );
}
