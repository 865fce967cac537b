import {
  type Application,
  type ApplicationReading,
  type ClusterRef,
  type ConnectionState,
  type ResourceRef,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { PlatformDefinition } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type { SharedLimits } from '../budget/SharedLimits';
import type { ManagementClusterConfig, ObserveConfig } from '../config';
import { ApiServerClient } from '../http/ApiServerClient';
import type { ObserveMetrics } from '../ObserveMetrics';
import type {
  Assignment,
  ClaimedCluster,
  ClaimObservation,
  ClusterObservation,
  ManagementObservation,
  ReadOutcome,
  WorkerObservation,
} from '../types';
import type { ReflectorTimings } from '../watch/Reflector';
import { WatchedServer } from '../watch/WatchedServer';
import { AccessReader } from './AccessReader';
import type { ClaimKey } from './ClaimIndex';
import { ManagementObserver } from './ManagementObserver';
import { readApplication } from './readApplication';
import { readClaim } from './readClaim';
import { readResource } from './readResource';
import type { Identity, SharedIdentities } from './SharedIdentities';
import { WorkerCompartment } from './WorkerCompartment';
import { createWorkerClient } from './WorkerObserver';
import { WorkerSet } from './WorkerSet';

type ClaimStatus = ClaimObservation['status'];

/** How long a cluster that another replica observed is left as it is stored while its worker has not been heard. */
const HANDOVER_MS = 10_000;

export interface AssignedClustersOptions {
  cluster: ManagementClusterConfig;
  workers: ObserveConfig['workers'];
  /** Of the workers of all management clusters that are observed here. */
  identities: SharedIdentities;
  shared: SharedLimits;
  metrics: ObserveMetrics;
  /** Something that is kept of these clusters, which are observed here, changed. */
  onClusters(refs: ClusterRef[]): void;
  /** Something that is kept of these claims, which are observed here, changed. */
  onClaims(refs: ClusterRef[]): void;
  /** The connection to the management cluster changed. */
  onManagement(): void;
  timings?: ReflectorTimings;
}

/** Whether a worker has not been heard because its observation has just begun. */
const isPending = ({ complete, connection }: WorkerObservation) =>
  !complete && ['connecting', 'unknown'].includes(connection.status);

/**
 * What this process observes of one management cluster and its workers: the claims, if the management cluster is assigned
 * to it, and the workers that are. Of a management cluster that another replica observes it is told the claims.
 */
export class AssignedClusters {
  readonly #abort = new AbortController();
  readonly #server: WatchedServer;
  readonly #workers: WorkerSet;
  readonly #access: AccessReader;
  readonly #stopping = new Set<Promise<void>>();
  #assignment: Assignment | undefined;
  #management: ManagementObserver | undefined;
  /** Claims that another replica observed, until they are seen here. */
  readonly #told = new Map<ClaimKey, ClaimedCluster>();
  #toldAll = false;
  /** Whether all claims of the management cluster that is observed here have been listed. */
  #listed = false;
  #handover: NodeJS.Timeout | undefined;

  constructor(private readonly options: AssignedClustersOptions) {
    const { shared, metrics } = options;
    const managementCluster = options.cluster.name;
    const client = new ApiServerClient({
      access: options.cluster.access,
      // One for each kind, and one for each worker's Secret.
      limits: { connections: null },
    });
    this.#server = new WatchedServer({
      client,
      shared,
      columns: options.cluster.columns,
      metrics: metrics.forServer({ managementCluster }),
    });
    this.#access = new AccessReader(client, options.workers.policy);
    this.#workers = new WorkerSet(
      key =>
        new WorkerCompartment({
          server: this.#server,
          shared,
          metrics: metrics.forServer({ managementCluster, worker: key }),
          namespace: this.#ref(key).namespace,
          workers: options.workers,
          identities: this.#identitiesOf(key),
          timings: options.timings,
          onChange: () => options.onClusters([this.#ref(key)]),
        }),
    );
  }

  /** Starts what is assigned and not observed, and stops the rest. Undefined: nothing is assigned. */
  assign(assignment: Assignment | undefined) {
    this.#assignment = assignment;
    this.#toldAll = false;
    clearTimeout(this.#handover);
    this.#handover = undefined;
    if (assignment?.handover) {
      this.#handover = setTimeout(() => this.#endHandover(), HANDOVER_MS);
      this.#handover.unref();
    }
    if (!assignment) this.#told.clear();
    this.#assignManagement(
      assignment?.owns(this.options.cluster.name) === true,
    );
    for (const key of this.#told.keys()) {
      if (!this.#ownsWorker(key)) this.#told.delete(key);
    }
    this.#workers.reconcile(
      new Map(
        this.#keys().flatMap(key => {
          const status = this.#statusOf(key);
          return status && this.#ownsWorker(key) ? [[key, status]] : [];
        }),
      ),
    );
  }

  /** Takes a claim that another replica observed. Undefined: it is gone. */
  tell(key: ClaimKey, claimed: ClaimedCluster | undefined) {
    if (!this.#ownsWorker(key) || this.#isSeen(key)) return;
    if (claimed) this.#told.set(key, claimed);
    else this.#told.delete(key);
    this.#changed([key]);
  }

  /** All claims that another replica observed have been told. */
  tellComplete() {
    this.#toldAll = true;
  }

  /** Whether all claims are known. */
  get complete(): boolean {
    return this.#toldAll || this.observe()?.complete === true;
  }

  async stop() {
    this.#abort.abort();
    clearTimeout(this.#handover);
    this.#assignment = undefined;
    this.#assignManagement(false);
    await Promise.all([this.#workers.stop(), ...this.#stopping]);
    await this.#server.client.close();
  }

  /** Undefined if another replica observes the management cluster. */
  observe(): ManagementObservation | undefined {
    const observation = this.#management?.observe();
    if (!observation) return undefined;
    // A collection that is started anew keeps what is known until it has listed: absence goes on to mean that it is gone.
    this.#listed ||= observation.complete;
    return { ...observation, complete: this.#listed };
  }

  /** The clusters that are observed here. */
  listClusters(): ClusterRef[] {
    return this.#keys()
      .filter(key => this.#ownsWorker(key))
      .map(key => this.#ref(key));
  }

  /** The claims of the management cluster that is observed here. */
  listClaims(): ClusterRef[] {
    return (this.#management?.keys() ?? []).map(key => this.#ref(key));
  }

  getClaim(key: ClaimKey): ClaimedCluster | undefined {
    return this.#management?.getCluster(key);
  }

  getWorkerConnection(key: ClaimKey): ConnectionState | undefined {
    return this.#workers.get(key)?.connection;
  }

  getCluster(key: ClaimKey): ClusterObservation | undefined {
    const claimed = this.#claimOf(key);
    if (!claimed) return undefined;
    const worker = this.#workers.get(key)?.observe();
    return {
      ...claimed,
      ...(this.#handover && worker && isPending(worker)
        ? { notSynced: true as const }
        : {}),
      worker,
    };
  }

  getClaimDefinition(): PlatformDefinition | undefined {
    return this.#management?.getClaimDefinition();
  }

  /** See {@link FleetObserver.getAccess}. */
  async getAccess(key: ClaimKey, status: ClaimStatus | undefined) {
    const found =
      this.#workers.get(key)?.credentials ??
      (await this.#access.read(this.#ref(key), status));
    return (
      found && {
        server: found.server,
        token: found.token,
        caData: found.ca && Buffer.from(found.ca).toString('base64'),
      }
    );
  }

  /** See {@link FleetObserver.readResource}. */
  async readResource(
    key: ClaimKey,
    resource: ResourceRef,
    status: ClaimStatus | undefined,
  ): Promise<ReadOutcome | undefined> {
    return (
      this.#workers.get(key)?.readResource(resource) ??
      this.#readOnce(key, status, client =>
        readResource(client, resource, this.#abort.signal),
      )
    );
  }

  /** See {@link FleetObserver.readApplication}. */
  async readApplication(
    key: ClaimKey,
    application: Pick<Application, 'namespace' | 'name'>,
    status: ClaimStatus | undefined,
  ): Promise<ReadOutcome<ApplicationReading> | undefined> {
    const { argocdNamespace } = this.options.workers;
    return (
      this.#workers.get(key)?.readApplication(application) ??
      this.#readOnce(key, status, client =>
        readApplication(client, application, {
          argocdNamespace,
          signal: this.#abort.signal,
        }),
      )
    );
  }

  /** See {@link FleetObserver.readClaim}. */
  readClaim(
    key: ClaimKey,
    kind: Pick<ClaimObservation, 'apiVersion' | 'kind'>,
  ): Promise<ReadOutcome<unknown>> {
    const { namespace, name } = this.#ref(key);
    return readClaim(
      this.#server.client,
      { ...kind, namespace, name },
      this.#abort.signal,
    );
  }

  /** Where another replica observes the worker: reads over a connection for this once. */
  async #readOnce<T>(
    key: ClaimKey,
    status: ClaimStatus | undefined,
    read: (client: ApiServerClient) => Promise<ReadOutcome<T>>,
  ): Promise<ReadOutcome<T> | undefined> {
    try {
      const credentials = await this.#access.read(this.#ref(key), status);
      if (!credentials) return undefined;
      const client = createWorkerClient(
        credentials,
        this.options.workers.policy,
      );
      try {
        return await read(client);
      } finally {
        await client.close();
      }
    } catch (error) {
      return { status: 'unreachable', message: (error as Error).message };
    }
  }

  #assignManagement(assigned: boolean) {
    const { cluster, timings, onManagement } = this.options;
    const running = this.#management;
    if (assigned && !running) {
      this.#management = new ManagementObserver({
        cluster,
        server: this.#server,
        timings,
        onClaims: keys => this.#onClaims(keys),
        onManagement: () => {
          this.#forgetGone();
          onManagement();
        },
      });
      this.#management.start();
    } else if (!assigned && running) {
      // What was seen here stays until the new owner tells.
      for (const key of this.#assignment ? running.keys() : []) {
        const claimed = this.#claimOf(key);
        if (claimed && this.#ownsWorker(key)) this.#told.set(key, claimed);
      }
      this.#management = undefined;
      this.#listed = false;
      const stopping = running.stop();
      this.#stopping.add(stopping);
      stopping.finally(() => this.#stopping.delete(stopping));
    }
  }

  #onClaims(keys: ClaimKey[]) {
    for (const key of keys) {
      if (this.#isSeen(key)) this.#told.delete(key);
    }
    this.#changed(keys);
    this.options.onClaims(keys.map(key => this.#ref(key)));
  }

  /** Claims that another replica saw, and that are not there now that all claims have been listed here. */
  #forgetGone() {
    if (!this.#told.size || !this.observe()?.complete) return;
    const known = new Set(this.#management?.keys());
    const gone = [...this.#told.keys()].filter(key => !known.has(key));
    for (const key of gone) this.#told.delete(key);
    this.#changed(gone);
  }

  #endHandover() {
    this.#handover = undefined;
    const pending = this.#keys().filter(key => {
      const worker = this.#workers.get(key)?.observe();
      return worker && isPending(worker);
    });
    if (pending.length) {
      this.options.onClusters(pending.map(key => this.#ref(key)));
    }
  }

  #changed(keys: ClaimKey[]) {
    const own = keys.filter(key => this.#ownsWorker(key));
    for (const key of own) this.#workers.set(key, this.#statusOf(key));
    if (own.length) this.options.onClusters(own.map(key => this.#ref(key)));
  }

  #keys(): ClaimKey[] {
    return [
      ...new Set([...(this.#management?.keys() ?? []), ...this.#told.keys()]),
    ];
  }

  /** Whether all that belongs to the claim has been seen here. */
  #isSeen(key: ClaimKey): boolean {
    return this.#management?.isSynced(key) === true;
  }

  #claimOf(key: ClaimKey): ClaimedCluster | undefined {
    const own = this.#management?.getCluster(key);
    const told = this.#told.get(key);
    const same = told?.claim?.metadata.uid === own?.claim?.metadata.uid;
    return own && (!own.notSynced || (told && !same)) ? own : told ?? own;
  }

  #statusOf(key: ClaimKey): ClaimStatus | undefined {
    return this.#management?.status(key) ?? this.#told.get(key)?.claim?.status;
  }

  #identitiesOf(key: ClaimKey) {
    const { identities, onClusters } = this.options;
    const ref = this.#ref(key);
    return {
      set: (identity: Identity | undefined) => {
        const others = identities.set(ref, identity);
        if (others.length) onClusters(others);
      },
      shared: () => identities.sharedBy(ref),
    };
  }

  #ownsWorker(key: ClaimKey): boolean {
    return this.#assignment?.owns(stringifyClusterRef(this.#ref(key))) === true;
  }

  #ref(key: ClaimKey): ClusterRef {
    const at = key.indexOf('/');
    return {
      managementCluster: this.options.cluster.name,
      namespace: key.slice(0, at),
      name: key.slice(at + 1),
    };
  }
}
