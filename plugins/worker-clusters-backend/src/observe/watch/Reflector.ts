import { ApiError, asApiError } from '../http/ApiError';
import type { ApiServerClient } from '../http/ApiServerClient';
import { Backoff, BackoffOptions, DEFAULT_BACKOFF, pause } from './Backoff';
import { listAll } from './listAll';
import { keyOf, ResourcePath } from './ResourcePath';
import { watchOnce } from './watchOnce';

/** Timings of a reflector; the defaults are client-go's. */
export interface ReflectorTimings {
  backoff: BackoffOptions;
  /** A watch asks the server to end it after a random time between one and two times this. */
  watchSeconds: number;
  /** A watch that says nothing for longer than it was to last, plus this, is dead. */
  stallMarginMs: number;
  /** A server that has said nothing for this long is asked whether it is there. */
  quietMs: number;
  /** How long it has for its answer. */
  probeMs: number;
  /** Wait after a 403, and after more than is kept: neither changes by the second. */
  slowMs: number;
  pageSize: number;
}

export const DEFAULT_TIMINGS: ReflectorTimings = {
  backoff: DEFAULT_BACKOFF,
  watchSeconds: 300,
  stallMarginMs: 30_000,
  quietMs: 30_000,
  probeMs: 10_000,
  slowMs: 60_000,
  pageSize: 500,
};

/** How a reflector stands: `listed` once its store is complete; `error` while it cannot keep it so. */
export interface ReflectorStatus {
  listed: boolean;
  error?: ApiError;
}

/** What a reflector keeps at most: a server cannot fill the memory. */
export interface ReflectorLimits {
  maxObjects: number;
  /** Of the transformed objects, as JSON. */
  maxBytes: number;
}

const DEFAULT_LIMITS: ReflectorLimits = {
  maxObjects: 100_000,
  maxBytes: 512 * 1024 * 1024,
};

export interface ReflectorOptions<T> {
  client: ApiServerClient;
  resource: ResourcePath;
  /** For messages: `Applications`. */
  what: string;
  /** Projects an object to the fields the pipeline uses. Returns undefined to skip it. Input is untrusted JSON. */
  transform(object: unknown): T | undefined;
  /**
   * An object came, changed (`previous` is what was kept) or went (`current` is undefined).
   *
   * @param key - `<namespace>/<name>`
   */
  onChange(key: string, current: T | undefined, previous: T | undefined): void;
  onStatus(status: ReflectorStatus): void;
  /** The server said something sound. */
  onSeen?(): void;
  /** A watch was accepted: the first one, after a cut, or because the last one's time was over. */
  onOpen?(): void;
  limits?: ReflectorLimits;
  timings?: ReflectorTimings;
}

interface Kept<T> {
  version: string;
  value: T;
  bytes: number;
}

/** A watch that ends sooner than this did not end because its time was over. */
const SHORT_WATCH_MS = 1000;

/** After these the watch goes on from the version that was seen last. */
const RESUMABLE = ['unreachable', 'unauthorized', 'forbidden', 'throttled'];

/**
 * Keeps a copy, transformed by `transform`, of one collection of one API server, with the semantics of client-go's reflector: paged
 * LIST, WATCH from its version, bookmarks, resume after a cut, relist on 410, back-off. What is known is never
 * dropped because of a failure.
 *
 * Source of the rules: Kubernetes "API concepts", `k8s.io/client-go/tools/cache/reflector.go`.
 */
export class Reflector<T> {
  #kept = new Map<string, Kept<T>>();
  #bytes = 0;
  readonly #timings: ReflectorTimings;
  readonly #limits: ReflectorLimits;
  readonly #backoff: Backoff;
  #version: string | undefined;
  #status: ReflectorStatus = { listed: false };

  constructor(private readonly options: ReflectorOptions<T>) {
    this.#timings = options.timings ?? DEFAULT_TIMINGS;
    this.#limits = options.limits ?? DEFAULT_LIMITS;
    this.#backoff = new Backoff(this.#timings.backoff);
  }

  get status() {
    return this.#status;
  }

