import type {
  AuthService,
  BackstageCredentials,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { InputError, NotFoundError } from '@backstage/errors';
import {
  type ClusterRef,
  parseClusterRef,
  type RequestOptions,
  stringifyClusterRef,
  type WorkerCluster,
  type WorkerClusterDetails,
  WorkerClustersClient,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** A call to the own API ends after this time. */
const TIMEOUT_MS = 30_000;

/** Names in the error for a name that several clusters have. */
const MAX_CANDIDATES = 10;

/**
 * The fleet as the caller of an action may see it. Every call goes through the plugin's own API with a token on behalf of
 * the caller, so that the API alone decides what they may see and do.
 */
export class FleetOfCaller {
  readonly client: WorkerClustersClient;
  readonly #auth: AuthService;

  constructor(options: { auth: AuthService; discovery: DiscoveryService }) {
    this.#auth = options.auth;
    this.client = new WorkerClustersClient({
      discoveryApi: options.discovery,
      fetchApi: { fetch },
    });
  }

  /** What a call of the client needs to be made on behalf of the caller. */
  async as(credentials: BackstageCredentials): Promise<RequestOptions> {
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf: credentials,
      targetPluginId: 'worker-clusters',
    });
    return { token, signal: AbortSignal.timeout(TIMEOUT_MS) };
  }

  /**
   * The cluster that a caller names.
   *
   * @param named - its name, or `<management cluster>/<namespace>/<name>`
   * @throws NotFoundError if there is none that they may see; InputError if several have the name
   */
  async getCluster(
    named: string,
    options: RequestOptions,
  ): Promise<WorkerClusterDetails> {
    return this.client.getCluster(await this.#resolve(named, options), options);
  }

  async #resolve(named: string, options: RequestOptions): Promise<ClusterRef> {
    if (named.includes('/')) {
      try {
        return parseClusterRef(named);
      } catch (error) {
        throw new InputError((error as Error).message);
      }
    }
    const { items } = await this.client.listClusters(
      { name: named, limit: MAX_CANDIDATES },
      options,
    );
    // A request that was closed is no cluster, if there is one of its name.
    const existing = items.filter(c => c.phase.phase !== 'closed');
    const found: WorkerCluster[] = existing.length > 0 ? existing : items;
    if (found.length === 1) return found[0];
    if (found.length === 0) {
      throw new NotFoundError(
        `There is no worker cluster '${named}', or you may not see it`,
      );
    }
    throw new InputError(
      `Several worker clusters are called '${named}'. Name one of them by its reference: ${found
        .map(stringifyClusterRef)
        .join(', ')}`,
    );
  }
}
