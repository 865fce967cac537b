import type { ApplicationCounts, HealthStatus, SyncStatus } from './argocd';
import type {
  ClusterEntity,
  ConnectionStatus,
  ManagementCluster,
  WorkerCluster,
} from './clusters';
import type { ConfigProblem } from './configProblem';
import type { FindingCounts, FindingSeverity } from './isolation';
import type { ClusterRequestVerb } from './requests';
import type { SupportLifeTable } from './supportLife';
import type { VerdictLevel } from './verdictTypes';

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
  'applications',
  'outOfSync',
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
  /** Worst sync status of the cluster's applications. */
  sync?: string[];
  /** How the portal reaches the cluster: a `ConnectionStatus`. */
  connection?: string[];
  /** Minor version of Kubernetes that runs, for example `1.34`. */
  kubernetesVersion?: string[];
  managementCluster?: string[];
  /** Clusters with an application of one of these verdicts: `muted` for those whose state is too old to be believed. */
  verdict?: string[];
  /**
   * `any`: clusters that somebody should look at, for whichever reason: degraded, failed or waiting for a confirmation; an
   * application with the verdict `wrong`; an open finding of high severity; one that the portal does not reach although it runs.
   */
  attention?: string[];
  /** Clusters with an open isolation finding of one of these severities. */
  findings?: string[];
  /** Clusters with an open pull request that does one of these. */
  pending?: string[];
  /** Clusters that have one of these incidents, by their ids. */
  incident?: string[];
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
  byManagementCluster: Partial<Record<string, number>>;
  /** By minor version that runs. */
  byKubernetesVersion: Partial<Record<string, number>>;
  /** By the worst health of the cluster's applications. */
  byHealth: Partial<Record<HealthStatus, number>>;
  /** By the worst sync status of the cluster's applications. */
  bySync: Partial<Record<SyncStatus, number>>;
  byConnection: Partial<Record<ConnectionStatus, number>>;
  /** Clusters with an application of this verdict. One cluster may count several times. */
  byVerdict: Partial<Record<VerdictLevel, number>>;
  /** Clusters that somebody should look at: see {@link ListClustersQuery.attention}. */
  byAttention: Partial<Record<'any', number>>;
  /** Clusters with an open finding of this severity. One cluster may count several times. */
  byFindings: Partial<Record<FindingSeverity, number>>;
  /** Clusters with an open pull request that does this. One cluster may count several times. */
  byPending: Partial<Record<ClusterRequestVerb, number>>;
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

/**
 * A column that the configuration adds to the fleet page (`workerClusters.fleet.columns`).
 *
 * @public
 */
export interface FleetColumn {
  id: string;
  title: string;
}

/** What the fleet page shows, in one answer. @public */
export interface FleetResponse {
  /** The first of the clusters that match, up to the limit. */
  clusters: WorkerCluster[];
  /** Number of clusters that match. */
  totalItems: number;
  /** Of all clusters that the caller may see, whether they match or not. */
  summary: FleetCounts;
  /** How long versions are supported, as the portal is configured. Absent from a backend that does not know it yet. */
  supportLife?: SupportLifeTable;
  /** Absent if the caller may not see them. */
  managementClusters?: ManagementCluster[];
  /** Absent if the configuration adds none. */
  columns?: FleetColumn[];
  /** What is wrong with the configuration. Absent if nothing is, or the caller may not see management clusters. */
  configProblems?: ConfigProblem[];
}

/**
 * An answer with the whole fleet may lack the changes of this time, in milliseconds: while everything changes it serves
 * all who may see the same. A page that is told of a change waits so long before its request.
 *
 * @public
 */
export const FLEET_ANSWER_SHARE_MS = 250;

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