  *values(): IterableIterator<T> {
    for (const { value } of this.#kept.values()) yield value;
  }

  *entries(): IterableIterator<[string, T]> {
    for (const [key, { value }] of this.#kept) yield [key, value];
  }

  /** @param key - `<namespace>/<name>` */
  get(key: string): T | undefined {
    return this.#kept.get(key)?.value;
  }

  /** Works until the signal aborts, and calls nothing back after that. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        if (this.#version === undefined) await this.#list(signal);
        if (this.#version !== undefined && !signal.aborted) {
          await this.#watch(this.#version, signal);
        }
      } catch (error) {
        if (!signal.aborted) await this.#recover(asApiError(error), signal);
      }
    }
  }

  async #recover(error: ApiError, signal: AbortSignal) {
    // The server's version is gone, or what was heard last may have gaps: the list is made anew.
    if (!RESUMABLE.includes(error.kind)) this.#version = undefined;
    // Expected after a compaction.
    if (error.kind !== 'gone') {
      this.#setStatus({ listed: this.#status.listed, error });
    }
    const slow = error.kind === 'forbidden' || error.kind === 'excessive';
    await pause(
      Math.max(
        this.#backoff.next(),
        error.retryAfterMs ?? 0,
        slow ? this.#timings.slowMs : 0,
      ),
      signal,
    );
  }

  async #list(signal: AbortSignal) {
    const { client, resource, what } = this.options;
    const { pageSize } = this.#timings;
    const found = new Map<string, Kept<T>>();
    let bytes = 0;
    const version = await listAll(client, {
      resource,
      what,
      pageSize,
      // Pages may be shorter than asked for, but not endlessly.
      maxPages: 100 + Math.ceil((10 * this.#limits.maxObjects) / pageSize),
      signal,
      onBegin: () => {
        found.clear();
        bytes = 0;
      },
      onItem: item => {
        const [key, kept] = this.#transform(item);
        if (!kept) return;
        bytes += kept.bytes - (found.get(key)?.bytes ?? 0);
        found.set(key, kept);
        this.#checkLimits(found.size, bytes);
      },
      onPage: () => this.options.onSeen?.(),
    });

    if (signal.aborted) return;
    const before = this.#kept;
    this.#kept = found;
    this.#bytes = bytes;
    this.#version = version;
    this.#setStatus({ listed: true });
    for (const [key, { version: now, value }] of found) {
      const old = before.get(key);
      if (old?.version !== now) this.options.onChange(key, value, old?.value);
    }
    for (const [key, old] of before) {
      if (!found.has(key)) this.options.onChange(key, undefined, old.value);
    }
  }

  async #watch(resourceVersion: string, signal: AbortSignal) {
    const { client, resource, what } = this.options;
    const { watchSeconds, stallMarginMs, backoff } = this.#timings;
    const timeoutSeconds = Math.ceil(watchSeconds * (1 + backoff.random()));
    const began = backoff.now();
    const events = watchOnce(client, {
      resource,
      what,
      resourceVersion,
      timeoutSeconds,
      silenceMs: timeoutSeconds * 1000 + stallMarginMs,
      signal,
      onOpen: () => {
        this.options.onSeen?.();
        this.#setStatus({ listed: true });
        this.options.onOpen?.();
      },
    });
    for await (const event of events) {
      if (signal.aborted) return;
      this.options.onSeen?.();
      if (event.type !== 'BOOKMARK') {
        const [key, kept] = this.#transform(event.object);
        this.#put(key, event.type === 'DELETED' ? undefined : kept);
      }
      this.#version = event.resourceVersion;
    }
    // An end is normal after the watch's time. A server that ends each one at once is not asked in a loop.
    if (backoff.now() - began < SHORT_WATCH_MS) {
      await pause(this.#backoff.next(), signal);
    }
  }

  #put(key: string, now: Kept<T> | undefined) {
    const old = this.#kept.get(key);
    if (old?.version === now?.version) return;
    const bytes = this.#bytes + (now?.bytes ?? 0) - (old?.bytes ?? 0);
    if (now) {
      this.#checkLimits(this.#kept.size + (old ? 0 : 1), bytes);
      this.#kept.set(key, now);
    } else {
      this.#kept.delete(key);
    }
    this.#bytes = bytes;
    this.options.onChange(key, now?.value, old?.value);
  }

  /** The key of an object, and what is kept of it if anything is. */
  #transform(object: any): [string, Kept<T> | undefined] {
    const { metadata } = object ?? {};
    const { name, resourceVersion: version } = metadata ?? {};
    if (typeof name !== 'string' || typeof version !== 'string') {
      throw new ApiError(
        'garbage',
        `${this.options.client.name} sent an object without name or version among ${this.options.what}`,
      );
    }
    const key = keyOf(metadata);
    const value = this.options.transform(object);
    if (value === undefined) return [key, undefined];
    return [key, { version, value, bytes: JSON.stringify(value).length }];
  }

  #checkLimits(objects: number, bytes: number) {
    const { maxObjects, maxBytes } = this.#limits;
    if (objects <= maxObjects && bytes <= maxBytes) return;
    const limit =
      objects > maxObjects
        ? `${maxObjects} ${this.options.what}`
        : `${maxBytes} bytes of ${this.options.what}`;
    throw new ApiError(
      'excessive',
      `${this.options.client.name} has more than ${limit}: the portal keeps no more of one cluster, and shows what it had before`,
    );
  }

  #setStatus(status: ReflectorStatus) {
    const same =
      status.listed === this.#status.listed &&
      status.error?.message === this.#status.error?.message;
    this.#status = status;
    if (!same) this.options.onStatus(status);
  }
}
