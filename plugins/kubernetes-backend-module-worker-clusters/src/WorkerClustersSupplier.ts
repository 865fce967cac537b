import type {
  BackstageCredentials,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { ANNOTATION_KUBERNETES_AUTH_PROVIDER } from '@backstage/plugin-kubernetes-common';
import type {
  ClusterDetails,
  KubernetesClustersSupplier,
} from '@backstage/plugin-kubernetes-node';
import {
  ClusterAccess,
  ClusterRef,
  stringifyClusterRef,
  WorkerCluster,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  listAllClusters,
  WorkerClustersService,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { ExpiringCache } from './ExpiringCache';

/**
 * How long the clusters that a caller may see are used again. A right that is taken away has gone this long plus the 5
 * seconds for which the worker-clusters backend keeps a decision to read.
 */
const LIST_CACHED_MS = 5_000;
/** How long the token of a cluster is used again. Which callers get it is decided with the list. */
const ACCESS_CACHED_MS = 60_000;
/** How long a cluster is left out of which the access cannot be had. */
const REFUSED_CACHED_MS = 5_000;
const TIMEOUT_MS = 5_000;
/** Clusters whose access is read at a time. */
const CONCURRENCY = 8;

export interface WorkerClustersSupplierOptions {
  /** The supplier of the clusters that are configured. */
  base: KubernetesClustersSupplier;
  fleet: Pick<WorkerClustersService, 'listClusters' | 'getAccess'>;
  logger: LoggerService;
}

/**
 * The configured clusters, and every worker cluster that the caller may see. Tokens stay in the memory of this
 * backend, at most a minute. A fleet that does not answer costs the configured clusters nothing, and a cluster of which the access cannot
 * be had costs the others nothing. Until `start` is called,
 * there are the configured clusters only: the worker-clusters backend may still be starting itself.
 */
export class WorkerClustersSupplier implements KubernetesClustersSupplier {
  readonly #options: WorkerClustersSupplierOptions;
  /** Which clusters a caller may see, by caller. */
  readonly #lists = new ExpiringCache<WorkerCluster[]>(LIST_CACHED_MS);
  /** Access by cluster. */
  readonly #access = new ExpiringCache<ClusterAccess | undefined>(
    ACCESS_CACHED_MS,
    REFUSED_CACHED_MS,
  );
  readonly #complaints = new Set<string>();
  #failure?: string;
  #started = false;

  constructor(options: WorkerClustersSupplierOptions) {
    this.#options = options;
  }

  async getClusters({
    credentials,
  }: {
    credentials: BackstageCredentials;
  }): Promise<ClusterDetails[]> {
    const base = await this.#options.base.getClusters({ credentials });
    if (!this.#started) return base;
    try {
      const taken = new Set(base.map(cluster => cluster.name));
      const own = await this.#getWorkerClusters(credentials);
      this.#failure = undefined;
      return [...base, ...this.#withNames(own, taken)];
    } catch (error) {
      const message = String(error);
      if (message !== this.#failure) {
        this.#options.logger.warn(
          `The Kubernetes plugin goes without worker clusters, because the fleet does not answer: ${message}`,
        );
      }
      this.#failure = message;
      return base;
    }
  }

  /** The backend has started: from now on the fleet can be asked. */
  start() {
    this.#started = true;
  }

  /** The fleet has changed: what is remembered may be wrong. */
  forget(clusters: string[]) {
    this.#lists.clear();
    for (const ref of clusters) this.#access.delete(ref);
  }

  async #getWorkerClusters(credentials: BackstageCredentials) {
    const { fleet } = this.#options;
    const caller = JSON.stringify(credentials.principal);
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const clusters = await this.#lists.get(caller, () =>
      listAllClusters(fleet, {}, { credentials, signal }),
    );
    const queue = [...clusters];
    const found: Array<{ cluster: WorkerCluster; access: ClusterAccess }> = [];
    const work = async () => {
      for (let cluster = queue.shift(); cluster; cluster = queue.shift()) {
        const ref = cluster;
        const access = await this.#getAccess(ref, signal);
        if (access) found.push({ cluster, access });
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, work));
    return found;
  }

  /** Undefined also if it cannot be had: one cluster takes none of the others out. */
  async #getAccess(
    ref: ClusterRef,
    signal: AbortSignal,
  ): Promise<ClusterAccess | undefined> {
    const key = stringifyClusterRef(ref);
    try {
      return await this.#access.get(key, () =>
        // As this plugin: nobody else gets a token. Who may see the cluster is decided by the list.
        this.#options.fleet.getAccess(ref, { signal }),
      );
    } catch (error) {
      this.#complain(
        `The Kubernetes plugin goes without worker cluster ${key}: ${error}`,
      );
      return undefined;
    }
  }

  /** Each cluster under its name; of several by one name, the oldest, and the others by their full reference. */
  #withNames(
    own: Array<{ cluster: WorkerCluster; access: ClusterAccess }>,
    taken: Set<string>,
  ): ClusterDetails[] {
    const age = ({ cluster }: (typeof own)[number]) =>
      `${cluster.createdAt ?? '9999'} ${stringifyClusterRef(cluster)}`;
    return own
      .sort((a, b) => (age(a) < age(b) ? -1 : 1))
      .map(({ cluster, access }) => {
        const ref = stringifyClusterRef(cluster);
        const name = taken.has(cluster.name) ? ref : cluster.name;
        if (name === ref) {
          this.#complain(
            `Another cluster is called '${cluster.name}': the Kubernetes plugin shows ${ref} by its full reference`,
          );
        }
        taken.add(name);
        return {
          name,
          title: name,
          url: access.server,
          ...(access.caData && { caData: access.caData }),
          authMetadata: {
            [ANNOTATION_KUBERNETES_AUTH_PROVIDER]: 'serviceAccount',
            serviceAccountToken: access.token,
          },
        };
      });
  }

  #complain(message: string) {
    if (this.#complaints.has(message)) return;
    this.#complaints.add(message);
    this.#options.logger.warn(message);
  }
}
