import type { CodedMessage, Message } from './messages';

/**
 * The lifecycle phases of a worker cluster, in the order in which a cluster passes through them.
 *
 * - `requested`: the pull request that adds the claim is open.
 * - `merged`: the claim is in Git, but not in the management cluster yet.
 * - `provisioning`: Crossplane builds network, identity, control plane and nodes.
 * - `installing`: the nodes are there, Crossplane installs Argo CD.
 * - `ready`: the cluster and its Argo CD are up. Independent of the applications.
 * - `updating`: the cluster was ready and a change of its claim is being applied.
 * - `degraded`: the cluster was ready and a part of it is not any more.
 * - `awaiting-confirmation`: the claim's file is gone from Git; the management Argo CD waits until somebody confirms that
 *   it deletes the claim.
 * - `deleting`: the claim is being deleted.
 * - `failed`: provisioning reports an error that has lasted.
 * - `closed`: the pull request was closed without a merge.
 *
 * @public
 */
export const LIFECYCLE_PHASES = [
  'requested',
  'merged',
  'provisioning',
  'installing',
  'ready',
  'updating',
  'degraded',
  'awaiting-confirmation',
  'deleting',
  'failed',
  'closed',
] as const;

/** @public */
export type LifecyclePhase = (typeof LIFECYCLE_PHASES)[number];

/**
 * A phase with its explanation: a sentence for a person, which may contain text from a cluster.
 *
 * @public
 */
export interface PhaseState extends Message {
  phase: LifecyclePhase;
  /** A CamelCase word a machine can compare, for example `ControlPlaneCreating`. */
  reason: string;
  /** When this phase began: RFC 3339, UTC. */
  since: string;
}

/**
 * The stages of a cluster's timeline, in order.
 *
 * @public
 */
export const TIMELINE_STAGES = [
  'requested',
  'merged',
  'network',
  'identity',
  'control-plane',
  'nodes',
  'argocd',
  'applications',
] as const;

/** @public */
export type TimelineStageId = (typeof TIMELINE_STAGES)[number];

/**
 * The annotation on a composed resource (set by the Composition) that names its stage of the timeline:
 * one of {@link TIMELINE_STAGES}.
 *
 * @public
 */
export const ANNOTATION_STAGE = 'worker-clusters.backstage.io/stage';

/**
 * - `waiting`: an earlier stage is not done.
 * - `active`: being worked on.
 * - `done`: everything that the stage expects is ready.
 * - `failed`: something in the stage reports an error.
 *
 * @public
 */
export type TimelineStageState = 'waiting' | 'active' | 'done' | 'failed';

/**
 * How long a stage usually takes, learnt from the fleet's own history.
 *
 * @public
 */
export interface UsualDuration {
  medianSeconds: number;
  /** Nine of ten took no longer. */
  p90Seconds: number;
  /** Number of clusters that it is learnt from. */
  samples: number;
  /** Which clusters: of the same region and Kubernetes minor version, of the same region, or all. */
  scope: 'regionAndVersion' | 'region' | 'fleet';
}

/** @public */
export type UsualDurations = Partial<Record<TimelineStageId, UsualDuration>>;

/** @public */
export interface TimelineStage {
  id: TimelineStageId;
  state: TimelineStageState;
  /** RFC 3339, UTC. Absent as long as nothing of the stage exists. */
  begin?: string;
  /** RFC 3339, UTC. Absent as long as the stage is not done. */
  end?: string;
  /** Number of things (composed resources, applications) that are ready. */
  ready: number;
  /** Number of resources that the stage expects, according to the Composition. */
  expected: number;
  /** What blocks the stage. Untrusted text. */
  message?: string;
  /** Of a fixed sentence; absent for a resource's own words. */
  messageCode?: CodedMessage;
}
