import type {
  Application,
  ArgoCdInstance,
  ApplicationCounts,
  ApplicationMatrix,
  ApplicationMatrixQuery,
  ClusterEntity,
  ClusterRef,
  ClusterRequestVerb,
  ConnectionState,
  FindingCounts,
  FleetCounts,
  FleetQuery,
  FleetResponse,
  FleetSummary,
  HealthStatus,
  IncidentKind,
  ListClustersQuery,
  ListClustersResponse,
  ManagementView,
  ListFleetApplicationsQuery,
  ListFleetApplicationsResponse,
  ListTransitionsQuery,
  ListTransitionsResponse,
  ListIncidentsResponse,
  PendingChange,
  PhaseState,
  PullRequestInfo,
  SyncStatus,
  TimelineStage,
  WorkerCluster,
  WorkerClusterDetails,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { PlatformDefinition } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type { Knex } from 'knex';
import type { ClaimedCluster } from '../observe/types';
import type { FindingStore } from './findings/types';
import type { NotificationStore } from './notifications/types';
import type { RequestQueueStore } from './requestQueue/types';

export type {
  NotificationRecord,
  RequestedCluster,
  RuleFindings,
} from './notifications/types';
export type {
  EvaluationResult,
  QueuedDiff,
  QueuedRequest,
  QueueWritten,
  RequestCount,
} from './requestQueue/types';
import type { ApplicationScope } from './applicationQuery';

/**
 * What `derive/` says of one cluster and the store keeps: everything of {@link WorkerClusterDetails} that is
 * not kept elsewhere (revision, transitions, the pull request). It has no time that moves by itself
 * (`connection.lastSeen` is a column of its own, updated in bulk, which alone is no change).
 */
export interface ClusterState {
  ref: ClusterRef;
  /** uid of the claim: tells a re-creation from a change. Absent for a request. */
  uid?: string;
  environment?: string;
  region?: string;
  owner?: string;
  phase: PhaseState;
  kubernetesVersion?: string;
  kubernetesVersionRequested?: string;
  vpcCidr?: string;
  columns?: Record<string, string>;
  expiresAt?: string;
  argocd?: ArgoCdInstance;
  applications: ApplicationCounts;
  health?: HealthStatus;
  sync?: SyncStatus;
  managementView?: ManagementView;
  connection: ConnectionState;
  createdAt?: string;
  timeline: TimelineStage[];
  nodes?: WorkerClusterDetails['nodes'];
  cost?: WorkerClusterDetails['cost'];
  apiServer?: string;
  syncedBy?: WorkerClusterDetails['syncedBy'];
  blocking: WorkerClusterDetails['blocking'];
  unread?: WorkerClusterDetails['unread'];
  notices?: WorkerClusterDetails['notices'];
  claimTracking?: WorkerClusterDetails['claimTracking'];
  argocdReach?: WorkerClusterDetails['argocdReach'];
  /**
   * Since when (RFC 3339, UTC) Crossplane has not looked at the latest generation of the claim, and whether a field
   * that people change differs. Not served.
   */
  claimLag?: { since: string; changed?: true };
  /**
   * Since when a resource (by uid) reports an error without a break: RFC 3339, UTC. Kept here because Crossplane
   * moves `lastTransitionTime` with every change of the message. Not served.
   */
  errors?: Record<string, string>;
  /** Why it is not as it should be, as far as other clusters may be so for the same reason. Not served. */
  reasons?: ClusterReason[];
}

/** A reason that several clusters may have: what an incident is made of. The findings of isolation are stored apart. */
export interface ClusterReason {
  kind: Exclude<IncidentKind, 'isolation'>;
  /** See `Incident`: a word of a closed set, or one of at most 128 letters, digits, `.`, `:`, `_` and `-`. */
  reason: string;
  /** See `Incident`: bounded. */
  subject?: string;
  /** Since when, as far as the cluster says: RFC 3339, UTC. */
  since?: string;
}

/** What is to be written of the applications of one cluster. */
export interface ApplicationChanges {
  /** Of all applications as they are after the write (`applicationSetHash`). */
  hash: string;
  /**
   * `hash` of the applications that `changed` and `gone` start from: they are refused if the store has others. Absent:
   * `changed` are all that there are.
   */
  base?: string;
  changed: Application[];
  gone: Array<Pick<Application, 'namespace' | 'name'>>;
}

/** Output of `derive/` for one cluster. `applications` is undefined if the worker was not heard in this run: the store keeps what it has. */
export interface DerivedCluster {
  state: ClusterState;
  applications?: ApplicationChanges;
  /** When the verdicts on its applications change by the passing of time alone: milliseconds since the epoch. */
  verdictsDue?: number;
}

/** One pull request that requests a cluster, its change or its removal, as the store keeps it. */
export interface ClusterRequest {
  ref: ClusterRef;
  /** Absent: `create`. */
  verb?: Exclude<ClusterRequestVerb, 'create'>;
  claimPath: string;
  environment?: string;
  region?: string;
  owner?: string;
  kubernetesVersion?: string;
  vpcCidr?: string;
  pullRequest: PullRequestInfo;
}

/** Condition of a permission decision, as it is applied in SQL: adds `where`s to a query over `clusters`. */
export type ClusterFilter = (query: Knex.QueryBuilder) => void;

/** The result of a write: the fleet's revision after it and which clusters changed. */
export interface WriteResult {
  revision: number;
  changed: ClusterRef[];
  /** Those of which something changed that the catalog's entity is made of; absent for none. */
  entities?: ClusterRef[];
  /**
   * Clusters of which nothing was written because the stored applications are not the ones that the changes start from, for
   * example because another replica wrote: derive all of their applications again. Absent if there are none.
   */
  outdated?: ClusterRef[];
}

/** When Argo CD compared an application last. */
export interface ReconciledApplication {
  ref: ClusterRef;
  namespace: string;
  name: string;
  /** RFC 3339, UTC, milliseconds. */
  reconciledAt: string;
}

/** What the catalog's entity of a cluster is made of, and what its link to the claim is made of. */
export type ClusterEntityParts = Omit<ClusterEntity, 'claimUrl'> &
  Pick<WorkerClusterDetails, 'claimPath' | 'claimTracking' | 'phase'>;

/** What the fleet page shows of all clusters that may be seen: the same for each filter, order and page of it. */
export interface FleetTotals {
  summary: FleetCounts;
  /** Number of clusters by management cluster. */
  byManagementCluster: Map<string, number>;
  /** Open findings by cluster. */
  findings: Map<string, FindingCounts>;
  /** Open requests by cluster. */
  pending: Map<string, PendingChange>;
}

/**
 * The database as the rest of the backend sees it. Writes are batched in one transaction and only touch rows of
 * which something that is kept changed; each write that changes something raises the fleet's revision by one.
 *
 * A write with a lease is fenced: it rejects if the replica was declared dead, and leaves out what belongs to another
 * replica by now.
 */
export interface FleetStore {
  readonly findings: FindingStore;
  readonly requestQueue: RequestQueueStore;
  readonly notifications: NotificationStore;

  /** Writes clusters and their applications; records a phase transition when the phase differs from the stored one. */
  writeClusters(
    clusters: DerivedCluster[],
    lease?: Lease,
  ): Promise<WriteResult>;
  /**
   * Removes clusters (claim gone) with all that belongs to them, but keeps requests that are open.
   *
   * @param whose - `any`: also those that belong to another replica
   */
  removeClusters(
    refs: ClusterRef[],
    lease?: Lease,
    whose?: 'own' | 'any',
  ): Promise<WriteResult>;
  /**
   * Marks all clusters of these management clusters that have a claim as waited for, in one statement: their connection is
   * `connecting` until they are written again. For a replica that is the only one.
   *
   * @param since - RFC 3339, UTC
   */
  markWaiting(
    managementClusters: string[],
    since: string,
    lease?: Lease,
  ): Promise<WriteResult>;
  /** Updates `lastSeen` of connections in bulk. No change of the revision. */
  touchConnections(
    entries: Array<{ ref: ClusterRef; lastSeen: string }>,
    lease?: Lease,
  ): Promise<void>;
  /**
   * Updates `reconciledAt` of applications in one transaction. No change of the revision; those that are not stored are
   * skipped.
   */
  touchApplications(
    applications: ReconciledApplication[],
    lease?: Lease,
  ): Promise<void>;
  /** References of all clusters of a management cluster that have (had) a claim: what a complete list is compared with. */
  listRefs(managementCluster: string): Promise<ClusterRef[]>;
  /** State as it is stored: phase and timeline go into the next derivation. */
  getStates(refs: ClusterRef[]): Promise<Map<string, ClusterState>>;

  list(
    query: ListClustersQuery,
    filter?: ClusterFilter,
  ): Promise<ListClustersResponse>;
  /** What the catalog's entities are made of: all clusters that have a claim. */
  listEntityParts(filter?: ClusterFilter): Promise<ClusterEntityParts[]>;
  fleetTotals(filter?: ClusterFilter): Promise<FleetTotals>;
  /** The clusters that the fleet page shows, with what `totals` of the same filter says of them. */
  fleet(
    query: FleetQuery,
    totals: Pick<FleetTotals, 'findings' | 'pending'>,
    filter?: ClusterFilter,
  ): Promise<Pick<FleetResponse, 'clusters' | 'totalItems'>>;
  get(
    ref: ClusterRef,
    filter?: ClusterFilter,
  ): Promise<WorkerClusterDetails | undefined>;
  /** One page of the phases of a cluster, newest first. Undefined if there is no such cluster, or the filter hides it. */
  listTransitions(
    ref: ClusterRef,
    query: ListTransitionsQuery,
    filter?: ClusterFilter,
  ): Promise<StoredTransitions | undefined>;
  /** All applications of one cluster. */
  listApplications(ref: ClusterRef): Promise<Application[]>;
  getApplication(
    ref: ClusterRef,
    application: Pick<Application, 'namespace' | 'name'>,
  ): Promise<Application | undefined>;
  /** One page of the applications of one cluster or of the fleet. */
  searchApplications(
    query: ListFleetApplicationsQuery,
    scope?: ApplicationScope,
  ): Promise<ListFleetApplicationsResponse>;
  /** The clusters that have an application that matches, in the order of their references. */
  findDeployedClusters(
    query: ListFleetApplicationsQuery,
    options: { filter?: ClusterFilter; limit: number },
  ): Promise<ClusterRef[]>;
  /** Of these clusters the ones that there are, without findings and pending changes. */
  listByRef(
    refs: ClusterRef[],
    filter?: ClusterFilter,
  ): Promise<WorkerCluster[]>;
  /** One page of the applications of the fleet, with their versions on the clusters that the filter lets through. */
  applicationMatrix(
    query: ApplicationMatrixQuery,
    filter?: ClusterFilter,
  ): Promise<ApplicationMatrix>;
  /** When the application of a cluster that was compared longest ago was compared: RFC 3339, UTC. */
  oldestReconciledAt(ref: ClusterRef): Promise<string | undefined>;
  summary(filter?: ClusterFilter): Promise<FleetSummary>;
  /** Reasons that several clusters have, of those that the filter lets through. */
  incidents(filter?: ClusterFilter): Promise<ListIncidentsResponse>;
  /** Number of clusters by management cluster. */
  countByManagementCluster(
    filter?: ClusterFilter,
  ): Promise<Map<string, number>>;
  revision(): Promise<number>;
  /**
   * Revision of the fleet in which anything of a cluster last changed: its row, its applications, its requests. Undefined
   * if there is no such cluster, or the filter hides it.
   */
  clusterRevision(
    ref: ClusterRef,
    filter?: ClusterFilter,
  ): Promise<number | undefined>;

  /** Keyed by the claim and the pull request's number. Belongs to no replica. */
  saveRequests(requests: ClusterRequest[], lease?: Lease): Promise<WriteResult>;
  /** Newest request for each cluster itself. */
  getRequests(refs: ClusterRef[]): Promise<Map<string, ClusterRequest>>;
  /** Newest merged request to remove each cluster. */
  getDecommissions(refs: ClusterRef[]): Promise<Map<string, ClusterRequest>>;
  listOpenRequests(): Promise<ClusterRequest[]>;

  /** Remembers that a reminder is published. Returns false if it was before. */
  takeReminder(reminder: LifetimeReminder, now: Date): Promise<boolean>;

  /** Writes how a management cluster is reached and what its claims are. Returns whether what is served changed. */
  writeManagementCluster(
    cluster: StoredManagementCluster,
    definition: PlatformDefinition | undefined,
    lease?: Lease,
  ): Promise<boolean>;
  /** Updates `lastSeen` of management clusters that are stored. */
  touchManagementClusters(
    entries: Array<{ name: string; lastSeen: string }>,
    lease?: Lease,
  ): Promise<void>;
  /** By name. */
  getManagementClusters(): Promise<Map<string, StoredManagementCluster>>;
  getClaimDefinition(
    managementCluster: string,
  ): Promise<PlatformDefinition | undefined>;

  /**
   * Writes claims for the replicas that own the clusters. Undefined: the claim is gone. What is not synced takes the place
   * of nothing that is stored.
   */
  writeClaims(
    claims: Array<{ ref: ClusterRef; claimed: ClaimedCluster | undefined }>,
    lease: Lease,
  ): Promise<void>;
  /** Clusters of a management cluster that have a claim in the database. */
  listClaims(managementCluster: string): Promise<ClusterRef[]>;
  getClaim(ref: ClusterRef): Promise<ClaimedCluster | undefined>;
  /**
   * Reads what was written for the owners of clusters after a sequence, in its order.
   *
   * @param known - management clusters of which the claims are not read
   */
  readInputs(options: {
    after: number;
    limit: number;
    known: string[];
  }): Promise<ClusterInput[]>;
}

/** A page of phases as the store has it; how long they are kept is configured. */
export type StoredTransitions = Omit<ListTransitionsResponse, 'keptSeconds'>;

/** That the lifetime of a cluster ends: the payload of an event of the topic `worker-clusters.lifetime`. */
export interface LifetimeReminder {
  cluster: ClusterRef & { environment: string };
  /** Entity reference. */
  owner?: string;
  /** When the lifetime ends: RFC 3339, UTC. */
  expiresAt: string;
  /** Days that are left at most: 7 or 1; 0 when the lifetime is over. */
  daysLeft: number;
}

/** How a management cluster is reached. */
export interface StoredManagementCluster {
  name: string;
  connection: ConnectionState;
  /** Whether all its claims have been written once: from then on absence means that a cluster is gone. */
  listed: boolean;
  argocdInstalled?: boolean;
}

/** That a claim or a request of a cluster changed. */
export interface ClusterInput {
  ref: ClusterRef;
  sequence: number;
  /** Undefined: there is no claim (any more), or it was not read. */
  claimed?: ClaimedCluster;
}

/**
 * Proves that a replica is registered. Each registration has a generation of its own: what a replica read before it was
 * declared dead cannot be written with the lease of a later one. A write without a lease is one of the only replica.
 */
export interface Lease {
  /** Id of the replica. */
  replica: string;
  generation: number;
}

/** The ids of the replicas that are alive. */
export interface LiveReplicas {
  replicas: string[];
}

/** The registered replicas. */
export interface ReplicaStore {
  /** Registers a replica under a new generation. */
  register(id: string): Promise<LiveReplicas & { lease: Lease }>;
  /**
   * Says that the replica is alive, and removes those that are not. Returns undefined if the replica itself was declared
   * dead.
   */
  heartbeat(lease: Lease): Promise<LiveReplicas | undefined>;
  /** Hands over what the replica has at once. */
  deregister(lease: Lease): Promise<void>;
}
