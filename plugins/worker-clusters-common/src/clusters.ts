import type { ApplicationCounts, HealthStatus, SyncStatus } from './argocd';
import type { ArgoCdInstance, ArgoCdReach } from './argocdInstance';
import type { ClusterRef } from './clusterRef';
import type { FindingCounts } from './isolation';
import type { PhaseState, TimelineStage, UsualDurations } from './lifecycle';
import type { CodedMessage, Message } from './messages';
import type { PendingChange } from './requestQueue';
import type { SupportLife } from './supportLife';

/**
 * How the portal reaches one API server.
 *
 * - `connecting`: no answer yet since the portal started.
 * - `live`: every watch is up.
 * - `stale`: the connection was cut and is being resumed; the last known state is shown.
 * - `paused`: the server used up its budget (events, bytes, time to parse); the portal reads nothing of it for a while, and
 *   the last known state is shown.
 * - `unauthorized`: the server refuses the credential (401).
 * - `forbidden`: the credential may not read what the portal needs (403).
 * - `unreachable`: no connection, or no sound answer.
 * - `unknown`: the portal has no credential or address for it (yet).
 *
 * @public
 */
export type ConnectionStatus =
  | 'connecting'
  | 'live'
  | 'stale'
  | 'paused'
  | 'unauthorized'
  | 'forbidden'
  | 'unreachable'
  | 'unknown';

/** @public */
export interface ConnectionState {
  status: ConnectionStatus;
  /** When this status began: RFC 3339, UTC. */
  since: string;
  /** When the server last sent a valid answer: RFC 3339, UTC. The age of the state that is shown. */
  lastSeen?: string;
  /** The problem and what to do about it, for a person. */
  message?: string;
  /** Of the message. */
  messageCode?: CodedMessage;
}

/**
 * The pull request that requests a cluster.
 *
 * @public
 */
export interface PullRequestInfo {
  number: number;
  url: string;
  title: string;
  state: 'open' | 'merged' | 'closed';
  /** Entity reference of the requester, for example `user:default/guest`. */
  requestedBy?: string;
  /** RFC 3339, UTC. */
  createdAt: string;
  /** When it was merged or closed: RFC 3339, UTC. */
  finishedAt?: string;
}

/**
 * What the management cluster saw of the Applications of a worker: sync and health of the one Application that the
 * Composition makes, which has all others in it.
 *
 * @public
 */
export interface ManagementView {
  sync: SyncStatus;
  health: HealthStatus;
  revision?: string;
  /** When the worker's Argo CD had compared it, as far as the management cluster saw: RFC 3339, UTC. */
  observedAt?: string;
}

/**
 * One row of the fleet page.
 *
 * @public
 */
export interface WorkerCluster extends ClusterRef {
  environment?: string;
  region?: string;
  /** Entity reference, for example `group:default/payments`. */
  owner?: string;
  phase: PhaseState;
  /** Kubernetes version that runs (or did when it was last seen); absent as long as none does. */
  kubernetesVersion?: string;
  /** Kubernetes version in the claim. */
  kubernetesVersionRequested?: string;
  /** Address range of the cluster's network in the claim, for example `10.42.0.0/16`. */
  vpcCidr?: string;
  /** Values of the columns that the configuration adds ({@link FleetColumn}), by their ids. Untrusted text. */
  columns?: Record<string, string>;
  argocd?: ArgoCdInstance;
  applications: ApplicationCounts;
  /** Worst health of all applications; absent if none is known. */
  health?: HealthStatus;
  /** Worst sync status of all applications; absent if none is known. */
  sync?: SyncStatus;
  /** A second source, while the portal does not hear the cluster itself. */
  managementView?: ManagementView;
  /** Open findings of the isolation rules; absent if there are none. */
  findings?: FindingCounts;
  /** The newest open pull request for the cluster; absent if there is none. */
  pending?: PendingChange;
  /** Connection to the worker cluster's own API server. */
  connection: ConnectionState;
  /** Name of the catalog entity (`resource:default/<name>`), if the cluster has one. */
  entityRef?: string;
  /** When the claim was created: RFC 3339, UTC. */
  createdAt?: string;
  /** When its lifetime ends, by the claim: RFC 3339, UTC. Absent if it has no end. */
  expiresAt?: string;
  /** Revision of the fleet (see {@link ListClustersResponse}) in which this row last changed. */
  revision: number;
}

/** @public */
export interface PhaseTransition extends PhaseState {
  /** When the phase ended: RFC 3339, UTC. Absent for the current one. */
  until?: string;
}

/**
 * One page of the phases of a cluster.
 *
 * @public
 */
