import { ResponseError } from '@backstage/errors';
import type {
  ApplicationCommits,
  ReadCommitsRequest,
} from './applicationCommits';
import type {
  ApplicationMatrix,
  ApplicationMatrixQuery,
} from './applicationMatrix';
import type {
  ApplicationReading,
  ReadApplicationRequest,
} from './applicationReading';
import type {
  ListApplicationsQuery,
  ListApplicationsResponse,
  ListDeploymentsQuery,
  ListDeploymentsResponse,
  ListFleetApplicationsQuery,
  ListFleetApplicationsResponse,
  ReadResourceRequest,
  ResourceReading,
} from './applications';
import type { ClusterRef } from './clusterRef';
import type {
  ListTransitionsQuery,
  ListTransitionsResponse,
  ManagementCluster,
  WorkerClusterDetails,
} from './clusters';
import type {
  FleetQuery,
  FleetResponse,
  FleetSummary,
  ListClustersQuery,
  ListClustersResponse,
} from './fleet';
import type { ListIncidentsResponse } from './incidents';
import type { ClusterInfrastructure } from './infrastructure';
import type {
  FindingsQuery,
  FleetIsolationReport,
  IsolationReport,
  ListFindingsQuery,
  ListFindingsResponse,
} from './isolation';
import type {
  ListRequestsQuery,
  ListRequestsResponse,
  ReviewRequestDetails,
} from './requestQueue';
import type {
  ClaimDocument,
  ClaimForm,
  ClusterRequestInput,
  LiveClaimComparison,
  RequestPreview,
  RequestRights,
} from './requests';

/** @public */
export interface RequestOptions {
  signal?: AbortSignal;
  /** Backstage token; the frontend's fetch adds the user's own. */
  token?: string;
}

/**
 * Reads the fleet from the worker-clusters backend. Every call rejects with a `ResponseError`
 * (of `@backstage/errors`) with the backend's message when the answer is not a 2xx.
 *
 * @public
 */
export interface WorkerClustersApi {
  /** The fleet in one answer. */
  getFleet(
    query?: FleetQuery,
    options?: RequestOptions,
  ): Promise<FleetResponse>;
  listClusters(
    query?: ListClustersQuery,
    options?: RequestOptions,
  ): Promise<ListClustersResponse>;
  getCluster(
    ref: ClusterRef,
    options?: RequestOptions,
  ): Promise<WorkerClusterDetails>;
  /** What Crossplane composes for a cluster, as it was observed last. */
  getInfrastructure(
    ref: ClusterRef,
    options?: RequestOptions,
  ): Promise<ClusterInfrastructure>;
  /** Reasons that several of the clusters have that the caller may see. */
  listIncidents(options?: RequestOptions): Promise<ListIncidentsResponse>;
  /** One page of the applications of a cluster. */
  listApplications(
    ref: ClusterRef,
    query?: ListApplicationsQuery,
    options?: RequestOptions,
  ): Promise<ListApplicationsResponse>;
  /** One page of the applications of all clusters that the caller may see. */
  listFleetApplications(
    query?: ListFleetApplicationsQuery,
    options?: RequestOptions,
  ): Promise<ListFleetApplicationsResponse>;
  /** One page of the Applications that deploy a component, with their clusters: of those that the caller may see. */
  listDeployments(
    query: ListDeploymentsQuery,
    options?: RequestOptions,
  ): Promise<ListDeploymentsResponse>;
  /** One page of the applications of all clusters that the caller may see, each with its version on each cluster. */
  getApplicationMatrix(
    query?: ApplicationMatrixQuery,
    options?: RequestOptions,
  ): Promise<ApplicationMatrix>;
  /** How the isolation rules stand for a cluster, and what they found. */
  getIsolation(
    ref: ClusterRef,
    options?: RequestOptions,
  ): Promise<IsolationReport>;
  /** How the isolation rules stand over the fleet, and what changed in 30 days. */
  getFleetIsolation(
    query?: FindingsQuery,
    options?: RequestOptions,
  ): Promise<FleetIsolationReport>;
  /** Open findings of the isolation rules over the fleet, worst first. */
  listFindings(
    query?: ListFindingsQuery,
    options?: RequestOptions,
  ): Promise<ListFindingsResponse>;
  /**
   * Has an object that an Application reports as not healthy or not in sync read from the cluster. Only for a person who
   * requested it: each call reads from the cluster, is audited, and counts against a limit.
   */
  readResource(
    ref: ClusterRef,
    request: ReadResourceRequest,
    options?: RequestOptions,
  ): Promise<ResourceReading>;
  /**
   * Has an Application read from the cluster: its resources, history, images and sync windows, which the portal does not
   * keep. Only for a person who requested it, as {@link WorkerClustersApi.readResource}.
   */
  readApplication(
    ref: ClusterRef,
    request: ReadApplicationRequest,
    options?: RequestOptions,
  ): Promise<ApplicationReading>;
  /**
   * Has the commits of an Application's revisions read from their Git hosts. Only for a person who requested it, as
   * {@link WorkerClustersApi.readResource}.
   */
  readCommits(
    ref: ClusterRef,
    request: ReadCommitsRequest,
    options?: RequestOptions,
  ): Promise<ApplicationCommits>;
  /** One page of the pull requests that add, change or remove clusters. */
  listRequests(
    query?: ListRequestsQuery,
    options?: RequestOptions,
  ): Promise<ListRequestsResponse>;
  /** One pull request with the text that it changes, by its number in the GitOps repository. */
  getRequest(
    number: number,
    options?: RequestOptions,
  ): Promise<ReviewRequestDetails>;
  getSummary(options?: RequestOptions): Promise<FleetSummary>;
  listManagementClusters(
    options?: RequestOptions,
  ): Promise<{ items: ManagementCluster[] }>;
  /** What a form for claims needs: schema, policy, and a free address range. */
  getClaimForm(options?: RequestOptions): Promise<ClaimForm>;
  /** The claim of a cluster as it stands in Git. */
  getClaim(ref: ClusterRef, options?: RequestOptions): Promise<ClaimDocument>;
  /** Has the claim read from the management cluster, and compared with the one in Git. */
  compareClaim(
    ref: ClusterRef,
    options?: RequestOptions,
  ): Promise<LiveClaimComparison>;
  /** One page of the phases that a cluster was in, newest first. */
  listTransitions(
    ref: ClusterRef,
    query?: ListTransitionsQuery,
    options?: RequestOptions,
  ): Promise<ListTransitionsResponse>;
  /** What the caller may request at all, for buttons and links. */
  getRequestRights(options?: RequestOptions): Promise<RequestRights>;
  /** What a request would do, and whether it may be made. Writes nothing. */
  previewRequest(
    input: ClusterRequestInput,
    options?: RequestOptions,
  ): Promise<RequestPreview>;
}

