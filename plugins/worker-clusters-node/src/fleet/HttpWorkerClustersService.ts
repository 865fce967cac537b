import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { ResponseError } from '@backstage/errors';
import {
  Application,
  ClusterAccess,
  clusterPath,
  ClusterRef,
  ListApplicationsResponse,
  ListClusterEntitiesResponse,
  ListClustersQuery,
  ListDeploymentsQuery,
  RequestReport,
  WorkerClustersClient,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { PlatformDefinition } from '../plan/Platform';
import type {
  WorkerClustersService,
  WorkerClustersServiceOptions,
} from './WorkerClustersService';

const PLUGIN_ID = 'worker-clusters';

/** {@link WorkerClustersService} over HTTP with plugin tokens. */
export class HttpWorkerClustersService implements WorkerClustersService {
  readonly #auth: AuthService;
  readonly #discovery: DiscoveryService;
  readonly #client: WorkerClustersClient;

  constructor(options: { auth: AuthService; discovery: DiscoveryService }) {
    this.#auth = options.auth;
    this.#discovery = options.discovery;
    this.#client = new WorkerClustersClient({
      discoveryApi: options.discovery,
      fetchApi: { fetch },
    });
  }

  async listClusters(
    query?: ListClustersQuery,
    options?: WorkerClustersServiceOptions,
  ) {
    return this.#client.listClusters(query, await this.#as(options));
  }

  async getCluster(ref: ClusterRef, options?: WorkerClustersServiceOptions) {
    return orNothing(this.#client.getCluster(ref, await this.#as(options)));
  }

  async listApplications(
    ref: ClusterRef,
    options?: WorkerClustersServiceOptions,
  ) {
    const items: Application[] = [];
    let cursor: string | undefined;
    do {
      const page: ListApplicationsResponse | undefined = await orNothing(
        this.#client.listApplications(
          ref,
          { limit: 500, cursor },
          await this.#as(options),
        ),
      );
      if (!page) return undefined;
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    return { items };
  }

  async listDeployedClusters(
    query: Omit<ListDeploymentsQuery, 'cursor' | 'limit'>,
    options?: WorkerClustersServiceOptions,
  ) {
    const params = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      for (const item of [value].flat()) if (item) params.append(name, item);
    }
    const response = await this.#fetch(
      `/v1/deployments/clusters?${params}`,
      options,
    );
    const { items } = (await response.json()) as { items: ClusterRef[] };
    return items;
  }

  async listClusterEntities(options?: WorkerClustersServiceOptions) {
    const response = await this.#fetch('/v1/entities', options);
    return (await response.json()) as ListClusterEntitiesResponse;
  }

  async reportRequest(
    report: RequestReport,
    options?: WorkerClustersServiceOptions,
  ) {
    await this.#fetch('/v1/requests', options, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(report),
    });
  }

  async getClaimDefinition(options?: WorkerClustersServiceOptions) {
    const response = await orNothing(
      this.#fetch('/v1/claims/definition', options),
    );
    return (await response?.json()) as PlatformDefinition | undefined;
  }

  async getAccess(ref: ClusterRef, options?: WorkerClustersServiceOptions) {
    const response = await orNothing(
      this.#fetch(`/v1/clusters/${clusterPath(ref)}/access`, options),
    );
    return (await response?.json()) as ClusterAccess | undefined;
  }

  /** A new token for each call: they are short-lived. */
  async #as(options: WorkerClustersServiceOptions = {}) {
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf:
        options.credentials ?? (await this.#auth.getOwnServiceCredentials()),
      targetPluginId: PLUGIN_ID,
    });
    return { token, signal: options.signal };
  }

  async #fetch(
    path: string,
    options: WorkerClustersServiceOptions | undefined,
    init: RequestInit & { headers?: Record<string, string> } = {},
  ): Promise<Response> {
    const { token, signal } = await this.#as(options);
    const base = await this.#discovery.getBaseUrl(PLUGIN_ID);
    const response = await fetch(`${base}${path}`, {
      ...init,
      signal,
      headers: { ...init.headers, Authorization: `Bearer ${token}` },
    });
    if (!response.ok) throw await ResponseError.fromResponse(response);
    return response;
  }
}

async function orNothing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ResponseError && error.statusCode === 404) {
      return undefined;
    }
    throw error;
  }
}
