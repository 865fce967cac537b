import type { WatchFigures } from './ObserveMetrics';
import type { PlatformDefinition } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type {
  Application,
  ApplicationReading,
  ClusterRef,
  ConnectionState,
  Message,
  ResourceReading,
  ResourceRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** What the portal keeps of any Kubernetes object's metadata. Times are RFC 3339, UTC. */
export interface ObjectMeta {
  uid: string;
  name: string;
  namespace?: string;
  generation?: number;
  creationTimestamp: string;
  deletionTimestamp?: string;
  annotations?: Record<string, string>;
}

/** A condition as Kubernetes and Crossplane write it. */
export interface Condition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
  /** Generation of the object that the condition speaks of, where the writer says so (Crossplane does). */
  observedGeneration?: number;
}

/** What is kept of a claim (Crossplane v1) or a namespaced composite resource (Crossplane v2). */
export interface ClaimObservation {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  environment?: string;
  region?: string;
  owner?: string;
  requestedBy?: string;
  /** Annotation `<API group>/expires-at`: RFC 3339, UTC. */
  expiresAt?: string;
  kubernetesVersion?: string;
  vpcCidr?: string;
  nodes?: { size?: string; min?: number; max?: number };
  /** Values of the columns that are configured, by their ids. */
  columns?: Record<string, string>;
  /** Of a network with a NAT gateway in each zone; `zones` are those that the claim names. */
  network?: { nat: 'perZone'; zones?: string[] };
  conditions: Condition[];
  /** From `status`, of the claim or of its composite resource. */
  status: {
    endpoint?: string;
    clusterStatus?: string;
    version?: string;
    portalSecretName?: string;
    /** What the management cluster saw of the worker's Applications. */
    applications?: {
      sync?: string;
      health?: string;
      revision?: string;
      observedAt?: string;
    };
    /** ARN of an EKS cluster. */
    arn?: string;
  };
}

/** What is kept of a composed resource. */
export interface ComposedResource {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  /** Annotation `crossplane.io/composition-resource-name`. */
  compositionResourceName?: string;
  /** Annotation `worker-clusters.backstage.io/stage`. */
  stage?: string;
  /** Annotation `crossplane.io/external-name`. */
  externalName?: string;
  conditions: Condition[];
}

/**
 * The resources that a Composition creates, by their name in it, with their stage; without Usages and Secrets, which the
 * portal does not watch.
 */
export interface CompositionShape {
  name: string;
  /** Kind of the composite resources that it is for. */
  compositeType?: { apiVersion: string; kind: string };
  resources: Array<{
    name: string;
    /** Empty where a patch set gives it. */
    apiVersion?: string;
    kind: string;
    /** Kind of what an `Object` makes in the worker cluster. */
    makes?: string;
    stage?: string;
  }>;
}

/** A condition as Argo CD writes it: without a status, present as long as it holds. */
export interface ArgoCondition {
  type: string;
  message?: string;
  lastTransitionTime?: string;
}

/** A source of an Application, with the revisions that Argo CD reports of it. URLs carry no credentials. */
export interface ArgoSource {
  repoUrl?: string;
  path?: string;
  chart?: string;
  name?: string;
  ref?: string;
  targetRevision?: string;
  /** From `status.sync`: what was compared last. */
  revision?: string;
  /** From the newest entry of `status.history`: what the last sync that succeeded deployed. */
  deployedRevision?: string;
}

/** Argo CD's source hydrator, of an Application that uses it. */
export interface ArgoHydrator {
  /** Its `revision` is the commit that was looked at last, its `deployedRevision` the one that was hydrated last. */
  drySource: ArgoSource;
  /** Branch to which the result is pushed, where it is not the one that is synced. */
  hydrateTo?: string;
  phase?: string;
  message?: string;
  hydratedRevision?: string;
  time?: string;
}

/** A resource of an Application, as `status.resources` has it. */
export interface ArgoResource {
  group?: string;
  version?: string;
  kind: string;
  namespace?: string;
  name: string;
  sync?: string;
  health?: string;
  message?: string;
  requiresPruning?: true;
}

