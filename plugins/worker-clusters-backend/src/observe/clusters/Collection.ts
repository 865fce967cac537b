import { writeMessage } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ClaimKind } from '../config';
import { ApiError } from '../http/ApiError';
import type { Transformed, TransformName } from '../transform/transforms';
import type { Reflector, ReflectorTimings } from '../watch/Reflector';
import type { WatchedServer } from '../watch/WatchedServer';
import type { ConnectionTracker } from './ConnectionTracker';
import type { Discovery } from './Discovery';
import { WatchSet } from './WatchSet';

export interface CollectionOptions<N extends TransformName> {
  /** Its name among the watches of the tracker. */
  id: string;
  kind: ClaimKind;
  server: WatchedServer;
  discovery: Discovery;
  /** Whose state it is when the collection cannot be read. */
  tracker: ConnectionTracker;
  signal: AbortSignal;
  timings?: ReflectorTimings;
  labelSelector?: string;
  /** A cluster-scoped kind is an error. */
  namespaced?: boolean;
  transform: N;
  /** As {@link Reflector} reports it. */
  onChange(
    key: string,
    current: Transformed<N> | undefined,
    previous: Transformed<N> | undefined,
  ): void;
  /** The collection was listed. */
  onListed?(): void;
  /** What an earlier watch of the same kind saw: stays until this one has listed. */
  before?: Iterable<[string, Transformed<N>]>;
}

/** One kind of the management cluster: finds out under which path it is served, then watches it, until it is stopped. */
export class Collection<N extends TransformName> {
  readonly #watches: WatchSet;
  readonly #before: Map<string, Transformed<N>>;
  #reflector: Reflector<N> | undefined;

  constructor(private readonly options: CollectionOptions<N>) {
    const { id, kind, discovery } = options;
    this.#before = new Map(options.before);
    this.#watches = new WatchSet(options);
    this.#watches.attempt(`discovery of ${id}`, async signal => {
      const found = await discovery.find(kind.apiVersion, kind.kind);
      if (!signal.aborted) this.#watch(found);
    });
  }

  get kind(): ClaimKind {
    return this.options.kind;
  }

  get tracker(): ConnectionTracker {
    return this.options.tracker;
  }

  get listed(): boolean {
    return this.#reflector?.status.listed === true;
  }

  /** All that is known of it. */
  entries(): Map<string, Transformed<N>> {
    return new Map([...this.#before, ...(this.#reflector?.entries() ?? [])]);
  }

  /** Ends the watch; nothing is called back afterwards. */
  async stop(): Promise<void> {
    await this.#watches.stopAll();
  }

  #watch({ resource, namespaced }: Awaited<ReturnType<Discovery['find']>>) {
    const { id, server, kind, labelSelector, transform, onChange } =
      this.options;
    const what = `${kind.kind} (${kind.apiVersion})`;
    if (this.options.namespaced && !namespaced) {
      throw new ApiError(
        'rejected',
        writeMessage('cluster-scoped', { what, server: server.name }),
      );
    }
    const reflector = this.#watches.start<N>(id, {
      resource: { ...resource, labelSelector },
      what,
      transform,
      onChange: (key, current, previous) => {
        onChange(key, current, previous ?? this.#before.get(key));
        this.#before.delete(key);
      },
      onStatus: ({ listed }) => {
        if (!listed) return;
        for (const [key, previous] of this.#before) {
          if (reflector.get(key)) continue;
          this.#before.delete(key);
          onChange(key, undefined, previous);
        }
        this.options.onListed?.();
      },
    });
    this.#reflector = reflector;
  }
}
