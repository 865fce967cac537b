import type { ClusterRef } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { PlatformDefinition } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type { ManagementClusterConfig } from '../config';
import type {
  ClaimObservation,
  ClaimedCluster,
  ManagementObservation,
} from '../types';
import { DEFAULT_TIMINGS, type ReflectorTimings } from '../watch/Reflector';
import type { ClaimEntry } from '../transform/claim';
import type { WatchedServer } from '../watch/WatchedServer';
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
import { SyncedClusters } from './SyncedClusters';
import {
  clustersThatNeed,
  RECOVERY_MS,
  type UnreadInput,
  unreadOfCluster,
  unreadOfServer,
} from './unreadCollections';

export interface ManagementObserverOptions {
  cluster: ManagementClusterConfig;
  server: WatchedServer;
  /** Something that is kept of these claims changed. */
  onClaims(keys: ClaimKey[]): void;
  /** The connection changed. */
  onManagement(): void;
  timings?: ReflectorTimings;
}

/**
 * Observes one management cluster.
 *
 * `CoreWatches` reads XRDs, Compositions and the management Argo CD's Applications. With the claims that are known, they
 * determine which collections are observed (`neededCollections`, `CollectionSet`): an event marks what is due, and one `#reconcile` a turn starts what is missing and stops what is not needed.
 */
export class ManagementObserver {
  readonly #abort = new AbortController();
  readonly #tracker: ConnectionTracker;
  readonly #core: CoreWatches;
  readonly #collections: CollectionSet;
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
    const { server, timings } = options;
    const { client } = server;
    const onWatch = () => this.#updateSyncedSoon();
    this.#tracker = new ConnectionTracker(
      () => this.#onConnection(),
      Date.now,
      onWatch,
    );
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
      client: client,
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
      discovery: new Discovery(client, signal),
      onObject: change => this.#onObject(change),
      onListed: () => options.onManagement(),
      onReadable: id => this.#onReadable([id]),
      onWatch,
    });
  }

  start() {
    this.#core.start();
    this.#isolation.start();
    this.#reconcile();
    this.#probing = probeServer({
      client: this.options.server.client,
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
      this.#core.stop(),
      this.#isolation.stop(),
      this.#probing,
    ]);
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

  keys(): ClaimKey[] {
    return this.#index.keys();
  }

  /** What the claim says of the worker; undefined if there is no claim (any more). */
  status(key: ClaimKey): ClaimObservation['status'] | undefined {
    return this.#index.claim(key) && this.#index.status(key);
  }

  /** Whether there is a claim of which all that belongs to it has been listed. */
  isSynced(key: ClaimKey): boolean {
    return this.#index.claim(key) !== undefined && this.#synced.has(key);
  }

  getCluster(key: ClaimKey): ClaimedCluster | undefined {
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
    };
  }

  getClaimDefinition(): PlatformDefinition | undefined {
    return selectClaimDefinition(
      this.#core.definitions(),
      this.options.cluster.claims[0],
      this.#core.compositions(),
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

  #changed(keys: ClaimKey[]) {
    if (keys.length) this.options.onClaims(keys);
  }

  #trackingOf(key: ClaimKey): ClaimedCluster['claimTracking'] {
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

  /** Computes which collections are to be observed, starts what is missing and stops the others. */
  #reconcile() {
    if (this.#abort.signal.aborted) return;
    const { claims, composedKinds } = this.options.cluster;
    const before = this.#needs;
    this.#needs = neededCollections({
      configured: claims,
      allowed: composedKinds,
      definitions: this.#core.definitions(),
      getComposition: this.#core.getComposition,
      clusters: this.#index.keys().map(key => ({
        key,
        claim: this.#index.claim(key)!,
        composite: this.#index.composite(key),
      })),
    });
    this.#collections.reconcile(this.#needs.collections);
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
    if (!haveSameNeeds(before, now)) this.#reconcileSoon();
    this.#changed([key]);
  }

  #onComposite(
    current: ClaimEntry | undefined,
    previous: ClaimEntry | undefined,
  ) {
    const keys = this.#index.setComposite(current, previous);
    if (!haveSameNeeds(previous, current)) this.#reconcileSoon();
    this.#changed(keys);
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
