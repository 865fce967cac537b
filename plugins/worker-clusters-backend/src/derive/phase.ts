import {
  compareVersions,
  type LifecyclePhase,
  type PhaseState,
  type PullRequestInfo,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ClaimObservation } from '../observe/types';
import type { ClusterState } from '../store/types';
import type { ClaimPruning } from './claimPruning';
import { errorCondition, findCondition, isReady } from './conditions';
import type { StageProgress } from './progress';
import type { AssessedResource, ReportedError } from './resources';
import type { DeriveSettings } from './settings';
import { type ResourceStage, STAGE_TITLES, stageRank } from './stages';
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
interface Verdict {
  phase: LifecyclePhase;
  reason: string;
  message: string;
  since?: string;
}

const REASON_BY_STAGE: Record<ResourceStage, string> = {
  network: 'NetworkCreating',
  identity: 'IdentityCreating',
  'control-plane': 'ControlPlaneCreating',
  nodes: 'NodesCreating',
  argocd: 'ArgoCdInstalling',
  applications: 'ApplicationsCreating',
};

/** What belongs to the cluster itself. Applications have a health of their own and never change the phase. */
function infrastructure<T extends { stage?: ResourceStage }>(items: T[]): T[] {
  return items.filter(i => i.stage !== 'applications');
}

function infrastructureStages(stages: StageProgress[]): StageProgress[] {
  return stages.filter(s => s.id !== 'applications');
}

function firstIncomplete(stages: StageProgress[]): StageProgress | undefined {
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

function deleting({ claim, resources }: PhaseInput): Verdict {
  const blocked = resources.find(r => r.error?.lasting);
  const left = resources.length;
  return {
    phase: 'deleting',
    reason: blocked ? 'DeletionBlocked' : 'DeletionRequested',
    // The composite resource's own status stands still during deletion; the composed resources tell.
    message:
      blocked?.error?.message ??
      (left === 0
        ? 'Nothing is left but the claim.'
        : `${left} composed ${
            left === 1 ? 'resource is' : 'resources are'
          } left.`),
    since: claim.metadata.deletionTimestamp,
  };
}

/** The removal is merged, and the claim still there. */
function decommissioned({ number, finishedAt }: PullRequestInfo): Verdict {
  return {
    phase: 'deleting',
    reason: 'DecommissionMerged',
    message: `Pull request #${number}, which removes the cluster, is merged; the management Argo CD has not deleted the claim yet.`,
    since: finishedAt,
  };
}

/** The claim's file is gone from Git, and Argo CD deletes the claim only after somebody has confirmed it. */
function awaitingConfirmation(pruning: ClaimPruning): Verdict {
  const { namespace, application, project, since } = pruning;
  return {
    phase: 'awaiting-confirmation',
    reason: 'PruneConfirmationRequired',
    message: `The management Argo CD waits for a confirmation before it deletes the claim. Whoever may sync Application ${application} (project ${project}) can confirm it there, or with kubectl: kubectl -n ${namespace} annotate application ${application} argocd.argoproj.io/deletion-approved=$(date -u +%Y-%m-%dT%H:%M:%SZ)`,
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
  if (difference !== undefined && difference > 0) {
    return {
      reason: 'KubernetesVersionChanging',
      message: `Kubernetes goes from ${runningVersion} to ${wanted}.`,
    };
  }
  if (claimError) {
    return { reason: claimError.reason, message: claimError.message };
  }
  if (input.claimChanged) {
    return {
      reason: 'ClaimChanged',
      message: 'Crossplane has not applied the latest change of the claim yet.',
    };
  }
  if (claim.status.clusterStatus?.toUpperCase() === 'UPDATING') {
    return {
      reason: 'ControlPlaneUpdating',
      message: 'The provider reports that the control plane is being updated.',
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
      message: `${moving.length} composed ${
        moving.length === 1 ? 'resource is' : 'resources are'
      } being changed, first ${subject(moving[0])}.`,
    };
  }
  return undefined;
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
      message: failure.error.message,
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
    const first = subject(unready[0]);
    return {
      phase: 'degraded',
      reason: 'ResourcesNotReady',
      message:
        unready.length === 1
          ? `${first} is not ready${text ? `: ${text}` : '.'}`
          : `${unready.length} composed resources are not ready, first ${first}.`,
      since: condition?.lastTransitionTime,
    };
  }
  if (ready?.status === 'True' || onlyApplicationsUnready(input)) {
    return readyVerdict(input);
  }
  return {
    phase: 'degraded',
    reason: reasonOr(ready?.reason, 'NotReady'),
    message:
      boundedText(ready?.message, input.settings.maxMessageLength) ??
      'The composite resource is not ready any more and does not say why.',
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
  let message = workerHeard
    ? 'The cluster and its Argo CD are ready.'
    : 'The management cluster reports the cluster and its Argo CD as ready; the portal has not reached the cluster itself yet.';
  if (paused) {
    message =
      'The cluster is ready. Crossplane is told to leave it alone (reconciliation is paused).';
  }
  return {
    phase: 'ready',
    reason: paused ? 'ReconcilePaused' : 'Available',
    message,
    since: ready?.status === 'True' ? ready.lastTransitionTime : undefined,
  };
}

/** The phase of a cluster that has never been up. */
function beforeReady(input: PhaseInput): Verdict {
  const { claim, stages, resources } = input;
  const failure = lastingError(input);
  if (failure) {
    return { phase: 'failed', ...failure.error, since: undefined };
  }
  const stage = firstIncomplete(stages);
  const xrReady = isReady(claim.conditions);
  if (!stage) {
    if (xrReady || onlyApplicationsUnready(input)) return readyVerdict(input);
    return {
      phase: 'installing',
      reason: 'WaitingForCompositeResource',
      message:
        'All composed resources are ready; the composite resource is not yet.',
    };
  }
  const message =
    resources.length === 0
      ? boundedText(
          errorCondition(claim.conditions)?.message,
          input.settings.maxMessageLength,
        ) ?? 'Crossplane has not created a resource yet.'
      : `${STAGE_TITLES[stage.id]}: ${stage.ready} of ${
          stage.expected
        } resources are ready.`;
  if (stage.id === 'argocd') {
    return {
      phase: 'installing',
      reason: REASON_BY_STAGE.argocd,
      message,
    };
  }
  return {
    phase: 'provisioning',
    reason:
      resources.length === 0 ? 'ResourcesPending' : REASON_BY_STAGE[stage.id],
    message,
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

  const { phase, reason, message } = verdict;
  if (previous?.phase.phase === phase) {
    return { phase, reason, message, since: previous.phase.since };
  }
  return {
    phase,
    reason,
    message,
    since: believable(verdict.since, input.notBefore, now),
  };
}
