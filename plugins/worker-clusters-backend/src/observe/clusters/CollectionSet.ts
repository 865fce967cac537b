import type { ClaimEntry } from '../transform/claim';
import type { ComposedEntry } from '../transform/composed';
import type { ReflectorTimings } from '../watch/Reflector';
import type { WatchedServer } from '../watch/WatchedServer';
import { Collection } from './Collection';
import { ConnectionTracker } from './ConnectionTracker';
import type { Discovery } from './Discovery';
import type { CollectionRole, NeededCollection } from './neededCollections';

const COMPOSED_LABEL = 'crossplane.io/composite';

/** An object of a collection came, changed (`previous` is what was kept) or went (`current` is undefined). */
export type CollectionChange =
  | {
      role: 'claims' | 'composites';
      /** Id of the collection. */
      id: string;
      /** `<namespace>/<name>` */
      key: string;
      current?: ClaimEntry;
      previous?: ClaimEntry;
    }
  | {
      role: 'composed';
      id: string;
      key: string;
      current?: ComposedEntry;
      previous?: ComposedEntry;
    };

export interface CollectionSetOptions {
  server: WatchedServer;
  discovery: Discovery;
  /** Of the management cluster: claims that cannot be read are its state. */
  tracker: ConnectionTracker;
  signal: AbortSignal;
  timings?: ReflectorTimings;
  onObject(change: CollectionChange): void;
  /** A collection was listed. */
  onListed(): void;
  /** A collection of composite or composed resources became readable, or is not any more. */
  onReadable(id: string): void;
  /** A watch reported how it stands. */
  onWatch(): void;
}

interface Running {
  role: CollectionRole;
  collection: Collection<any>;
}

/**
 * The collections of a management cluster that are watched. `reconcile` takes those that should be, starts what is
 * missing and stops what is not needed; a collection that stops reports its objects as gone.
 */
export class CollectionSet {
  readonly #running = new Map<string, Running>();
  readonly #stopping = new Set<Promise<void>>();

  constructor(private readonly options: CollectionSetOptions) {}

  /** @param needed - every collection to be watched, by id */
  reconcile(needed: ReadonlyMap<string, NeededCollection>) {
    for (const [id, { role, collection }] of [...this.#running]) {
      if (needed.has(id)) continue;
      const known = collection.entries();
      this.#stop(id);
      for (const [key, previous] of known) {
        this.options.onObject({ role, id, key, previous });
      }
    }
    for (const [id, collection] of needed) {
      const running = this.#running.get(id)?.collection;
      if (running?.kind.apiVersion !== collection.apiVersion) {
        this.#start(id, collection);
      }
    }
  }

  /** Undefined for one that is not watched, or whose state is that of the management cluster. */
  get(id: string): Collection<any> | undefined {
    const running = this.#running.get(id);
    return running && running.role !== 'claims'
      ? running.collection
      : undefined;
  }

  /** Ids of the collections whose state is their own. */
  ids(): string[] {
    return [...this.#running].flatMap(([id, { role }]) =>
      role === 'claims' ? [] : [id],
    );
  }

  /** True once all collections of claims have been listed. */
  get claimsListed(): boolean {
    return [...this.#running.values()].every(
      ({ role, collection }) => role !== 'claims' || collection.listed,
    );
  }

  /** True once the collection has been listed, or cannot be until a person changes something. */
  isSynced(id: string): boolean {
    return this.#running.get(id)?.collection.tracker.synced === true;
  }

  /** Stops all watches and reports nothing; resolves once they have ended. */
  async stop() {
    for (const id of [...this.#running.keys()]) this.#stop(id);
    await Promise.all(this.#stopping);
  }

  #start(id: string, { role, apiVersion, kind }: NeededCollection) {
    const { server, discovery, signal, timings, onObject } = this.options;
    // Of the same kind in another version: what it saw stays until the new one has listed.
    const before: Map<string, any> | undefined = this.#running
      .get(id)
      ?.collection.entries();
    this.#stop(id);
    const collection = new Collection<any>({
      id,
      kind: { apiVersion, kind },
      server,
      discovery,
      tracker: role === 'claims' ? this.options.tracker : this.#track(id),
      signal,
      timings,
      namespaced: role === 'claims',
      labelSelector: role === 'composed' ? COMPOSED_LABEL : undefined,
      transform: role === 'composed' ? 'composed' : 'claim',
      onChange: (key, current, previous) =>
        onObject({ role, id, key, current, previous }),
      onListed: this.options.onListed,
      before,
    });
    this.#running.set(id, { role, collection });
  }

  #track(id: string): ConnectionTracker {
    return new ConnectionTracker(
      () => this.options.onReadable(id),
      Date.now,
      this.options.onWatch,
    );
  }

  #stop(id: string) {
    const running = this.#running.get(id);
    if (!running) return;
    this.#running.delete(id);
    const { collection } = running;
    if (collection.tracker !== this.options.tracker) collection.tracker.stop();
    const stopping = collection.stop();
    this.#stopping.add(stopping);
    stopping.finally(() => this.#stopping.delete(stopping));
  }
}
