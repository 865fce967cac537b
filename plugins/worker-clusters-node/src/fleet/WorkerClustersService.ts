import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type {
  Application,
  ClusterAccess,
  ClusterRef,
  ListClusterEntitiesResponse,
  ListClustersQuery,
  ListClustersResponse,
  ListDeploymentsQuery,
  RequestReport,
  WorkerClusterDetails,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { PlatformDefinition } from '../plan/Platform';

/** @public */
export interface WorkerClustersServiceOptions {
  /**
   * Of the caller, who gets what they may see; the calling plugin's own, if not given.
   */
  credentials?: BackstageCredentials;
  signal?: AbortSignal;
}

/**
 * The fleet, for other backend plugins and modules. Every call goes to the worker-clusters backend over HTTP and
 * rejects with a `ResponseError` of `@backstage/errors` when the answer is not a 2xx.
 *
 * @public
 */
export interface WorkerClustersService {
  listClusters(
    query?: ListClustersQuery,
    options?: WorkerClustersServiceOptions,
  ): Promise<ListClustersResponse>;
  /** Undefined if there is no such cluster, or the caller may not see it. */
  getCluster(
    ref: ClusterRef,
    options?: WorkerClustersServiceOptions,
  ): Promise<WorkerClusterDetails | undefined>;
  /** All applications of a cluster. Undefined if there is no such cluster, or the caller may not see it. */
  listApplications(
    ref: ClusterRef,
    options?: WorkerClustersServiceOptions,
  ): Promise<{ items: Application[] } | undefined>;
  /** The clusters that run an Application that deploys a component. */
  listDeployedClusters(
    query: Omit<ListDeploymentsQuery, 'cursor' | 'limit'>,
    options?: WorkerClustersServiceOptions,
  ): Promise<ClusterRef[]>;
  /** What the catalog's entities are made of, of all clusters in one answer. */
  listClusterEntities(
    options?: WorkerClustersServiceOptions,
  ): Promise<ListClusterEntitiesResponse>;
  /** Reports a pull request that requests a cluster. For plugins only, not on behalf of a user. */
  reportRequest(
    report: RequestReport,
    options?: WorkerClustersServiceOptions,
  ): Promise<void>;
  /**
   * What a claim is and what is made of it, as the management cluster has it. Undefined if that is not known (yet): then
   * the GitOps repository says it.
   */
  getClaimDefinition(
    options?: WorkerClustersServiceOptions,
  ): Promise<PlatformDefinition | undefined>;
  /**
   * Address and read-only token of a worker's API server: for the kubernetes plugin only, not to be stored nor
   * logged. Undefined if the fleet knows none (yet).
   */
  getAccess(
    ref: ClusterRef,
    options?: WorkerClustersServiceOptions,
  ): Promise<ClusterAccess | undefined>;
}
