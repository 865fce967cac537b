import type { ClusterRef } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ManagementClusterConfig, ObserveConfig } from '../config';
import type { ClaimDefinition } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { ApiServerClient } from '../http/ApiServerClient';
import {
  type SyncingApplication,
  transformSyncingApplication,
} from '../transform/argocd';
import { transformClaim, type ClaimEntry } from '../transform/claim';
import { transformComposed, transformComposition } from '../transform/composed';
import {
  transformDefinition,
  type DefinitionEntry,
} from '../transform/definition';
import type {
  ClusterObservation,
  CompositionShape,
  LiveDefinition,
  ManagementObservation,
  UnreadCollection,
} from '../types';
import {
  DEFAULT_TIMINGS,
  type Reflector,
  type ReflectorTimings,
} from '../watch/Reflector';
import { ClaimIndex, type ClaimKey } from './ClaimIndex';
import { Collection } from './Collection';
import { ConnectionTracker } from './ConnectionTracker';
import { Discovery, splitApiVersion } from './Discovery';
import {
  type CollectionRole,
  findComposition,
  groupKind,
  haveSameNeeds,
  type NeededCollection,
  neededCollections,
  type Needs,
} from './neededCollections';
import { probeServer } from './probeServer';
import { WatchSet } from './WatchSet';
import { WorkerCompartment } from './WorkerCompartment';

export interface ManagementObserverOptions {
  cluster: ManagementClusterConfig;
  workers: ObserveConfig['workers'];
  /** Something that is kept of these clusters changed. */
  onClusters(refs: ClusterRef[]): void;
  /** The connection changed. */
  onManagement(): void;
  timings?: ReflectorTimings;
}

const COMPOSED_LABEL = 'crossplane.io/composite';
const CROSSPLANE = { group: 'apiextensions.crossplane.io', version: 'v1' };

/** After an outage each watch comes back at its own time: so long no one of them fails alone. */
const RECOVERY_MS = 60_000;

interface RunningCollection {
  role: CollectionRole;
  collection: Collection<any>;
}

/** What a Composition makes, by kind, most frequent first. */
function countKinds({ resources }: CompositionShape) {
  const counts = new Map<string, number>();
  for (const { kind, makes = kind } of resources) {
    counts.set(makes, (counts.get(makes) ?? 0) + 1);
  }
  return [...counts]
    .map(([kind, count]) => ({ kind, count }))
    .sort((a, b) => b.count - a.count || a.kind.localeCompare(b.kind));
}

/**
 * Watches one management cluster, and keeps a compartment per worker.
 *
 * XRDs, Compositions and the management Argo CD's Applications are always watched. Which claims, composite and
 * composed resources are follows from them (`neededCollections`): `#reconcile` starts what is missing and stops
 * what no cluster needs. Claims, XRDs and Compositions that cannot be read are the state of the connection; composed
 * resources that cannot be read are the state of the clusters that have some.
 */
export class ManagementObserver {
  readonly #abort = new AbortController();
  readonly #client: ApiServerClient;
  readonly #discovery: Discovery;
  readonly #tracker: ConnectionTracker;
  readonly #watches: WatchSet;
  readonly #index = new ClaimIndex();
  readonly #workers = new Map<ClaimKey, WorkerCompartment>();
  #probing: Promise<void> | undefined;
  readonly #stopping = new Set<Promise<void>>();
  /** What is watched, by the ids of `neededCollections`. */
  readonly #collections = new Map<string, RunningCollection>();
  #needs: Needs = { collections: new Map(), clusters: new Map() };
  #reconcileDue: NodeJS.Immediate | undefined;
  #syncDue: NodeJS.Immediate | undefined;
  /** Clusters of which all that is needed has been listed once, or cannot be. */
  readonly #synced = new Set<ClaimKey>();
  #definitions: Reflector<DefinitionEntry> | undefined;
  #compositions: Reflector<CompositionShape> | undefined;
  #applications: Reflector<SyncingApplication> | undefined;
  #argocdInstalled: boolean | undefined;
  #recovering: NodeJS.Timeout | undefined;