/** @public */
export interface WorkerClustersClientOptions {
  discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
  fetchApi: { fetch: typeof fetch };
}

/**
 * The path of one cluster in the API.
 *
 * @throws Error for a part that would lead out of the path (`..`): encoded or not, URLs resolve it.
 * @public
 */
export function clusterPath(ref: ClusterRef): string {
  const parts = [ref.managementCluster, ref.namespace, ref.name];
  if (parts.some(part => /^\.{0,2}$/.test(part))) {
    throw new Error(`'${parts.join('/')}' is not a cluster reference`);
  }
  return parts.map(encodeURIComponent).join('/');
}

/** A query as the search part of a URL; what is not given is left out. */
function search(query: object): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== '') params.append(key, String(item));
    }
  }
  const text = params.toString();
  return text && `?${text}`;
}

/**
 * {@link WorkerClustersApi} over HTTP. An unchanged answer (same ETag) costs the backend no second
 * read and is returned from memory: the very same object, so that React need not render again.
 *
 * @public
 */
export class WorkerClustersClient implements WorkerClustersApi {
  readonly #answers = new Map<string, { etag: string; body: unknown }>();

  constructor(private readonly options: WorkerClustersClientOptions) {}

  async getFleet(query: FleetQuery = {}, options?: RequestOptions) {
    return this.#get<FleetResponse>(`/v1/fleet${search(query)}`, options);
  }