export interface ListTransitionsQuery {
  /** `nextCursor` of an earlier answer. */
  cursor?: string;
  /** At most 100; 50 by default. */
  limit?: number;
}

/** @public */
export interface ListTransitionsResponse {
  /** Newest first; the first one of the first page is the phase that the cluster is in. */
  items: PhaseTransition[];
  /** Absent on the last page. */
  nextCursor?: string;
  /** How long phases that are over are kept (`workerClusters.history.retention`). */
  keptSeconds: number;
  /** How many of them are kept at most. */
  keptPhases: number;
}

/**
 * A composed resource that is not ready.
 *
 * @public
 */
export interface BlockingResource extends Message {
  apiVersion: string;
  kind: string;
  name: string;
  /** The resource's name in the Composition. */
  compositionResourceName?: string;
}

/**
 * A pull request that changes or removes a cluster that exists.
 *
 * @public
 */
export interface ClusterChange {
  verb: 'update' | 'decommission';
  pullRequest: PullRequestInfo;
}

/**
 * A condition of the composite resource that people should know of.
 *
 * @public
 */
export interface ClusterNotice extends Message {
  /** The condition's reason, for example `WatchCircuitOpen`. */
  reason: string;
  /** What it means, with Crossplane's own message in brackets. Untrusted text. */
  message: string;
}

/**
 * A kind of composed resources that the portal cannot read in the management cluster.
 *
 * @public
 */
export interface UnreadKind extends Message {
  apiVersion: string;
  kind: string;
  /** What the server said, and what to do. Untrusted text. */
  message: string;
}

/**
 * Everything the cluster page shows.
 *
 * @public
 */
export interface WorkerClusterDetails extends WorkerCluster {
  timeline: TimelineStage[];
  /** How long the stages usually take, by stage; of those alone that enough clusters have passed. */
  usualDurations?: UsualDurations;
  transitions: PhaseTransition[];
  pullRequest?: PullRequestInfo;
  /** Open pull requests that change or remove the cluster, oldest first. */
  openChanges?: ClusterChange[];
  /** Path of the claim in the GitOps repository, and a link to it. */
  claimPath?: string;
  claimUrl?: string;
  /** Node size and bounds from the claim, as they stand there. */
  nodes?: { size?: string; min?: number; max?: number };
  /** A month, with the lowest and the highest number of nodes; absent where no price is configured. */
  cost?: { currency: string; monthly: { min: number; max: number } };
  /** Address of the worker's API server. */
  apiServer?: string;
  /** The Application of the management Argo CD that syncs the claim. */
  syncedBy?: {
    name: string;
    sync: SyncStatus;
    health: HealthStatus;
    revision?: string;
    message?: string;
  };
  /**
   * Who keeps the claim in step with Git: an Application of the management Argo CD (`argocd`), no Application (`none`: the
   * claim was applied by hand), or the management cluster has no Argo CD (`noArgoCd`). Absent while that is not known.
   */
  claimTracking?: 'argocd' | 'none' | 'noArgoCd';
  /** Notices about how Crossplane reconciles the cluster, with what they mean. */
  notices?: ClusterNotice[];
  blocking: BlockingResource[];
  /** Absent until the worker has been heard. */
  argocdReach?: ArgoCdReach;
  /** How long the versions that run are supported, where that is known. */
  support?: { kubernetes?: SupportLife; argocd?: SupportLife };
  /** Kinds of its composed resources that the portal cannot read: they are missing in the timeline and in `blocking`. */
  unread?: UnreadKind[];
}

/**
 * A management cluster and how the portal reaches it.
 *
 * @public
 */
export interface ManagementCluster {
  name: string;
  title: string;
  connection: ConnectionState;
  /** Number of worker clusters known from it. */
  clusters: number;
  /** Whether it serves Argo CD's Applications; absent until that is known. */
  argocdInstalled?: boolean;
}

/**
 * What the catalog's entity of a cluster is made of. Phase, health and connection are not in it: they change all the
 * time.
 *
 * @public
 */
export interface ClusterEntity
  extends ClusterRef,
    Pick<
      WorkerClusterDetails,
      | 'environment'
      | 'region'
      | 'owner'
      | 'createdAt'
      | 'apiServer'
      | 'claimUrl'
    > {
  argocdUrl?: string;
}

/**
 * What another backend plugin needs to reach a worker cluster's API server.
 * Served to the kubernetes backend plugin only, never stored, never logged.
 *
 * @public
 */
export interface ClusterAccess {
  ref: ClusterRef;
  title: string;
  /** https URL */
  server: string;
  /** PEM certificates, base64. */
  caData?: string;
  token: string;
}
