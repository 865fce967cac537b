import type {
  ApplicationCondition,
  ApplicationCounts,
  HealthStatus,
  OperationPhase,
  SyncStatus,
} from './argocd';
import type { FindingCounts } from './isolation';
import type { PhaseState, TimelineStage, UsualDurations } from './lifecycle';
import type { SupportLife } from './supportLife';
import type { ReconciliationInterval } from './verdictRules';

/**
 * Names one worker cluster: the management cluster, and namespace and name of its claim there.
 *
 * @public
 */
export interface ClusterRef {
  managementCluster: string;
  namespace: string;
  name: string;
}

/**
 * `<management cluster>/<namespace>/<name>`: unique, and what the database and the API use as a key.
 *
 * @public
 */
export function stringifyClusterRef(ref: ClusterRef): string {
  return `${ref.managementCluster}/${ref.namespace}/${ref.name}`;
}

/**
 * The opposite of {@link stringifyClusterRef}.
 *
 * @throws Error if the text is not three non-empty parts with slashes between them.
 * @public
 */
export function parseClusterRef(text: string): ClusterRef {
  const parts = text.split('/');
  if (parts.length !== 3 || parts.some(part => part === '')) {
    throw new Error(
      `'${text}' is not a cluster reference: expected <management cluster>/<namespace>/<name>`,
    );
  }
  const [managementCluster, namespace, name] = parts;
  return { managementCluster, namespace, name };
}

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
}

/** @public */
export interface ArgoCdComponent {
  /** For example `argocd-server`. */
  name: string;
  ready: number;
  desired: number;
}

/**
 * How the Argo CD of a worker cluster is run.
 *
 * - `helm`: its workloads run in the cluster.
 * - `managed`: a cloud runs it outside the cluster (EKS Capability): Applications, and no workloads.
 * - `agent`: an argocd-agent reports to a principal elsewhere.
 * - `none`: the cluster has no Argo CD.
 * - `unknown`: there may be one, and nothing says which.
 *
 * @public
 */
export const ARGOCD_KINDS = [
  'helm',
  'managed',
  'agent',
  'none',
  'unknown',
] as const;

/** @public */
export type ArgoCdKind = (typeof ARGOCD_KINDS)[number];

/**
 * The Argo CD instance of one worker cluster.
 *
 * @public
 */
export interface ArgoCdInstance {
  /** Absent in what an older release has written. */
  kind?: ArgoCdKind;
  /** For example `v3.1.0`, from the image of `argocd-server`. */
  version?: string;
  /** `url` of `argocd-cm`, if it is an http(s) URL. */
  url?: string;
  /** `available`: every component has all its replicas. `unknown`: no workload was seen. */
  availability: 'available' | 'degraded' | 'unavailable' | 'unknown';
  components: ArgoCdComponent[];
  /** How often it compares each Application, where `argocd-cm` says so. */
  reconciliation?: ReconciliationInterval;
  /**
   * Namespaces besides its own in which it looks after Applications, as `application.namespaces` has them, and whether the
   * portal may read those. Absent for none.
   */
  otherNamespaces?: { patterns: string[]; readable: boolean };
  /** AppProjects that its Applications are in, by name; at most 50. */
  projects?: string[];
  /** Number of repositories that its Applications come from. */
  repositories?: number;
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
  /** Connection to the worker cluster's own API server. */
  connection: ConnectionState;
  /** Name of the catalog entity (`resource:default/<name>`), if the cluster has one. */
  entityRef?: string;
  /** When the claim was created: RFC 3339, UTC. */
  createdAt?: string;
  /** Revision of the fleet (see {@link ListClustersResponse}) in which this row last changed. */
  revision: number;
}

/** @public */
export interface PhaseTransition extends PhaseState {
  /** When the phase ended: RFC 3339, UTC. Absent for the current one. */
  until?: string;
}

/**
 * A composed resource that is not ready.
 *
 * @public
 */
