import {
  assessedHealth,
  type ConnectionState,
  countApplications,
  muteCounts,
  type PullRequestInfo,
  type VerdictContext,
  verdictDue,
  type WorkerClusterDetails,
  worstCounted,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ClaimObservation, ClusterObservation } from '../observe/types';
import type {
  ClusterRequest,
  ClusterState,
  DerivedCluster,
} from '../store/types';
import { deriveArgoCd } from './argocd';
import { deriveArgoCdReach } from './argocdReach';
import { deriveBlocking } from './blocking';
import {
  type ApplicationsSummary,
  deriveApplications,
  type DerivedApplications,
  type KnownApplications,
  summarizeApplications,
} from './deriveApplications';
import { deriveSyncingApplication } from './syncingApplication';
import { deriveClaimLag, isClaimChanged } from './claimLag';
import { deriveClaimPruning } from './claimPruning';
import { deriveClaimTracking } from './claimTracking';
import { findCondition } from './conditions';
import { deriveCost } from './cost';
import { deriveConnection } from './connection';
import { deriveManagementView } from './managementView';
import { deriveNotices } from './notices';
import { derivePhase } from './phase';
import { type StageProgress, stageProgress } from './progress';
import { deriveReasons } from './reasons';
import {
  assessError,
  assessResources,
  type AssessedResource,
  type ReportedError,
} from './resources';
import { DEFAULT_DERIVE_SETTINGS, type DeriveSettings } from './settings';
import { runSteps, type Steps } from './steps';
import { boundedWord, httpUrl, withoutUndefined } from './text';
import { deriveUnread } from './unread';
import { applicationsStage, requestStages, resourceStages } from './timeline';
import { toIso, toMillis } from './time';
import { runningKubernetesVersion } from './runningKubernetesVersion';

/** Most errors whose begin is remembered of one cluster. */
const MAX_ERRORS = 50;

/** What `deriveCluster` reads. It reads no clock: `now` is given. */
export interface DeriveClusterOptions {
  observation: ClusterObservation;
  /** Newest request for the cluster, if any. */
  request?: ClusterRequest;
  /** The newest merged request to remove the cluster, if any. */
  decommission?: ClusterRequest;
  /** The state that is stored, if any. */
  previous?: ClusterState;
  /** The Applications of the same claim as they were derived last: only those that changed are derived again. */
  applications?: KnownApplications;
  now: Date;
  settings?: Partial<DeriveSettings>;
}

/** The state of a cluster, and its Applications for the next derivation. */
export interface DeriveClusterResult extends DerivedCluster {
  known?: KnownApplications;
}

/**
 * Whether the composite resource has been ready long enough to assume that nothing more comes: it turns ready too
 * early when a function holds resources back (function-sequencer without `resetCompositeReadiness`).
 */
function isStable(
  observation: ClusterObservation,
  now: Date,
  settings: DeriveSettings,
): boolean {
  const ready = findCondition(observation.claim?.conditions ?? [], 'Ready');
  if (ready?.status !== 'True') return false;
  const since = toMillis(ready.lastTransitionTime) ?? 0;
  return (
    !observation.composition || now.getTime() - since > settings.failedAfterMs
  );
}

/** The merged request that removes this very claim: not one of an earlier cluster, and not taken back by a later request. */
function decommissionOf(
  claim: ClaimObservation,
  { decommission, request }: DeriveClusterOptions,
): PullRequestInfo | undefined {
  const merged = toMillis(decommission?.pullRequest.finishedAt);
  const created = toMillis(claim.metadata.creationTimestamp);
  const renewed =
    request?.pullRequest.state === 'merged'
      ? toMillis(request.pullRequest.finishedAt)
      : undefined;
  return merged !== undefined &&
    created !== undefined &&
    merged > created &&
    !(renewed !== undefined && renewed > merged)
    ? decommission?.pullRequest
    : undefined;
}