/** What is kept of an Argo CD Application: of the management Argo CD or of a worker's. */
export interface ArgoApplication {
  metadata: ObjectMeta;
  project?: string;
  /** At most 30, sorted by key; absent for none. */
  labels?: Record<string, string>;
  /** `status.summary.images`, at most 5; absent for none. */
  images?: string[];
  health?: string;
  healthMessage?: string;
  sync?: string;
  /** Errors first. */
  conditions: ArgoCondition[];
  operationPhase?: string;
  operationMessage?: string;
  operationTime?: string;
  /** `status.operationState.operation.sync.autoHealAttemptsCount`: 2.14 and later. */
  selfHealAttempts?: number;
  sources: ArgoSource[];
  hydrator?: ArgoHydrator;
  destinationServer?: string;
  destinationName?: string;
  destinationNamespace?: string;
  reconciledAt?: string;
  /** What its ingresses and load balancers answer to: `status.summary.externalURLs`. */
  externalUrls: string[];
  resourceCount: number;
  /**
   * Those that are not healthy or not in sync, worst first, and without a known health those that may be why the Application
   * is not; at most 10. Absent for none.
   */
  resourceProblems?: ArgoResource[];
  outOfSyncCount: number;
  /** Of those whose health Argo CD keeps in the Application (`resourceHealthSource` is not `appTree`). */
  missingCount: number;
  /** Names `<namespace>/<name>` of the Applications among its resources (app of apps). */
  childApplications: string[];
  /** Name of the ApplicationSet in its owner references. */
  applicationSet?: string;
  /** Annotation `argocd.argoproj.io/tracking-id`. */
  trackingId?: string;
  /** Label `app.kubernetes.io/instance`: what Argo CD tracks by where it tracks by label, and Helm's release name else. */
  instanceLabel?: string;
}

/** What is kept of a Deployment or StatefulSet of a worker's Argo CD. */
export interface ArgoWorkload {
  name: string;
  /** Image of the first container, for example `quay.io/argoproj/argocd:v3.1.0`. */
  image?: string;
  desired: number;
  ready: number;
}

/**
 * Something the portal looked at, why it did not, or that it has not yet in this run of the process: what is stored is
 * still the best that is known.
 */
export type Looked<T> =
  | { value: T }
  | { notChecked: Message }
  | { pending: true };

/** What is kept of an AppProject. */
export interface ArgoProject {
  name: string;
  namespace?: string;
  sourceRepos: string[];
  destinations: Array<{ server?: string; name?: string; namespace?: string }>;
  /** `name` is a pattern of names (Argo CD 3.3 and newer); absent: every name. */
  clusterResourceWhitelist: Array<{
    group: string;
    kind: string;
    name?: string;
  }>;
  /** Absent: every namespaced kind. */
  namespaceResourceWhitelist?: Array<{ group: string; kind: string }>;
  /** A list had more entries than are kept. */
  truncated?: true;
}

/** What is kept of ConfigMap `argocd-cm`. Absent: Argo CD's default. */
export interface ArgoSettings {
  url?: string;
  /** `timeout.reconciliation` and `timeout.reconciliation.jitter`, as written. */
  reconciliation: { timeout?: string; jitter?: string };
  /** `users.anonymous.enabled` */
  anonymous?: string;
  /** `admin.enabled` */
  admin?: string;
  /** `exec.enabled` */
  exec?: string;
}

/** What an identity may do, as the API server answers a SelfSubjectRulesReview. */
export interface IdentityRights {
  /** Namespace of the review; rules of ClusterRoleBindings are among the answer. */
  namespace: string;
  rules: Array<{
    verbs: string[];
    apiGroups: string[];
    resources: string[];
    resourceNames?: string[];
  }>;
  /** An authorizer of the server cannot list its rules, or there were more than are kept. */
  incomplete?: true;
}

/** An Application of the management Argo CD whose destination is not the management cluster. */
export interface ForeignApplication {
  name: string;
  namespace?: string;
  server?: string;
  destinationName?: string;
}

/** Age of a credential. Times are RFC 3339, UTC. */
export interface CredentialAge {
  /** The object that has it. */
  object: { kind: string; namespace?: string; name: string };
  /** `iat` of the token. */
  issuedAt?: string;
  /** When the Secret's data was last written. */
  writtenAt?: string;
}

/** What the isolation rules read of one API server besides what is observed anyway. */
export interface ServerIsolation {
  /** Namespace of the Argo CD. */
  argocdNamespace: string;
  /** Names of the cluster Secrets in Argo CD's namespace; their data is never requested. */
  clusterSecrets: Looked<string[]>;
  /** One entry for each namespace that was reviewed. */
  rights: Looked<IdentityRights[]>;
  credential: Looked<CredentialAge>;
}