  constructor(private readonly options: ManagementObserverOptions) {
    const { signal } = this.#abort;
    this.#client = new ApiServerClient({
      ...options.cluster,
      // One for each kind, and one for each worker's Secret.
      limits: { connections: null },
    });
    this.#discovery = new Discovery(this.#client, signal);
    this.#tracker = new ConnectionTracker(
      () => this.#onConnection(),
      Date.now,
      () => this.#updateSyncedSoon(),
    );
    this.#watches = new WatchSet({
      client: this.#client,
      tracker: this.#tracker,
      signal,
      timings: options.timings,
    });
  }

  start() {
    const { argocdNamespace, claims } = this.options.cluster;
    const configured = new Set(claims.map(groupKind));
    this.#definitions = this.#watches.start('definitions', {
      resource: { ...CROSSPLANE, plural: 'compositeresourcedefinitions' },
      what: 'CompositeResourceDefinitions',
      trim: raw => {
        const found = transformDefinition(raw);
        return found && (found.labelled || configured.has(groupKind(found)))
          ? found
          : undefined;
      },
      onStatus: () => this.options.onManagement(),
      onChange: () => this.#reconcileSoon(),
    });
    this.#compositions = this.#watches.start('compositions', {
      resource: { ...CROSSPLANE, plural: 'compositions' },
      what: 'Compositions',
      trim: transformComposition,
      onChange: (_, current, previous) => {
        this.#reconcileSoon();
        this.#changed(
          this.#index.keysOfComposition((current ?? previous)!.name),
        );
      },
    });
    this.#applications = this.#watches.start('management-applications', {
      resource: {
        group: 'argoproj.io',
        version: 'v1alpha1',
        plural: 'applications',
        namespace: argocdNamespace,
      },
      what: "the management Argo CD's Applications",
      trim: transformSyncingApplication,
      // Without Argo CD's CRDs there is no Argo CD in the management cluster: another tool brings the claims there.
      optional: true,
      onStatus: () => this.#onApplicationsStatus(),
      onChange: (_, current, previous) =>
        this.#changed(this.#index.setSyncingApplication(current, previous)),
    });
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
    for (const id of [...this.#collections.keys()]) this.#stopCollection(id);
    for (const key of [...this.#workers.keys()]) this.#stopWorker(key);
    await Promise.all([
      this.#watches.stopAll(),
      this.#probing,
      ...this.#stopping,
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
        this.#definitions?.status.listed === true &&
        [...this.#collections.values()].every(
          ({ role, collection }) => role !== 'claims' || collection.listed,
        ),
      unread: this.#observeUnread(),
      argocdInstalled: this.#argocdInstalled,
    };
  }

  listClusters(): ClusterRef[] {
    return this.#index.keys().map(key => this.#ref(key));
  }

  getCluster(namespace: string, name: string): ClusterObservation | undefined {
    const key = `${namespace}/${name}`;
    const observation = this.#index.observe(key);
    if (!observation) return undefined;
    const unread = this.#unreadOf(key);
    const claimTracking = this.#trackingOf(key);
    return {
      ...observation,
      ref: this.#ref(key),
      ...(this.#synced.has(key) ? {} : { notSynced: true as const }),
      ...(unread.length && { unread }),
      ...(claimTracking && { claimTracking }),
      composition: findComposition(
        this.#index.owner(key),
        this.#getComposition,
      ),
      worker: this.#workers.get(key)?.observe(),
    };
  }

  /** Of the first kind that the configuration names, else of one of Crossplane v2. */
  getClaimDefinition(): LiveDefinition | undefined {
    const [configured] = this.options.cluster.claims;
    const known = [...(this.#definitions?.values() ?? [])];
    const found =
      known.find(d => configured && groupKind(d) === groupKind(configured)) ??
      known.find(d => d.modern) ??
      known[0];
    if (!found?.schema) return undefined;
    const others = known.flatMap(d =>
      d !== found && d.kind === found.kind && d.schema
        ? toClaimDefinition(d, d.schema)
        : [],
    );
    const composition =
      found.composition && this.#getComposition(found.composition);
    return {
      definition: toClaimDefinition(found, found.schema),
      ...(others.length && { others }),
      ...(composition && { resources: countKinds(composition) }),
    };
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

  #ref(key: ClaimKey): ClusterRef {
    const at = key.indexOf('/');
    return {
      managementCluster: this.options.cluster.name,
      namespace: key.slice(0, at),
      name: key.slice(at + 1),
    };
  }

  #changed(keys: ClaimKey[]) {
    if (keys.length) this.options.onClusters(keys.map(key => this.#ref(key)));
  }

  readonly #getComposition = (name: string) =>
    this.#compositions?.get(`/${name}`);

  /** Once per turn: a list brings many changes at once. */
  #reconcileSoon() {
    this.#reconcileDue ??= setImmediate(() => {
      this.#reconcileDue = undefined;
      this.#reconcile();
    });
  }

  /** Starts what is needed and not watched, and stops what is watched and not needed. */
  #reconcile() {
    if (this.#abort.signal.aborted) return;
    const { claims, composedKinds } = this.options.cluster;
    const before = this.#needs;
    this.#needs = neededCollections({
      configured: claims,
      allowed: composedKinds,
      definitions: [...(this.#definitions?.values() ?? [])],
      getComposition: this.#getComposition,
      clusters: this.#index.keys().map(key => ({
        key,
        claim: this.#index.claim(key)!,
        composite: this.#index.composite(key),
      })),
    });
    for (const [id, { role, collection }] of [...this.#collections]) {
      if (this.#needs.collections.has(id)) continue;
      const known = collection.entries();
      this.#stopCollection(id);
      for (const [key, value] of known) {
        this.#onObject(role, id, key, undefined, value);
      }
    }
    for (const [id, needed] of this.#needs.collections) {
      const running = this.#collections.get(id)?.collection;
      if (running?.kind.apiVersion !== needed.apiVersion) {
        this.#startCollection(id, needed);
      }
    }
    for (const [key, { refused }] of this.#needs.clusters) {
      const known = before.clusters.get(key)?.refused ?? [];
      if (JSON.stringify(known) !== JSON.stringify(refused)) {
        this.#changed([key]);
      }
    }
    this.options.onManagement();
    this.#updateSyncedSoon();
  }

  #startCollection(id: string, { role, apiVersion, kind }: NeededCollection) {
    // Of the same kind in another version: what it saw stays until the new one has listed.
    const before: Map<string, any> | undefined = this.#collections
      .get(id)
      ?.collection.entries();
    this.#stopCollection(id);
    const tracker =
      role === 'claims'
        ? this.#tracker
        : new ConnectionTracker(
            () => this.#onUnread([id]),
            Date.now,
            () => this.#updateSyncedSoon(),
          );
    const collection = new Collection<any>({
      id,
      kind: { apiVersion, kind },
      client: this.#client,
      discovery: this.#discovery,
      tracker,
      signal: this.#abort.signal,
      timings: this.options.timings,
      namespaced: role === 'claims',
      labelSelector: role === 'composed' ? COMPOSED_LABEL : undefined,
      trim: role === 'composed' ? transformComposed : transformClaim,
      onChange: (key, current, previous) =>
        this.#onObject(role, id, key, current, previous),
      onListed: () => this.options.onManagement(),
      before,
    });
    this.#collections.set(id, { role, collection });
  }

  #stopCollection(id: string) {
    const running = this.#collections.get(id);
    if (!running) return;
    this.#collections.delete(id);
    const { collection } = running;
    if (collection.tracker !== this.#tracker) collection.tracker.stop();
    this.#stopInBackground(collection.stop());
  }

  #onObject(
    role: CollectionRole,
    id: string,
    key: string,
    current: any,
    previous: any,
  ) {
    switch (role) {
      case 'claims':
        this.#onClaim(id, key, current);
        return;
      case 'composites':
        this.#onComposite(current, previous);
        return;
      default:
        this.#changed(this.#index.setComposed(current, previous));
    }
  }

  #onClaim(source: string, key: ClaimKey, claim: ClaimEntry | undefined) {
    const before = this.#index.claim(key);
    this.#index.setClaim(source, key, claim);
    const now = this.#index.claim(key);
    if (now) {
      this.#updateWorker(key);
    } else {
      this.#synced.delete(key);
      this.#stopWorker(key);
    }
    if (!haveSameNeeds(before, now)) this.#reconcileSoon();
    this.#changed([key]);
  }

  #onComposite(
    current: ClaimEntry | undefined,
    previous: ClaimEntry | undefined,
  ) {
    const keys = this.#index.setComposite(current, previous);
    for (const key of keys) this.#updateWorker(key);
    if (!haveSameNeeds(previous, current)) this.#reconcileSoon();
    this.#changed(keys);
  }

  #trackingOf(key: ClaimKey): ClusterObservation['claimTracking'] {
    if (this.#index.isTracked(key)) return 'argocd';
    switch (this.#argocdInstalled) {
      case true:
        return 'none';
      case false:
        return 'noArgoCd';
      default:
        return undefined;
    }
  }

  #onApplicationsStatus() {
    const { listed, error } = this.#applications!.status;
    const absent = error?.kind === 'notFound';
    const installed = absent ? false : listed || undefined;
    if (installed === this.#argocdInstalled) return;
    this.#argocdInstalled = installed;
    this.options.onManagement();
    this.#changed(this.#index.keys());
  }

  /** How the server stands decides whether a failure of one collection is its own. */
  #onConnection() {
    this.options.onManagement();
    const failing = () =>
      [...this.#collections].flatMap(([id, { role, collection }]) =>
        role !== 'claims' && collection.tracker.state.message ? [id] : [],
      );
    this.#onUnread(failing());
    clearTimeout(this.#recovering);
    this.#recovering = setTimeout(
      () => this.#onUnread(failing()),
      RECOVERY_MS + 10,
    ).unref();
  }

  /** Whether the server has been well for long enough that all its watches should be. */
  #isWell(): boolean {
    const { status, since } = this.#tracker.state;
    return status === 'live' && Date.now() - Date.parse(since) > RECOVERY_MS;
  }

  /** Collections became readable, or are not any more. */
  #onUnread(ids: string[]) {
    if (!ids.length) return;
    const keys = [...this.#needs.clusters].flatMap(([key, { collections }]) =>
      ids.some(id => collections.includes(id)) ? [key] : [],
    );
    this.#changed(keys);
    this.options.onManagement();
  }

  /** A collection that fails together with the whole server is no news of its own. */
  #failureOf(id: string): UnreadCollection | undefined {
    const collection = this.#collections.get(id)?.collection;
    if (!collection || collection.tracker === this.#tracker) return undefined;
    const { failure } = collection.tracker;
    return failure && (failure.lasting || this.#isWell())
      ? { ...collection.kind, message: failure.message }
      : undefined;
  }

  #unreadOf(key: ClaimKey): UnreadCollection[] {
    const needs = this.#needs.clusters.get(key);
    // Before XRDs and Compositions are listed nobody knows which kinds they name.
    const known =
      this.#definitions?.status.listed && this.#compositions?.status.listed;
    if (!needs || !known) return [];
    const failures = needs.collections.flatMap(id => this.#failureOf(id) ?? []);
    return [...needs.refused, ...failures];
  }

  #observeUnread(): ManagementObservation['unread'] {
    return [...this.#collections.keys()].flatMap(id => {
      const failure = this.#failureOf(id);
      if (!failure) return [];
      const keys = [...this.#needs.clusters].filter(([, { collections }]) =>
        collections.includes(id),
      );
      return [{ ...failure, clusters: keys.map(([key]) => this.#ref(key)) }];
    });
  }

  /** Once per turn: a list leads to further watches. */
  #updateSyncedSoon() {
    this.#syncDue ??= setImmediate(() => {
      this.#syncDue = undefined;
      this.#updateSynced();
    });
  }

  #updateSynced() {
    if (this.#reconcileDue || !this.#tracker.synced) return;
    const synced = this.#index.keys().filter(key => {
      if (this.#synced.has(key)) return false;
      const { collections = [] } = this.#needs.clusters.get(key) ?? {};
      return collections.every(
        id => this.#collections.get(id)?.collection.tracker.synced,
      );
    });
    for (const key of synced) this.#synced.add(key);
    this.#changed(synced);
  }

  /** Starts, restarts or leaves a worker's compartment, as the claim's status says. */
  #updateWorker(key: ClaimKey) {
    let worker = this.#workers.get(key);
    if (!worker) {
      const { workers, timings } = this.options;
      worker = new WorkerCompartment({
        client: this.#client,
        namespace: this.#ref(key).namespace,
        workers,
        timings,
        onChange: () => this.#changed([key]),
      });
      this.#workers.set(key, worker);
    }
    worker.update(this.#index.status(key));
  }

  #stopWorker(key: ClaimKey) {
    const worker = this.#workers.get(key);
    if (!worker) return;
    this.#workers.delete(key);
    this.#stopInBackground(worker.stop());
  }

  #stopInBackground(stopping: Promise<void>) {
    this.#stopping.add(stopping);
    stopping.finally(() => this.#stopping.delete(stopping));
  }
}

function toClaimDefinition(
  { apiVersion, kind }: DefinitionEntry,
  schema: ClaimDefinition['schema'],
): ClaimDefinition {
  const { group, version } = splitApiVersion(apiVersion);
  return { group, version, kind, schema };
}