/** Begin of each error that is reported now, by uid of the object. */
function errorBegins(
  claim: ClaimObservation,
  claimError: ReportedError | undefined,
  resources: AssessedResource[],
): Record<string, string> | undefined {
  const entries = resources
    .filter(r => r.error)
    .map(r => [r.resource.metadata.uid, r.error!.since]);
  if (claimError) entries.unshift([claim.metadata.uid, claimError.since]);
  return entries.length === 0
    ? undefined
    : Object.fromEntries(
        entries
          .slice(0, MAX_ERRORS)
          .map(([uid, since]) => [boundedWord(uid) ?? '', since]),
      );
}

function deriveColumns(
  columns: ClaimObservation['columns'],
): ClusterState['columns'] {
  const values = Object.entries(columns ?? {}).flatMap(([id, value]) => {
    const text = boundedWord(value);
    return text === undefined ? [] : [[id, text] as const];
  });
  return values.length > 0 ? Object.fromEntries(values) : undefined;
}

function deriveNodes(
  nodes: ClaimObservation['nodes'],
): WorkerClusterDetails['nodes'] {
  if (!nodes) return undefined;
  const size = boundedWord(nodes.size);
  return {
    ...(size && { size }),
    ...(Number.isFinite(nodes.min) && { min: nodes.min }),
    ...(Number.isFinite(nodes.max) && { max: nodes.max }),
  };
}

/** What is known of the worker itself: what it says now, else what the store knows of the same cluster. */
function* deriveWorker(
  observation: ClusterObservation,
  options: {
    previous: ClusterState | undefined;
    before: KnownApplications | undefined;
    connection: ConnectionState;
    now: Date;
    settings: DeriveSettings;
  },
): Steps<{
  state: Pick<
    ClusterState,
    'argocd' | 'argocdReach' | 'applications' | 'health' | 'sync'
  >;
  applications?: DerivedApplications;
  summary?: ApplicationsSummary;
  verdictsDue?: number;
}> {
  const { worker } = observation;
  const { previous, before, connection, settings } = options;
  const now = options.now.getTime();
  // A good Application: it tells whether any green counts, and until when the cluster counts as heard.
  const green = {
    health: 'Healthy',
    sync: 'Synced',
    reconciledAt: options.now.toISOString(),
  } as const;
  const contextDue = (context: VerdictContext) =>
    verdictDue({ ...green, reconciledAt: undefined }, context);
  if (!worker?.complete) {
    const argocd = previous?.argocd;
    const context = { connection, argocd, now };
    // Of what is stored the counts alone are known here.
    const known = previous?.applications ?? countApplications([]);
    const applications =
      assessedHealth(green, context) === 'Unknown' ? muteCounts(known) : known;
    return {
      state: {
        argocd,
        argocdReach: previous?.argocdReach,
        applications,
        health: worstCounted(applications),
        sync: previous?.sync,
      },
      verdictsDue: contextDue(context),
    };
  }
  const argocd = deriveArgoCd(worker);
  const context = { connection, argocd, now };
  const applications = yield* deriveApplications(worker, {
    before,
    context,
    settings,
  });
  const summary = summarizeApplications(applications.known, context);
  return {
    state: {
      argocd,
      argocdReach: deriveArgoCdReach(worker, previous?.argocdReach),
      applications: summary.counts,
      health: worstCounted(summary.counts),
      sync: summary.sync,
    },
    applications,
    summary,
    // Without Applications the management cluster's view still comes when the cluster is not heard.
    verdictsDue: summary.due ?? contextDue(context),
  };
}

function deriveTimeline(
  options: DeriveClusterOptions & {
    claim: ClaimObservation;
    stages: StageProgress[];
    firstCreated: DerivedApplications['firstCreated'];
    summary: ApplicationsSummary | undefined;
    settings: DeriveSettings;
  },
): ClusterState['timeline'] {
  const { claim, previous, stages, summary, settings, now } = options;
  // The timeline tells how the cluster came up; while it goes down that history stands still.
  if (claim.metadata.deletionTimestamp && previous) return previous.timeline;
  return [
    ...requestStages(
      claim,
      options.request,
      deriveClaimTracking(options.observation, now),
    ),
    ...resourceStages(stages, { previous, settings }),
    applicationsStage(summary, {
      begin: options.firstCreated,
      argocdDone: stages.some(s => s.id === 'argocd' && s.complete),
      previous,
      now,
      settings,
    }),
  ];
}

