import type {
  ApplicationCondition,
  HealthStatus,
  OperationPhase,
  SyncStatus,
} from './argocd';
import type { ClusterRef } from './clusterRef';
import type { WorkerCluster } from './clusters';

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
  /** Labels of the Application itself; at most 30. Absent for none. */
  labels?: Record<string, string>;
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
  /** Container images of its resources (`status.summary.images`); at most 5. Absent for none. */
  images?: string[];
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

/** An Application and the cluster that runs it. @public */
export interface FleetApplication extends Application {
  cluster: ClusterRef;
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
  /** Free text over name, namespaces, cluster, project, repository URLs and images: every word has to occur. */
  search?: string;
  /**
   * Health as {@link assessedHealth} has it without a context: what is found as `Healthy` counts as `Unknown` while its
   * worker cluster is not heard or its Argo CD does not run.
   */
  health?: string[];
  sync?: string[];
  operationPhase?: string[];
  project?: string[];
  /** Namespace into which it deploys. */
  namespace?: string[];
  /** Repository URL of one of its sources, in upper or lower case. */
  repo?: string[];
  /** Exact names; `<namespace>/<name>` is the Application in that namespace. */
  name?: string[];
  /** Namespaces of the Applications themselves. */
  applicationNamespace?: string[];
  /** Label selector over the labels of the Applications, as kubectl's `--selector`: `app=shop,tier in (web,api)`. */
  selector?: string;
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
  /** Names of their clusters. */
  clusterName?: string[];
}

/** @public */
export interface ListFleetApplicationsResponse {
  items: FleetApplication[];
  /** Number of applications that match, over all pages. */
  totalItems: number;
  nextCursor?: string;
}

/**
 * Which Applications deploy a component. One of `name`, `selector` and `project` is required.
 *
 * @public
 */
export type ListDeploymentsQuery = Pick<
  ListFleetApplicationsQuery,
  | 'name'
  | 'applicationNamespace'
  | 'selector'
  | 'project'
  | 'clusterName'
  | 'cursor'
> & {
  /** 1 to 500; 500 if not given. */
  limit?: number;
};

/** Applications, ordered by cluster, and the clusters that run them. @public */
export interface ListDeploymentsResponse extends ListFleetApplicationsResponse {
  /** The clusters of `items`, each once. */
  clusters: WorkerCluster[];
}