export interface WorkerIsolation extends ServerIsolation {
  projects: Looked<ArgoProject[]>;
  /** Undefined: there is no ConfigMap `argocd-cm`. */
  settings: Looked<ArgoSettings | undefined>;
  /** Other clusters whose Secret holds the same token, and those that lead to the same API server. */
  sharedCredential: ClusterRef[];
  sharedServer: ClusterRef[];
}

export interface ManagementIsolation extends ServerIsolation {
  /** Those that no worker cluster is recognised in. */
  foreignApplications: Looked<ForeignApplication[]>;
}

export interface WorkerObservation {
  connection: ConnectionState;
  /** https URL of the API server that the portal reads. */
  apiServer?: string;
  /** `gitVersion` of the API server, for example `v1.34.1`. */
  serverVersion?: string;
  workloads: ArgoWorkload[];
  /** `data.url` of ConfigMap `argocd-cm`. */
  argocdUrl?: string;
  /** `timeout.reconciliation` and `timeout.reconciliation.jitter` of ConfigMap `argocd-cm`: Go durations. */
  argocdReconciliation?: { timeout?: string; jitter?: string };
  applications: ArgoApplication[];
  /** False: the server does not know the kind. */
  applicationsServed?: boolean;
  /**
   * Namespaces besides Argo CD's own in which it looks after Applications, as it is configured (names, globs, regular
   * expressions), and whether the portal may read them. Absent: none, or that is not known.
   */
  otherNamespaces?: { patterns: string[]; readable: boolean };
  /**
   * True once each watch has listed in this run of the process: before that, absence means nothing
   * and what the store knows of the worker is kept.
   */
  complete: boolean;
  /** Absent while there is no credential. */
  isolation?: WorkerIsolation;
}

/** A kind of composed resources of which the portal sees nothing, though a cluster has some. */
export interface UnreadCollection extends Message {
  apiVersion: string;
  kind: string;
}

/** What became of reading an object on demand; the message is for people. */
export type ReadOutcome<T = ResourceReading> =
  | { value: T }
  | ({ status: 'forbidden' | 'notFound' | 'unreachable' } & Message);

/** Everything that is known of one worker cluster at one moment: the input of `derive/`. */
export interface ClusterObservation {
  ref: ClusterRef;
  /**
   * Set while the first lists of this run of the process are still being read: what is missing then means nothing.
   */
  notSynced?: true;
  /** Absent once the claim is gone. */
  claim?: ClaimObservation;
  /** The composite resource behind a Crossplane v1 claim; for v2 the claim is the composite resource. */
  composed: ComposedResource[];
  /** What is missing in `composed` because the portal cannot read it. */
  unread?: UnreadCollection[];
  composition?: CompositionShape;
  /** Name of the Composition in the composite resource, whether there is such a one or not. */
  compositionName?: string;
  /** Name of the XRD's default Composition; undefined if it names none. */
  defaultComposition?: string;
  /** Names of the Compositions that a claim of its kind may use: of the configuration, else the XRD's default. */
  allowedCompositions?: string[];
  /** Applications of the management Argo CD that deploy into this cluster. */
  managementApplications?: Looked<ForeignApplication[]>;
  /**
   * Who keeps the claim in step with Git: an Application of the management Argo CD (`argocd`), no Application (`none`),
   * or there is no Argo CD that could (`noArgoCd`). Undefined while that is not known.
   */
  claimTracking?: 'argocd' | 'none' | 'noArgoCd';
  /** The management Argo CD's Application that syncs the claim. */
  syncedBy?: ArgoApplication;
  worker?: WorkerObservation;
}

/** What the management cluster knows of one worker cluster. */
export type ClaimedCluster = Omit<ClusterObservation, 'worker'>;

/** What of the fleet this process observes. */
export interface Assignment {
  /** Of a management cluster by its name, of a worker cluster by its reference as text. */
  owns(key: string): boolean;
  /** Whether other replicas observed a part of it until now: what they wrote stands until a worker has been heard. */
  handover: boolean;
}

export interface ManagementObservation {
  name: string;
  title: string;
  connection: ConnectionState;
  /** True once claims have been listed in this run of the process: before that, absence means nothing. */
  complete: boolean;
  /** Kinds of composed resources that cannot be read, with the clusters that have some. */
  unread: Array<UnreadCollection & { clusters: ClusterRef[] }>;
  /** Whether the server serves Argo CD's Applications; undefined until that is known. */
  argocdInstalled?: boolean;
  isolation?: ManagementIsolation;
}

/** What changed: clusters by reference, management clusters by name. */
export interface FleetChange {
  /** Of those that are observed here. */
  clusters: ClusterRef[];
  /** Whose claims changed: of the management clusters that are observed here, whoever observes the worker. */
  claims: ClusterRef[];
  managementClusters: string[];
}

