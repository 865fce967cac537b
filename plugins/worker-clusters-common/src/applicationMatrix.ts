import type { HealthStatus, SyncStatus } from './argocd';
import type { ClusterRef } from './clusterRef';
import type { ConnectionState } from './clusters';

/**
 * Which applications of the matrix, besides those that the search finds.
 *
 * - `drift`: those that have several versions within one environment.
 * - `unhealthy`: those that are Degraded, Missing or Unknown on a cluster.
 *
 * @public
 */
export const MATRIX_ROW_FILTERS = ['drift', 'unhealthy'] as const;

/** @public */
export type MatrixRowFilter = (typeof MATRIX_ROW_FILTERS)[number];

/** @public */
export interface ApplicationMatrixQuery {
  /** Words that have to occur in the name or the repository of an application. */
  search?: string;
  /** What the name of a version begins with: only applications that have such a one on a cluster. */
  version?: string;
  /** Environments of the clusters. */
  environment?: string[];
  /** All of them have to hold. */
  only?: MatrixRowFilter[];
  /** Applications, 1 to 200; 50 if not given. An answer has fewer where they are on many clusters. */
  limit?: number;
  /** From the `nextCursor` of an earlier answer to the same query. */
  cursor?: string;
}

/** A cluster of the matrix. @public */
export interface ApplicationMatrixColumn extends ClusterRef {
  environment?: string;
  /** How the cluster is reached. `lastSeen` is absent while it is live. */
  connection: Pick<ConnectionState, 'status' | 'since' | 'lastSeen'>;
  /** Argo CD's application controller does not run: what is known of the applications is frozen. */
  frozen?: true;
}

/** An application on one cluster: the Applications with its name and repository. @public */
export interface ApplicationMatrixCell {
  /** Index in `columns`. */
  cluster: number;
  /**
   * Indexes in the `versions` of the row: none where no version is known; two, the lowest and the highest of them, where
   * several Applications of the cluster differ.
   */
  versions: number[];
  /** The worst, as `assessedHealth` has it without a context. */
  health: HealthStatus;
  /** The worst. */
  sync: SyncStatus;
  /** Namespace of the Application; of the first one if there are several. */
  namespace: string;
  /** How many Applications of the cluster these are; absent for one. */
  count?: number;
}

/** An application of the fleet. @public */
export interface ApplicationMatrixRow {
  /** Name of its Applications. */
  name: string;
  /** Address of the repository of their first source without its scheme: `git.example.org/shop/web`. */
  repository?: string;
  /** Each version that occurs on one of the clusters. */
  versions: string[];
  /** In the order of the columns; clusters that do not have the application are left out. */
  cells: ApplicationMatrixCell[];
}

/**
 * One page of applications, and all clusters that the caller may see and that have reported Applications once.
 *
 * @public
 */
export interface ApplicationMatrix {
  /** By environment and name; those without an environment come last. */
  columns: ApplicationMatrixColumn[];
  /** Clusters that match and have not been heard yet: nothing is known of their applications. */
  unreported: number;
  /** By name and repository. */
  rows: ApplicationMatrixRow[];
  /** Number of applications that match, over all pages; only in the first page. */
  totalItems?: number;
  nextCursor?: string;
}
