import type {
  ClusterRef,
  ResourceRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { SharedLimits } from '../budget/SharedLimits';
import type { ManagementClusterConfig, ObserveConfig } from '../config';
import { ApiServerClient } from '../http/ApiServerClient';
import type { ObserveMetrics } from '../ObserveMetrics';
import type {
  ClusterObservation,
  LiveDefinition,
  ManagementObservation,
} from '../types';
import { DEFAULT_TIMINGS, type ReflectorTimings } from '../watch/Reflector';
import type { ClaimEntry } from '../transform/claim';
import { WatchedServer } from '../watch/WatchedServer';
import { ClaimIndex, type ClaimKey } from './ClaimIndex';
import { selectClaimDefinition } from './claimDefinition';
import { type CollectionChange, CollectionSet } from './CollectionSet';
import { ConnectionTracker } from './ConnectionTracker';
import { CoreWatches } from './CoreWatches';
import { Discovery } from './Discovery';
import { ManagementIsolationObserver } from './ManagementIsolationObserver';
import {
  findComposition,
  haveSameNeeds,
  neededCollections,
  type Needs,
} from './neededCollections';
import { probeServer } from './probeServer';
import type { Identity, SharedIdentities } from './SharedIdentities';
import { SyncedClusters } from './SyncedClusters';
import {
  clustersThatNeed,
  RECOVERY_MS,
  type UnreadInput,
  unreadOfCluster,
  unreadOfServer,
} from './unreadCollections';
import { WorkerCompartment } from './WorkerCompartment';
import { WorkerSet } from './WorkerSet';

export interface ManagementObserverOptions {
  cluster: ManagementClusterConfig;
  workers: ObserveConfig['workers'];
  /** Of the workers of all management clusters. */
  identities: SharedIdentities;
  shared: SharedLimits;
  metrics: ObserveMetrics;
  /** Something that is kept of these clusters changed. */
  onClusters(refs: ClusterRef[]): void;
  /** The connection changed. */
  onManagement(): void;
  timings?: ReflectorTimings;
}

/**
 * Observes one management cluster and its workers.
 *
 * `CoreWatches` reads XRDs, Compositions and the management Argo CD's Applications. With the claims that are known, they
 * determine which collections (`neededCollections`, `CollectionSet`) and which workers (`WorkerSet`) are observed:
 * an event marks what is due, and one `#reconcile` a turn starts what is missing and stops what is not needed.
 */
export class ManagementObserver {
  readonly #abort = new AbortController();
  readonly #client: ApiServerClient;
  readonly #tracker: ConnectionTracker;
  readonly #core: CoreWatches;
  readonly #collections: CollectionSet;
  readonly #workers: WorkerSet;
  readonly #index = new ClaimIndex();
  readonly #synced = new SyncedClusters();
  readonly #isolation: ManagementIsolationObserver;
  #needs: Needs = { collections: new Map(), clusters: new Map() };
  #probing: Promise<void> | undefined;
  #reconcileDue: NodeJS.Immediate | undefined;
  #syncDue: NodeJS.Immediate | undefined;
  #recovering: NodeJS.Timeout | undefined;

  constructor(private readonly options: ManagementObserverOptions) {
    const { signal } = this.#abort;
    const { timings, shared } = options;
    this.#client = new ApiServerClient({
      ...options.cluster,
      // One for each kind, and one for each worker's Secret.
      limits: { connections: null },
    });
    const onWatch = () => this.#updateSyncedSoon();
    this.#tracker = new ConnectionTracker(
      () => this.#onConnection(),
      Date.now,
      onWatch,
    );
    const server = new WatchedServer({
      client: this.#client,
      shared,
      metrics: options.metrics.forServer({
        managementCluster: options.cluster.name,
      }),
    });
    const watches = {
      server,
      tracker: this.#tracker,
      signal,
      timings,
    };
    this.#core = new CoreWatches({
      ...watches,
      cluster: options.cluster,
      onStatus: () => options.onManagement(),
      onArgocdInstalled: () => {
        options.onManagement();
        this.#changed(this.#index.keys());
      },
      onDefinition: () => this.#reconcileSoon(),
      onComposition: name => {
        this.#reconcileSoon();
        this.#changed(this.#index.keysOfComposition(name));
      },
      onApplication: (current, previous) => {
        this.#changed(this.#index.setSyncingApplication(current, previous));
        this.#isolation.onApplication(
          current?.application,
          previous?.application,
        );
      },
    });
    this.#isolation = new ManagementIsolationObserver({
      client: this.#client,
      signal,
      timings,
      cluster: options.cluster,
      index: this.#index,
      core: this.#core,
      onChange: keys => {
        this.#changed(keys);
        options.onManagement();
      },
    });
    this.#collections = new CollectionSet({
      ...watches,
      discovery: new Discovery(this.#client, signal),
      onObject: change => this.#onObject(change),
      onListed: () => options.onManagement(),
      onReadable: id => this.#onReadable([id]),
      onWatch,
    });
    this.#workers = new WorkerSet(
      key =>
        new WorkerCompartment({
          server,
          shared,
          metrics: options.metrics.forServer({
            managementCluster: options.cluster.name,
            worker: key,
          }),
          namespace: this.#ref(key).namespace,
          workers: options.workers,
          identities: this.#identitiesOf(key),
          timings,
          onChange: () => this.#changed([key]),
        }),
    );
  }

  start() {
    this.#core.start();
    this.#isolation.start();
    this.#reconcile();
    this.#probing = probeServer({
      client: this.#client,
      timings: this.options.timings ?? DEFAULT_TIMINGS,
      signal: this.#abort.signal,
      onAnswer: () => this.#tracker.seen(),
      onSilence: error => this.#tracker.silent(error),
    });
  }

  async stop() {
    this.#abort.abort();
    clearImmediate(this.#reconcileDue);
    clearImmediate(this.#syncDue);
    clearTimeout(this.#recovering);
    this.#tracker.stop();
    await Promise.all([
      this.#collections.stop(),
      this.#workers.stop(),
      this.#core.stop(),
      this.#isolation.stop(),
      this.#probing,
    ]);
    await this.#client.close();
  }

  observe(): ManagementObservation {
    const { name, title } = this.options.cluster;
    return {
      name,
      title,
      connection: this.#tracker.state,
      complete:
        !this.#reconcileDue &&
        this.#core.definitionsListed &&
        this.#collections.claimsListed,
      unread: unreadOfServer(this.#unreadInput).map(({ keys, ...unread }) => ({
        ...unread,
        clusters: keys.map(key => this.#ref(key)),
      })),
      argocdInstalled: this.#core.argocdInstalled,
      isolation: this.#isolation.observe(),
    };
  }

  listClusters(): ClusterRef[] {
    return this.#index.keys().map(key => this.#ref(key));
  }

  getWorkerConnection(namespace: string, name: string) {
    return this.#workers.get(`${namespace}/${name}`)?.connection;
  }

  getCluster(namespace: string, name: string): ClusterObservation | undefined {
    const key = `${namespace}/${name}`;
    const observation = this.#index.observe(key);
    if (!observation) return undefined;
    const unread = this.#core.listed
      ? unreadOfCluster(key, this.#unreadInput)
      : [];
    const claimTracking = this.#trackingOf(key);
    return {
      ...observation,
      ref: this.#ref(key),
      ...(this.#synced.has(key) ? {} : { notSynced: true as const }),
      ...(unread.length && { unread }),
      ...(claimTracking && { claimTracking }),
      composition: findComposition(
        this.#index.owner(key),
        this.#core.getComposition,
      ),
      ...this.#isolation.observeCluster(key),
      worker: this.#workers.get(key)?.observe(),
    };
  }

  getClaimDefinition(): LiveDefinition | undefined {
    return selectClaimDefinition(
      this.#core.definitions(),
      this.options.cluster.claims[0],
      this.#core.getComposition,
    );
  }

  readResource(namespace: string, name: string, resource: ResourceRef) {
    return this.#workers.get(`${namespace}/${name}`)?.readResource(resource);
  }

  getAccess(namespace: string, name: string) {
    const found = this.#workers.get(`${namespace}/${name}`)?.credentials;
    return (
      found && {
        server: found.server,
        token: found.token,
        caData: found.ca && Buffer.from(found.ca).toString('base64'),
      }
    );
  }

  get #unreadInput(): UnreadInput {
    return {
      needs: this.#needs,
      collections: this.#collections,
      connection: this.#tracker.state,
      now: Date.now(),
    };
  }

  #ref(key: ClaimKey): ClusterRef {
    const at = key.indexOf('/');
    return {
      managementCluster: this.options.cluster.name,
      namespace: key.slice(0, at),
      name: key.slice(at + 1),
    };
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

  #changed(keys: ClaimKey[]) {
    if (keys.length) this.options.onClusters(keys.map(key => this.#ref(key)));
  }

  #trackingOf(key: ClaimKey): ClusterObservation['claimTracking'] {
    if (this.#index.isTracked(key)) return 'argocd';
    switch (this.#core.argocdInstalled) {
      case true:
        return 'none';
      case false:
        return 'noArgoCd';
      default:
        return undefined;
    }
  }

  /** Once per turn: a list brings many changes at once. */
  #reconcileSoon() {
    this.#reconcileDue ??= setImmediate(() => {
      this.#reconcileDue = undefined;
      this.#reconcile();
    });
  }

  /** Computes which collections and workers are to be observed, starts what is missing and stops the others. */
  #reconcile() {
    if (this.#abort.signal.aborted) return;
    const { claims, composedKinds } = this.options.cluster;
    const before = this.#needs;
    const keys = this.#index.keys();
    this.#needs = neededCollections({
      configured: claims,
      allowed: composedKinds,
      definitions: this.#core.definitions(),
      getComposition: this.#core.getComposition,
      clusters: keys.map(key => ({
        key,
        claim: this.#index.claim(key)!,
        composite: this.#index.composite(key),
      })),
    });
    this.#collections.reconcile(this.#needs.collections);
    this.#workers.reconcile(
      new Map(keys.map(key => [key, this.#index.status(key)])),
    );
    for (const [key, { refused }] of this.#needs.clusters) {
      const known = before.clusters.get(key)?.refused ?? [];
      if (JSON.stringify(known) !== JSON.stringify(refused)) {
        this.#changed([key]);
      }
    }
    this.options.onManagement();
    this.#updateSyncedSoon();
  }

  #onObject(change: CollectionChange) {
    switch (change.role) {
      case 'claims':
        this.#onClaim(change.id, change.key, change.current);
        return;
      case 'composites':
        this.#onComposite(change.current, change.previous);
        return;
      default:
        this.#changed(this.#index.setComposed(change.current, change.previous));
    }
  }

  #onClaim(source: string, key: ClaimKey, claim: ClaimEntry | undefined) {
    const before = this.#index.claim(key);
    this.#index.setClaim(source, key, claim);
    const now = this.#index.claim(key);
    if (!now) this.#synced.delete(key);
    if (!before !== !now) this.#isolation.onClusters();
    if (haveSameNeeds(before, now)) this.#updateWorkers([key]);
    else this.#reconcileSoon();
    this.#changed([key]);
  }

  #onComposite(
    current: ClaimEntry | undefined,
    previous: ClaimEntry | undefined,
  ) {
    const keys = this.#index.setComposite(current, previous);
    if (haveSameNeeds(previous, current)) this.#updateWorkers(keys);
    else this.#reconcileSoon();
    this.#changed(keys);
  }

  #updateWorkers(keys: ClaimKey[]) {
    for (const key of keys) {
      this.#workers.update(key, this.#index.status(key));
    }
  }

  /** How the server stands decides whether a failure of one collection is its own. */
  #onConnection() {
    this.options.onManagement();
    const update = () =>
      this.#onReadable(
        this.#collections
          .ids()
          .filter(id => this.#collections.get(id)?.tracker.state.message),
      );
    update();
    clearTimeout(this.#recovering);
    this.#recovering = setTimeout(update, RECOVERY_MS + 10).unref();
  }

  /** Collections became readable, or are not any more. */
  #onReadable(ids: string[]) {
    if (!ids.length) return;
    this.#changed(clustersThatNeed(ids, { needs: this.#needs }));
    this.options.onManagement();
  }

  /** Once per turn: a list leads to further watches. */
  #updateSyncedSoon() {
    this.#syncDue ??= setImmediate(() => {
      this.#syncDue = undefined;
      if (this.#reconcileDue || !this.#tracker.synced) return;
      this.#changed(
        this.#synced.update(this.#index.keys(), this.#needs, this.#collections),
      );
    });
  }
}