/** A management cluster of the configuration. */
export interface ConfiguredManagementCluster {
  name: string;
  title: string;
  /** Why it is not observed: what is wrong with its configuration. */
  problem?: string;
}

/** What the observer does and has done, for metrics. */
export interface ObserveFigures {
  watches: WatchFigures[];
  /** Pages of workers' lists: read now, stalled, and waiting for their turn. */
  pages: { reading: number; stalled: number; waiting: number };
}

/**
 * The observing half of the backend as the rest sees it. It holds the latest observation of every cluster that is
 * assigned to this process in memory and says which clusters changed; it derives nothing and never writes to the
 * database.
 */
export interface FleetObserver {
  /** Observes what is assigned until the signal aborts; then `stopped` resolves. */
  start(signal: AbortSignal): void;
  readonly stopped: Promise<void>;
  /** Starts to observe what is assigned, and stops to observe the rest. Before the first call nothing is assigned. */
  assign(assignment: Assignment | undefined): void;
  /** Takes a claim that another replica observed. Undefined: it is gone. */
  tellClaim(ref: ClusterRef, claimed: ClaimedCluster | undefined): void;
  /** All claims that another replica observed in a management cluster have been told. Holds until the next `assign`. */
  tellComplete(managementCluster: string): void;
  /**
   * Adds a listener that is called with each change at once, as often as it happens: it marks what changed in a queue and
   * returns. It must not throw. A cluster whose claim is gone is named once more.
   */
  subscribe(listener: (change: FleetChange) => void): void;
  /** How a worker is reached; undefined if it is not observed here. Costs less than `getCluster`. */
  getWorkerConnection(ref: ClusterRef): ConnectionState | undefined;
  /** Undefined if the cluster has no claim (any more), or is not observed here. */
  getCluster(ref: ClusterRef): ClusterObservation | undefined;
  /** Clusters that are observed here. */
  listClusters(managementCluster: string): ClusterRef[];
  /** Whether all claims of the management cluster are known, here or by telling: absence means that a cluster is gone. */
  isComplete(managementCluster: string): boolean;
  /** Undefined if there is none (any more), or the management cluster is not observed here. */
  getClaim(ref: ClusterRef): ClaimedCluster | undefined;
  listClaims(managementCluster: string): ClusterRef[];
  /** All that are configured, whoever observes them. */
  readonly configured: ReadonlyArray<ConfiguredManagementCluster>;
  /** Whether the name of one that is configured cannot be read: it may be any of those that are stored. */
  readonly hasUnnamed: boolean;
  /** Those that are observed here. */
  listManagementClusters(): ManagementObservation[];
  /**
   * What a claim is and what is made of it, as the XRD and its default Composition say; undefined as long as that is not
   * known here.
   */
  getClaimDefinition(managementCluster: string): PlatformDefinition | undefined;
  figures(): ObserveFigures;
  /**
   * Reads one object from a worker cluster, on request of a person. Undefined if the portal has no connection to that
   * cluster.
   *
   * @param status - what the claim says of the worker, for one that is not observed here
   */
  readResource(
    ref: ClusterRef,
    resource: ResourceRef,
    status?: ClaimObservation['status'],
  ): Promise<ReadOutcome | undefined>;
  /** Reads one Application from a worker cluster, as {@link FleetObserver.readResource} reads its resources. */
  readApplication(
    ref: ClusterRef,
    application: Pick<Application, 'namespace' | 'name'>,
    status?: ClaimObservation['status'],
  ): Promise<ReadOutcome<ApplicationReading> | undefined>;
  /**
   * Reads the claim itself from the management cluster, on request of a person: untrusted JSON, as the server has it.
   * Undefined if no such management cluster is configured.
   *
   * @param kind - of the claim, as it was observed
   */
  readClaim(
    ref: ClusterRef,
    kind: Pick<ClaimObservation, 'apiVersion' | 'kind'>,
  ): Promise<ReadOutcome<unknown> | undefined>;
  /**
   * Address and token of a worker's API server, for the kubernetes backend plugin: as known here, or read from the
   * management cluster. Undefined if there is none that can be used.
   *
   * @param status - what the claim says of the worker, for one that is not observed here
   * @throws Error if the management cluster does not answer, or too many are requested
   */
  getAccess(
    ref: ClusterRef,
    status?: ClaimObservation['status'],
  ): Promise<{ server: string; caData?: string; token: string } | undefined>;
}
