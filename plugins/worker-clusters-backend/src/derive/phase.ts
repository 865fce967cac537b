import {
  compareVersions,
  type LifecyclePhase,
  type Message,
  type PhaseState,
  type PullRequestInfo,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { messageOf } from '../messages';
import type { ClaimObservation } from '../observe/types';
import type { ClusterState } from '../store/types';
import type { ClaimPruning } from './claimPruning';
import { errorCondition, findCondition, isReady } from './conditions';
import type { StageProgress } from './progress';
import type { AssessedResource, ReportedError } from './resources';
import type { DeriveSettings } from './settings';
import { type ResourceStage, stageRank } from './stages';
import { boundedText, boundedWord, reasonOr } from './text';
import { believable, latest } from './time';

/** Everything that the phase of a cluster with a claim depends on. */
export interface PhaseInput {
  claim: ClaimObservation;
  /** What the claim or its composite resource reports as an error. */
  claimError: ReportedError | undefined;
  resources: AssessedResource[];
  stages: StageProgress[];
  /** The merged pull request that removes the cluster. */
  decommission: PullRequestInfo | undefined;
  /** The management Argo CD waits for a confirmation before it deletes the claim. */
  pruneConfirmation?: ClaimPruning;
  /** Crossplane has not looked at a change of the claim yet. */
  claimChanged: boolean;
  /** The portal has heard from the cluster itself. */
  workerHeard: boolean;
  /** Kubernetes version that runs, as far as known. */
  runningVersion: string | undefined;
  /** When Argo CD was complete for the first time. */
  upSince: string | undefined;
  /** State of the same claim (same uid) that was stored last. */
  previous: ClusterState | undefined;
  /** When the phase before this one began, also that of a request: `since` never goes behind it. */
  notBefore: string | undefined;
  now: Date;
  settings: DeriveSettings;
}

/** A verdict. `since` is the best evidence of when the phase began, if there is any. */
interface Verdict extends Message {
  phase: LifecyclePhase;
  reason: string;
  since?: string;
}

/** What belongs to the cluster itself. Applications have a health of their own and never change the phase. */
type InfrastructureStage = Exclude<ResourceStage, 'applications'>;

const REASON_BY_STAGE: Record<InfrastructureStage, string> = {
  network: 'NetworkCreating',
  identity: 'IdentityCreating',
  'control-plane': 'ControlPlaneCreating',
  nodes: 'NodesCreating',
  argocd: 'ArgoCdInstalling',
};

function infrastructure<T extends { stage?: ResourceStage }>(items: T[]): T[] {
  return items.filter(i => i.stage !== 'applications');
}

function infrastructureStages(stages: StageProgress[]) {
  return stages.filter(
    (s): s is StageProgress & { id: InfrastructureStage } =>
      s.id !== 'applications',
  );
}

function firstIncomplete(stages: StageProgress[]) {
  return infrastructureStages(stages).find(s => !s.complete);
}

/**
 * Whether the cluster was up before. If the database does not know (it is new), a complete Argo CD on top of an
 * incomplete earlier stage proves it: the one cannot be built without the other.
 */
function wasReady({ previous, stages }: PhaseInput): boolean {
  if (
    previous &&
    ['ready', 'updating', 'degraded'].includes(previous.phase.phase)
  ) {
    return true;
  }
  const argocd = stages.find(s => s.id === 'argocd');
  return (
    argocd?.complete === true &&
    argocd.ready > 0 &&
    infrastructureStages(stages).some(s => !s.complete)
  );
}

/**
 * The error that keeps the cluster from getting further. An error in a stage whose turn has not come (an add-on
 * that finds no control plane) is no failure: it goes away by itself. A composed resource's own words say more
 * than the summary of them in the composite resource.
 */
function lastingError(
  input: Pick<PhaseInput, 'resources' | 'stages' | 'claimError'>,
): { error: ReportedError; resource?: AssessedResource } | undefined {
  const { resources, stages, claimError } = input;
  const incomplete = firstIncomplete(stages);
  const turn = incomplete ? stageRank(incomplete.id) : Infinity;
  const [resource] = infrastructure(resources)
    .filter(r => r.error?.lasting && stageRank(r.stage) <= turn)
    .sort(
      (a, b) =>
        stageRank(a.stage) - stageRank(b.stage) ||
        (a.error!.since < b.error!.since ? -1 : 1),
    );
  if (resource) return { error: resource.error!, resource };
  return claimError?.lasting ? { error: claimError } : undefined;
}

/** How much of a cluster is left to be deleted. */
function remainder(left: number): Message {
  if (left === 0) return writeMessage('deletion-claim-left');
  return left === 1
    ? writeMessage('deletion-resource-left')
    : writeMessage('deletion-resources-left', { count: left });
}

function deleting({ claim, resources }: PhaseInput): Verdict {
  const blocked = resources.find(r => r.error?.lasting)?.error;
  return {
    phase: 'deleting',
    reason: blocked ? 'DeletionBlocked' : 'DeletionRequested',
    // The composite resource's own status stands still during deletion; the composed resources tell.
    ...messageOf(blocked ?? remainder(resources.length)),
    since: claim.metadata.deletionTimestamp,
  };
}

/** The removal is merged, and the claim still there. */
function decommissioned({ number, finishedAt }: PullRequestInfo): Verdict {
  return {
    phase: 'deleting',
    reason: 'DecommissionMerged',
    ...writeMessage('decommission-merged', { number }),
    since: finishedAt,
  };
}

/** The claim's file is gone from Git, and Argo CD deletes the claim only after somebody has confirmed it. */
function awaitingConfirmation(pruning: ClaimPruning): Verdict {
  const { namespace, application, project, since } = pruning;
  return {
    phase: 'awaiting-confirmation',
    reason: 'PruneConfirmationRequired',
    ...writeMessage('prune-confirmation', { namespace, application, project }),
    since,
  };
}

/** How a message names a composed resource. */
function subject({ resource }: AssessedResource): string {
  const { kind, metadata } = resource;
  return `${boundedWord(kind) ?? '?'} ${boundedWord(metadata.name) ?? '?'}`;
}

/** Why a change of a cluster that was ready is (still) being applied. */
function change(input: PhaseInput): Omit<Verdict, 'phase'> | undefined {
  const { claim, claimError, resources, runningVersion, upSince } = input;
  const wanted = boundedWord(claim.kubernetesVersion);
  const difference = compareVersions(wanted, runningVersion);
  if (wanted && runningVersion && difference! > 0) {
    return {
      reason: 'KubernetesVersionChanging',
      ...writeMessage('version-rising', {
        before: runningVersion,
        version: wanted,
      }),
    };
  }
  if (claimError) {
    return { reason: claimError.reason, ...messageOf(claimError) };
  }
  if (input.claimChanged) {
    return {
      reason: 'ClaimChanged',
      ...writeMessage('claim-change-pending'),
    };
  }
  if (claim.status.clusterStatus?.toUpperCase() === 'UPDATING') {
    return {
      reason: 'ControlPlaneUpdating',
      ...writeMessage('control-plane-updating'),
    };
  }
  const moving = infrastructure(resources).filter(
    r =>
      r.ongoing ||
      // New in the Composition: made after the cluster was up, and not ready for the first time yet.
      (!r.ready &&
        upSince !== undefined &&
        (latest(r.resource.metadata.creationTimestamp) ?? '') > upSince &&
        (findCondition(r.resource.conditions, 'Ready')?.reason ??
          'Creating') === 'Creating'),
  );
  if (moving.length > 0) {
    return {
      reason: 'ResourcesUpdating',
      ...(moving.length === 1
        ? writeMessage('resource-changing', { resource: subject(moving[0]) })
        : writeMessage('resources-changing', {
            count: moving.length,
            resource: subject(moving[0]),
          })),
    };
  }
  return undefined;
}

/** Which resources are not ready any more; the words of one stand for it, those of several would hide the rest. */
function unreadyMessage(
  count: number,
  resource: string,
  reason: string | undefined,
): Message {
  if (count > 1)
    return writeMessage('resources-not-ready', { count, resource });
  return reason
    ? writeMessage('resource-not-ready-because', { resource, reason })
    : writeMessage('resource-not-ready', { resource });
}

/** The phase of a cluster that was up before. */
function afterReady(input: PhaseInput): Verdict {
  const { claim, resources } = input;
  const unready = infrastructure(resources).filter(r => !r.ready);
  const failure = lastingError({ ...input, stages: [] });
  if (failure) {
    return {
      phase: 'degraded',
      reason:
        unready.length === 0 && isReady(claim.conditions)
          ? 'UpdateFailed'
          : failure.error.reason,
      ...messageOf(failure.error),
      since: failure.error.since,
    };
  }
  const changing = change(input);
  if (changing) return { phase: 'updating', ...changing };

  const ready = findCondition(claim.conditions, 'Ready');
  if (unready.length > 0) {
    const condition = findCondition(unready[0].resource.conditions, 'Ready');
    const text = boundedText(
      condition?.message,
      input.settings.maxMessageLength,
    );
    return {
      phase: 'degraded',
      reason: 'ResourcesNotReady',
      ...unreadyMessage(unready.length, subject(unready[0]), text),
      since: condition?.lastTransitionTime,
    };
  }
  if (ready?.status === 'True' || onlyApplicationsUnready(input)) {
    return readyVerdict(input);
  }
  const message = boundedText(ready?.message, input.settings.maxMessageLength);
  return {
    phase: 'degraded',
    reason: reasonOr(ready?.reason, 'NotReady'),
    ...(message ? { message } : writeMessage('composite-not-ready')),
    since: ready?.lastTransitionTime,
  };
}

/** A Composition may let the composite resource wait for an application; the cluster itself does not. */
function onlyApplicationsUnready({ resources, stages }: PhaseInput): boolean {
  return (
    infrastructureStages(stages).every(s => s.complete) &&
    resources.some(r => !r.ready) &&
    infrastructure(resources).every(r => r.ready)
  );
}

function readyVerdict({ claim, workerHeard }: PhaseInput): Verdict {
  const ready = findCondition(claim.conditions, 'Ready');
  const paused =
    findCondition(claim.conditions, 'Synced')?.reason === 'ReconcilePaused';
  const heard = writeMessage(
    workerHeard ? 'phase-ready' : 'phase-ready-unheard',
  );
  return {
    phase: 'ready',
    reason: paused ? 'ReconcilePaused' : 'Available',
    ...(paused ? writeMessage('phase-ready-paused') : heard),
    since: ready?.status === 'True' ? ready.lastTransitionTime : undefined,
  };
}

/** How far a cluster that is built is: what keeps Crossplane from beginning, or how much of a stage is there. */
function progressMessage(
  { claim, resources, settings }: PhaseInput,
  { id, ready, expected }: StageProgress & { id: InfrastructureStage },
): Message {
  if (resources.length > 0) {
    return writeMessage(`progress-${id}`, { ready, expected });
  }
  const message = boundedText(
    errorCondition(claim.conditions)?.message,
    settings.maxMessageLength,
  );
  return message ? { message } : writeMessage('resources-pending');
}

/** The phase of a cluster that has never been up. */
function beforeReady(input: PhaseInput): Verdict {
  const { claim, stages, resources } = input;
  const failure = lastingError(input);
  if (failure) {
    const { reason } = failure.error;
    return { phase: 'failed', reason, ...messageOf(failure.error) };
  }
  const stage = firstIncomplete(stages);
  const xrReady = isReady(claim.conditions);
  if (!stage) {
    if (xrReady || onlyApplicationsUnready(input)) return readyVerdict(input);
    return {
      phase: 'installing',
      reason: 'WaitingForCompositeResource',
      ...writeMessage('composite-waiting'),
    };
  }
  const message = progressMessage(input, stage);
  if (stage.id === 'argocd') {
    return {
      phase: 'installing',
      reason: REASON_BY_STAGE.argocd,
      ...message,
    };
  }
  return {
    phase: 'provisioning',
    reason:
      resources.length === 0 ? 'ResourcesPending' : REASON_BY_STAGE[stage.id],
    ...message,
    since: claim.metadata.creationTimestamp,
  };
}

/**
 * The lifecycle phase of a cluster that has a claim. `ready` is not sticky, and it says nothing about the
 * applications. `since` is kept as long as the phase stays the same.
 */
export function derivePhase(input: PhaseInput): PhaseState {
  const { claim, previous, now } = input;
  let verdict: Verdict;
  if (claim.metadata.deletionTimestamp) verdict = deleting(input);
  else if (input.pruneConfirmation) {
    verdict = awaitingConfirmation(input.pruneConfirmation);
  } else if (input.decommission) verdict = decommissioned(input.decommission);
  else if (wasReady(input)) verdict = afterReady(input);
  else verdict = beforeReady(input);
  // A cluster that is met for the first time may be in the middle of a change.
  if (verdict.phase === 'ready') verdict = afterReady(input);

  const { phase, reason } = verdict;
  const since =
    previous?.phase.phase === phase
      ? previous.phase.since
      : believable(verdict.since, input.notBefore, now);
  return { phase, reason, ...messageOf(verdict), since };
}