export interface BlockingResource {
  apiVersion: string;
  kind: string;
  name: string;
  /** The resource's name in the Composition. */
  compositionResourceName?: string;
  message: string;
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
export interface ClusterNotice {
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
export interface UnreadKind {
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
  /** How long the versions that run are supported, where that is known. */
  support?: { kubernetes?: SupportLife; argocd?: SupportLife };
  /** Kinds of its composed resources that the portal cannot read: they are missing in the timeline and in `blocking`. */
  unread?: UnreadKind[];
}

/**
 * A revision of an Application's source.
 *
 * - `commit`: a commit of a Git repository, in full.
 * - `reference`: a branch, a tag, `HEAD` or a range of tags. As the revision that was compared it means that Argo CD
 *   could not resolve it.
 * - `chart`: the version of a Helm chart.
 * - `digest`: the digest of an OCI image.
 *
 * @public
 */
export interface ApplicationRevision {
  value: string;
  kind: 'commit' | 'reference' | 'chart' | 'digest';
  /** Link to the commit on its Git host, where the host is known to the portal's `integrations`. */
  url?: string;
}

/**
 * One source of an Application, with what Argo CD made of its target revision.
 *
 * @public
 */
export interface ApplicationSource {
  type: 'git' | 'helm' | 'oci';
  /** As the Application has it, without credentials. */
  repoUrl?: string;
  path?: string;
  chart?: string;
  /** Name of the source among several. */
  name?: string;
  /** Name by which other sources refer to this one. */
  ref?: string;
  targetRevision?: string;
  /** Revision that was compared last (`status.sync`). */
  revision?: ApplicationRevision;
  /** Revision of the last sync that succeeded (`status.history`), if it is another one. */
  deployedRevision?: ApplicationRevision;
}

/**
 * What Argo CD's source hydrator did: it renders the dry source and commits the result to the branch that is synced.
 *
 * @public
 */
export interface ApplicationHydration {
  /** Where the manifests are written by people. */
  drySource: ApplicationSource;
  /** Branch to which the result is pushed first, where it is not the one that is synced. */
  hydrateTo?: string;
  phase?: 'Hydrating' | 'Failed' | 'Hydrated';
  message?: string;
  /** Commit with the result of the last hydration that succeeded. */
  hydratedRevision?: ApplicationRevision;
  /** When the operation finished or, while it runs, started: RFC 3339, UTC. */
  time?: string;
}

/**
 * What made an Application.
 *
 * @public
 */
export interface ApplicationOwner {
  /** `Application`: app of apps. */
  kind: 'Application' | 'ApplicationSet';
  namespace: string;
  name: string;
}

/**
 * A resource that an Application manages, as `status.resources` has it. Its health is there only where Argo CD keeps it in
 * the Application (`resourceHealthSource` is not `appTree`).
 *
 * @public
 */
export interface ApplicationResource {
  group?: string;
  version?: string;
  kind: string;
  namespace?: string;
  name: string;
  sync?: SyncStatus;
  health?: HealthStatus;
  message?: string;
  /** It is in the cluster and no longer in Git: a sync with prune deletes it. */
  requiresPruning?: true;
}

/**
 * Names an object of a worker cluster, as an Application names its resources.
 *
 * @public
 */
export type ResourceRef = Pick<
  ApplicationResource,
  'group' | 'version' | 'kind' | 'namespace' | 'name'
>;

/**
 * Which object is to be read from a worker cluster: one that this Application reports as not healthy or not in sync.
 *
 * @public
 */
export interface ReadResourceRequest {
  application: Pick<Application, 'namespace' | 'name'>;
  resource: ResourceRef;
}

/** @public */
export interface ResourceEvent {
  type: 'Normal' | 'Warning';
  reason: string;
  message?: string;
  count?: number;
  /** When it was seen last: RFC 3339, UTC. */
  time?: string;
}

/**
 * What an object of a worker cluster says of itself, read on request of a person. Texts are untrusted.
 *
 * @public
 */
export interface ResourceReading {
  /** RFC 3339, UTC. */
  readAt: string;
  phase?: string;
  message?: string;
  /** RFC 3339, UTC. */
  deletionTimestamp?: string;
  replicas?: { desired: number; ready: number };
  conditions: Array<{
    type: string;
    status: 'True' | 'False' | 'Unknown';
    reason?: string;
    message?: string;
    lastTransitionTime?: string;
  }>;
  /** The newest first, at most 10; absent if the portal may not read them. */
  events?: ResourceEvent[];
}

/**
 * An Argo CD Application of a worker cluster, as much as the portal keeps of it. Everything is what Argo CD reports;
 * {@link assessedHealth} returns the health that can be trusted.
 *
 * @public
 */
export interface Application {
  namespace: string;
  name: string;
  project?: string;
  health: HealthStatus;
  sync: SyncStatus;
  healthMessage?: string;
  /** Errors first; at most 10. */
  conditions?: ApplicationCondition[];
  operationPhase?: OperationPhase;
  operationMessage?: string;
  /** When the operation finished or, while it runs, started: RFC 3339, UTC. */
  operationTime?: string;
  /** Syncs in a row with which Argo CD's self-heal undid a change in the cluster; absent for none, and before Argo CD 2.14. */
  selfHealAttempts?: number;
  /** In the order of the Application; at most 20. */
  sources: ApplicationSource[];
  hydration?: ApplicationHydration;
  /** Namespace into which it deploys. */
  destinationNamespace?: string;
  owner?: ApplicationOwner;
  /** Number of resources it manages. */
  resources: number;
  /** How many of them are OutOfSync; absent for none. */
  resourcesOutOfSync?: number;
  /**
   * Those of them that are not healthy or not in sync, worst first; where Argo CD keeps no health of resources, also those
   * that may be why the Application is not healthy. At most 10.
   */
  resourceProblems?: ApplicationResource[];
  /** How many of them are Missing, where Argo CD keeps their health in the Application; absent for none. */
  resourcesMissing?: number;
  /** When the Argo CD of the cluster last compared it: RFC 3339, UTC. */
  reconciledAt?: string;
  /** Link into the Argo CD of the cluster. */
  url?: string;
  /** External URLs of its ingresses and load balancers, as its Argo CD reports them: http(s) only, at most 10. */
  externalUrls?: string[];
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

/** Columns by which the list can be sorted. @public */
export const CLUSTER_SORT_FIELDS = [
  'name',
  'environment',
  'region',
  'owner',
  'phase',
  'kubernetesVersion',
  'argocdVersion',
  'health',
  'createdAt',
] as const;

/** @public */
export type ClusterSortField = (typeof CLUSTER_SORT_FIELDS)[number];

/** @public */
export interface ListClustersQuery {
  /** Free text over name, owner, environment and region. */
  search?: string;
  environment?: string[];
  region?: string[];
  owner?: string[];
  phase?: string[];
  health?: string[];
  /** Claim name: exact. */
  name?: string;
  /** Only clusters for which the caller may request this by pull request. */
  may?: 'update' | 'decommission';
  sort?: ClusterSortField;
  order?: 'asc' | 'desc';
  /** 1 to 500; 100 if not given. */
  limit?: number;
  /** From the `nextCursor` of an earlier answer to the same query. */
  cursor?: string;
}

/** @public */
export interface ListClustersResponse {
  items: WorkerCluster[];
  /** Number of clusters that match, over all pages. */
  totalItems: number;
  nextCursor?: string;
  /** Grows with every change of the fleet; also sent in each change signal. */
  revision: number;
}

/** Columns by which applications can be sorted. @public */
export const APPLICATION_SORT_FIELDS = [
  'cluster',
  'name',
  'project',
  'health',
  'sync',
] as const;

/** @public */
export type ApplicationSortField = (typeof APPLICATION_SORT_FIELDS)[number];

/** Which applications of one cluster, and in which order. @public */
export interface ListApplicationsQuery {
  /** Free text over name, namespaces, cluster, project and repository URLs: every word has to occur. */
  search?: string;
  /** Health as {@link assessedHealth} has it. */
  health?: string[];
  sync?: string[];
  operationPhase?: string[];
  project?: string[];
  /** Namespace into which it deploys. */
  namespace?: string[];
  /** Repository URL of one of its sources, in upper or lower case. */
  repo?: string[];
  sort?: ApplicationSortField;
  /** Of health and sync `asc` is best first. */
  order?: 'asc' | 'desc';
  /** 1 to 500; 100 if not given. */
  limit?: number;
  /** From the `nextCursor` of an earlier answer to the same query. */
  cursor?: string;
}

/** @public */
export interface ListApplicationsResponse {
  items: Application[];
  /** Number of applications that match, over all pages. */
  totalItems: number;
  /** When the one of the cluster that was compared longest ago was compared: RFC 3339, UTC. */
  oldestReconciledAt?: string;
  nextCursor?: string;
}

/** Which applications of the fleet, and in which order. @public */
export interface ListFleetApplicationsQuery extends ListApplicationsQuery {
  /** Cluster references, as {@link stringifyClusterRef} writes them. */
  cluster?: string[];
  /** Environments of their clusters. */
  environment?: string[];
}

/** An Application and the cluster that runs it. @public */
export interface FleetApplication extends Application {
  cluster: ClusterRef;
}

/** @public */
export interface ListFleetApplicationsResponse {
  items: FleetApplication[];
  /** Number of applications that match, over all pages. */
  totalItems: number;
  nextCursor?: string;
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

/** @public */
export interface ListClusterEntitiesResponse {
  /** All clusters that have a claim. */
  items: ClusterEntity[];
  /** Management clusters of which nothing is known yet: that they have no clusters does not mean that there are none. */
  unknown: string[];
}

/** Counts of the clusters that the caller may see. @public */
export interface FleetCounts {
  total: number;
  byPhase: Partial<Record<string, number>>;
  byEnvironment: Partial<Record<string, number>>;
  byRegion: Partial<Record<string, number>>;
  byOwner: Partial<Record<string, number>>;
  applications: ApplicationCounts;
  /** Open findings of the isolation rules. */
  findings: FindingCounts;
}

/** @public */
export interface FleetSummary extends FleetCounts {
  revision: number;
}

/** Which clusters of the fleet, and in which order. @public */
export interface FleetQuery
  extends Omit<ListClustersQuery, 'name' | 'may' | 'cursor' | 'limit'> {
  /** 1 to 5000; 1000 if not given. */
  limit?: number;
}

/** What the fleet page shows, in one answer. @public */
export interface FleetResponse {
  /** The first of the clusters that match, up to the limit. */
  clusters: WorkerCluster[];
  /** Number of clusters that match. */
  totalItems: number;
  /** Of all clusters that the caller may see, whether they match or not. */
  summary: FleetCounts;
  /** Absent if the caller may not see them. */
  managementClusters?: ManagementCluster[];
}

/**
 * An answer with the whole fleet may lack the changes of this time, in milliseconds: while everything changes it serves
 * all who may see the same. A page that is told of a change waits so long before its request.
 *
 * @public
 */
export const FLEET_ANSWER_SHARE_MS = 250;

/** Reported by the scaffolder action when it has opened a pull request. @public */
export interface RequestReport {
  namespace: string;
  name: string;
  environment?: string;
  region?: string;
  owner?: string;
  kubernetesVersion?: string;
  vpcCidr?: string;
  /** Entity reference of the requester. */
  requestedBy?: string;
  claimPath: string;
  pullRequest: {
    number: number;
    url: string;
    title: string;
    createdAt: string;
  };
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

/** The signals channel for changes of the fleet; its message is a {@link FleetSignal}. @public */
export const FLEET_SIGNAL_CHANNEL = 'worker-clusters';

/** Signals reach sockets that are not signed in: a number, never data. @public */
export interface FleetSignal {
  revision: number;
  [key: string]: number;
}

/** The events topic on which backend modules hear that clusters changed (payload: {@link FleetChangeEvent}). @public */
export const FLEET_EVENT_TOPIC = 'worker-clusters.changed';

/** @public */
export interface FleetChangeEvent {
  revision: number;
  /** Cluster references that changed or went away. */
  clusters: string[];
  /** Those of them of which something changed that {@link ClusterEntity} has, or that went away. */
  entities: string[];
}

/**
 * The annotation on a catalog entity that names its worker cluster: a reference as
 * {@link stringifyClusterRef} writes it.
 *
 * @public
 */
export const ANNOTATION_CLUSTER = 'worker-clusters.backstage.io/cluster';