/**
 * Derives the state of one cluster that has a claim.
 *
 * @throws Error if the observation has no claim: a cluster without one is a request (`deriveRequestedCluster`) or
 * is to be removed.
 */
export function deriveCluster(
  options: DeriveClusterOptions,
): DeriveClusterResult {
  return runSteps(deriveClusterInSteps(options));
}

/** {@link deriveCluster}, in steps. */
export function* deriveClusterInSteps(
  options: DeriveClusterOptions,
): Steps<DeriveClusterResult> {
  const { observation, now } = options;
  const { claim, worker } = observation;
  if (!claim) {
    throw new Error(
      `Cluster ${observation.ref.name} has no claim: derive it from its request, or remove it`,
    );
  }
  const settings = { ...DEFAULT_DERIVE_SETTINGS, ...options.settings };
  const uid = boundedWord(claim.metadata.uid);
  // Another uid is another cluster, whatever its name.
  const previous = options.previous?.uid === uid ? options.previous : undefined;
  const notBefore = options.previous?.uid
    ? previous?.phase.since
    : options.previous?.phase.since;

  const context = { previous, now, settings };
  const resources = assessResources(observation, context);
  const claimError = assessError(claim, context);
  const stages = stageProgress(resources, {
    shape: observation.composition,
    stable: isStable(observation, now, settings),
    previous,
  });
  const kubernetesVersion = runningKubernetesVersion(
    observation,
    previous?.kubernetesVersion,
  );
  const connection = deriveConnection(worker, {
    previous: previous?.connection,
    now,
    settings,
  });
  const {
    state: workerState,
    applications,
    summary,
    verdictsDue: due,
  } = yield* deriveWorker(observation, {
    previous,
    before: options.applications,
    connection,
    now,
    settings,
  });
  const timeline = deriveTimeline({
    ...options,
    claim,
    previous,
    stages,
    firstCreated: applications?.firstCreated,
    summary,
    settings,
  });
  const fields = {
    environment: boundedWord(claim.environment),
    region: boundedWord(claim.region),
    owner: boundedWord(claim.owner),
    kubernetesVersionRequested: boundedWord(claim.kubernetesVersion),
    vpcCidr: boundedWord(claim.vpcCidr),
    columns: deriveColumns(claim.columns),
    nodes: deriveNodes(claim.nodes),
  };
  const claimLag = deriveClaimLag(claim, { current: fields, previous, now });
  const state: ClusterState = {
    ref: observation.ref,
    uid,
    ...fields,
    phase: derivePhase({
      claim,
      claimError,
      resources,
      stages,
      decommission: decommissionOf(claim, options),
      pruneConfirmation: deriveClaimPruning(claim, observation.syncedBy),
      workerHeard: connection.lastSeen !== undefined,
      claimChanged: isClaimChanged(claimLag, now),
      runningVersion: kubernetesVersion,
      upSince: timeline.find(s => s.id === 'argocd')?.end,
      previous,
      notBefore,
      now,
      settings,
    }),
    kubernetesVersion,
    ...workerState,
    managementView: deriveManagementView(claim, {
      connection,
      previous,
      now,
    }),
    connection,
    createdAt: toIso(claim.metadata.creationTimestamp),
    expiresAt: toIso(claim.expiresAt),
    timeline,
    cost: deriveCost(observation, settings.prices),
    apiServer: httpUrl(worker?.apiServer) ?? httpUrl(claim.status.endpoint),
    syncedBy: deriveSyncingApplication(observation.syncedBy, settings),
    blocking: deriveBlocking(resources, {
      deleting: claim.metadata.deletionTimestamp !== undefined,
      settings,
    }),
    notices: deriveNotices(claim.conditions, settings),
    claimTracking: deriveClaimTracking(observation, now),
    claimLag,
    unread: deriveUnread(observation.unread, settings),
    errors: errorBegins(claim, claimError, resources),
  };
  state.reasons = deriveReasons(state, {
    resources,
    failures: summary?.repositoryFailures,
    previous,
  });
  return withoutUndefined({
    state: withoutUndefined(state),
    applications: applications?.changes,
    verdictsDue: due,
    known: applications?.known,
  });
}