  async listClusters(query: ListClustersQuery = {}, options?: RequestOptions) {
    return this.#get<ListClustersResponse>(
      `/v1/clusters${search(query)}`,
      options,
    );
  }

  async getCluster(ref: ClusterRef, options?: RequestOptions) {
    return this.#get<WorkerClusterDetails>(
      `/v1/clusters/${clusterPath(ref)}`,
      options,
    );
  }

  async getInfrastructure(ref: ClusterRef, options?: RequestOptions) {
    return this.#get<ClusterInfrastructure>(
      `/v1/clusters/${clusterPath(ref)}/infrastructure`,
      options,
    );
  }

  async listTransitions(
    ref: ClusterRef,
    query: ListTransitionsQuery = {},
    options?: RequestOptions,
  ) {
    return this.#get<ListTransitionsResponse>(
      `/v1/clusters/${clusterPath(ref)}/transitions${search(query)}`,
      options,
    );
  }

  async listIncidents(options?: RequestOptions) {
    return this.#get<ListIncidentsResponse>('/v1/incidents', options);
  }

  async listApplications(
    ref: ClusterRef,
    query: ListApplicationsQuery = {},
    options?: RequestOptions,
  ) {
    return this.#get<ListApplicationsResponse>(
      `/v1/clusters/${clusterPath(ref)}/applications${search(query)}`,
      options,
    );
  }

  async listFleetApplications(
    query: ListFleetApplicationsQuery = {},
    options?: RequestOptions,
  ) {
    return this.#get<ListFleetApplicationsResponse>(
      `/v1/applications${search(query)}`,
      options,
    );
  }

  async listDeployments(query: ListDeploymentsQuery, options?: RequestOptions) {
    return this.#get<ListDeploymentsResponse>(
      `/v1/deployments${search(query)}`,
      options,
    );
  }

  async getApplicationMatrix(
    query: ApplicationMatrixQuery = {},
    options?: RequestOptions,
  ) {
    return this.#get<ApplicationMatrix>(
      `/v1/applications/matrix${search(query)}`,
      options,
    );
  }

  async listRequests(query: ListRequestsQuery = {}, options?: RequestOptions) {
    return this.#get<ListRequestsResponse>(
      `/v1/requests${search(query)}`,
      options,
    );
  }

  async getRequest(number: number, options?: RequestOptions) {
    return this.#get<ReviewRequestDetails>(`/v1/requests/${number}`, options);
  }

  async getIsolation(ref: ClusterRef, options?: RequestOptions) {
    return this.#get<IsolationReport>(
      `/v1/clusters/${clusterPath(ref)}/isolation`,
      options,
    );
  }

  async getFleetIsolation(query: FindingsQuery = {}, options?: RequestOptions) {
    return this.#get<FleetIsolationReport>(
      `/v1/isolation${search(query)}`,
      options,
    );
  }

  async listFindings(query: ListFindingsQuery = {}, options?: RequestOptions) {
    return this.#get<ListFindingsResponse>(
      `/v1/findings${search(query)}`,
      options,
    );
  }

  async getSummary(options?: RequestOptions) {
    return this.#get<FleetSummary>('/v1/summary', options);
  }

  async listManagementClusters(options?: RequestOptions) {
    return this.#get<{ items: ManagementCluster[] }>(
      '/v1/management-clusters',
      options,
    );
  }

  async getClaimForm(options?: RequestOptions) {
    return this.#get<ClaimForm>('/v1/claims/form', options);
  }

  async getClaim(ref: ClusterRef, options?: RequestOptions) {
    return this.#get<ClaimDocument>(
      `/v1/clusters/${clusterPath(ref)}/claim`,
      options,
    );
  }

  async compareClaim(ref: ClusterRef, options?: RequestOptions) {
    return this.#post<LiveClaimComparison>(
      `/v1/clusters/${clusterPath(ref)}/claim/compare`,
      {},
      options,
    );
  }

  async getRequestRights(options?: RequestOptions) {
    return this.#get<RequestRights>('/v1/requests/rights', options);
  }

  async readResource(
    ref: ClusterRef,
    request: ReadResourceRequest,
    options?: RequestOptions,
  ) {
    return this.#post<ResourceReading>(
      `/v1/clusters/${clusterPath(ref)}/resources/read`,
      request,
      options,
    );
  }

  async readApplication(
    ref: ClusterRef,
    request: ReadApplicationRequest,
    options?: RequestOptions,
  ) {
    return this.#post<ApplicationReading>(
      `/v1/clusters/${clusterPath(ref)}/applications/read`,
      request,
      options,
    );
  }

  async readCommits(
    ref: ClusterRef,
    request: ReadCommitsRequest,
    options?: RequestOptions,
  ) {
    return this.#post<ApplicationCommits>(
      `/v1/clusters/${clusterPath(ref)}/applications/commits`,
      request,
      options,
    );
  }

  async previewRequest(input: ClusterRequestInput, options?: RequestOptions) {
    return this.#post<RequestPreview>('/v1/requests/preview', input, options);
  }

  async #post<T>(
    path: string,
    body: object,
    options?: RequestOptions,
  ): Promise<T> {
    const base = await this.options.discoveryApi.getBaseUrl('worker-clusters');
    const response = await this.options.fetchApi.fetch(`${base}${path}`, {
      method: 'POST',
      signal: options?.signal,
      headers: {
        Accept: 'application/json',
        'Content-Type': 'application/json',
        ...(options?.token ? { Authorization: `Bearer ${options.token}` } : {}),
      },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw await ResponseError.fromResponse(response);
    return (await response.json()) as T;
  }

  async #get<T>(path: string, options?: RequestOptions): Promise<T> {
    const base = await this.options.discoveryApi.getBaseUrl('worker-clusters');
    const url = `${base}${path}`;
    // Answers depend on the caller: with an explicit token nothing is cached.
    const known = options?.token ? undefined : this.#answers.get(url);
    const response = await this.options.fetchApi.fetch(url, {
      signal: options?.signal,
      headers: {
        Accept: 'application/json',
        ...(options?.token ? { Authorization: `Bearer ${options.token}` } : {}),
        ...(known ? { 'If-None-Match': known.etag } : {}),
      },
    });
    if (response.status === 304 && known) {
      return known.body as T;
    }
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    const body = (await response.json()) as T;
    const etag = response.headers.get('ETag');
    if (etag && !options?.token) {
      this.#remember(url, { etag, body });
    }
    return body;
  }

  #remember(url: string, answer: { etag: string; body: unknown }) {
    this.#answers.delete(url);
    this.#answers.set(url, answer);
    if (this.#answers.size > 50) {
      this.#answers.delete(this.#answers.keys().next().value!);
    }
  }
}
