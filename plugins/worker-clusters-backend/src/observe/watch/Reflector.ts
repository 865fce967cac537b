import { isDeepStrictEqual } from 'node:util';
import { writeMessage } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { PageSize } from '../budget/PageSize';
import {
  ApiError,
  asApiError,
  isSameMessage,
  type MessageText,
} from '../http/ApiError';
import type { WatchRecorder } from '../ObserveMetrics';
import type { DecodedObject } from '../parse/decode';
import type { Transformed, TransformName } from '../transform/transforms';
import { StringPool } from '../parse/StringPool';
import { Backoff, BackoffOptions, DEFAULT_BACKOFF, pause } from './Backoff';
import { listAll } from './listAll';
import type { ResourcePath } from './ResourcePath';
import type { WatchedServer } from './WatchedServer';
import { watchOnce } from './watchOnce';

/** Timings of a reflector; the defaults are client-go's. */
export interface ReflectorTimings {
  backoff: BackoffOptions;
  /** A watch requests the server to end it after a random time between one and two times this. */
  watchSeconds: number;
  /** A watch that says nothing for longer than it was to last, plus this, is dead. */
  stallMarginMs: number;
  /** A server that has said nothing for this long is asked whether it is there. */
  quietMs: number;
  /** How long it has for its answer. */
  probeMs: number;
  /** Wait after a 403, and after more than is kept: neither changes by the second. */
  slowMs: number;
  /** A watch that ends sooner did not end because its time was over; one that is open for longer works. */
  shortWatchMs: number;
  /** Most objects of a page. */
  pageSize: number;
  /** How long a worker is paused that used up its budget. */
  quarantine: BackoffOptions;
}

const MINUTE = 60_000;

/** 1 min doubled up to 30 min, jittered; begins anew after half an hour in which it was not paused. */
const QUARANTINE: BackoffOptions = {
  initialMs: MINUTE,
  maxMs: 30 * MINUTE,
  resetAfterMs: 60 * MINUTE,
  random: Math.random,
  now: Date.now,
};

export const DEFAULT_TIMINGS: ReflectorTimings = {
  backoff: DEFAULT_BACKOFF,
  watchSeconds: 300,
  stallMarginMs: 30_000,
  quietMs: 30_000,
  probeMs: 10_000,
  slowMs: 60_000,
  shortWatchMs: 1000,
  pageSize: 500,
  quarantine: QUARANTINE,
};

/** How a reflector stands: `listed` once its store is complete; `error` while it cannot keep it so. */
export interface ReflectorStatus {
  listed: boolean;
  error?: ApiError;
}

/** What a reflector reads and keeps at most: a server cannot fill the memory. */
export interface ReflectorLimits {
  maxObjects: number;
  /** Of the transformed objects, as JSON. */
  maxBytes: number;
  /** Of a page, as it is sent. */
  maxPageBytes: number;
  /** Of all pages of a list. */
  maxListBytes: number;
}

const MIB = 1024 * 1024;

const DEFAULT_LIMITS: ReflectorLimits = {
  maxObjects: 100_000,
  maxBytes: 512 * MIB,
  maxPageBytes: 32 * MIB,
  maxListBytes: 2048 * MIB,
};

export interface ReflectorOptions<N extends TransformName, T = Transformed<N>> {
  server: WatchedServer;
  resource: ResourcePath;
  /** For messages: `Applications`. */
  what: MessageText;
  /** Projects an object to the fields the pipeline uses. */
  transform: N;
  /** Makes of these what is kept. Returns undefined to skip the object. Default: all of it. */
  refine?(transformed: Transformed<N>): T | undefined;
  /**
   * Compares a new version of an object with the one that is kept. Returns the object to keep: `previous`, which it may
   * update, if nothing changed that anybody is told of. Default: `previous` if they are equal.
   */
  merge?(previous: T, current: T): T;
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

/** Of all that is kept: workers repeat what others have. */
const STRINGS = new StringPool();

/** Most updates of an object change nothing that is kept of it. */
const mergeEqual = <T>(previous: T, current: T): T =>
  isDeepStrictEqual(previous, current) ? previous : current;

/** After these the watch goes on from the version that was seen last. */
const RESUMABLE = ['unreachable', 'unauthorized', 'forbidden', 'throttled'];

/** So many watches in a row that end at once are a fault. */
const SHORT_WATCHES = 3;

/**
 * Keeps a copy of one collection of one API server, projected by `transform`, with the semantics of client-go's
 * reflector: paged LIST, WATCH from its version, bookmarks, resume after a cut, relist on 410, back-off. What is known
 * is never dropped because of a failure.
 *
 * Source of the rules: Kubernetes "API concepts", `k8s.io/client-go/tools/cache/reflector.go`.
 */
export class Reflector<N extends TransformName, T = Transformed<N>> {
  #kept = new Map<string, Kept<T>>();
  #bytes = 0;
  readonly #timings: ReflectorTimings;
  readonly #limits: ReflectorLimits;
  readonly #backoff: Backoff;
  readonly #pageSize: PageSize;
  readonly #recorder: WatchRecorder;
  #version: string | undefined;
  #status: ReflectorStatus = { listed: false };
  /** What was wrong with the last watch, until one works: a sound list alone does not make it well. */
  #fault: ApiError | undefined;
  #shortWatches = 0;

  constructor(private readonly options: ReflectorOptions<N, T>) {
    this.#timings = options.timings ?? DEFAULT_TIMINGS;
    this.#limits = options.limits ?? DEFAULT_LIMITS;
    this.#backoff = new Backoff(this.#timings.backoff);
    this.#pageSize = new PageSize(this.#timings.pageSize);
    this.#recorder = options.server.metrics.watch(options.resource);
  }

  get status() {
    return this.#status;
  }

  /** All that is kept, in a list that belongs to the caller. */
  values(): T[] {
    const values: T[] = [];
    for (const { value } of this.#kept.values()) values.push(value);
    return values;
  }

  *entries(): IterableIterator<[string, T]> {
    for (const [key, { value }] of this.#kept) yield [key, value];
  }

  /** @param key - `<namespace>/<name>` */
  get(key: string): T | undefined {
    return this.#kept.get(key)?.value;
  }

  /** Shows why the collection is not read at present; until it is again. */
  interrupt(error: ApiError) {
    this.#setStatus({ listed: this.#status.listed, error });
  }

  /** Works until the signal aborts, and calls nothing back after that. Can be called again then. */
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
    this.#recorder.stopped();
  }

  async #recover(error: ApiError, signal: AbortSignal) {
    // The server's version is gone, or what was heard last may have gaps: the list is made anew.
    if (!RESUMABLE.includes(error.kind)) this.#version = undefined;
    // Expected after a compaction.
    if (error.kind !== 'gone') {
      this.#setStatus({ listed: this.#status.listed, error });
    }
    const slow = error.kind === 'forbidden' || error.kind === 'excessive';
    const ms = Math.max(
      this.#backoff.next(),
      error.retryAfterMs ?? 0,
      slow ? this.#timings.slowMs : 0,
    );
    this.#recorder.failed(error, ms);
    await pause(ms, signal);
  }

  async #list(signal: AbortSignal) {
    const { server, resource, what, transform } = this.options;
    const { maxObjects, maxPageBytes, maxListBytes } = this.#limits;
    const before = this.#kept;
    const found = new Map<string, Kept<T>>();
    let bytes = 0;
    this.#recorder.listBegan();
    const version = await listAll(server, {
      resource,
      what,
      transform,
      recorder: this.#recorder,
      pageSize: this.#pageSize,
      // Pages may be shorter than requested, but not endlessly.
      maxPages: 100 + Math.ceil((10 * maxObjects) / this.#timings.pageSize),
      maxPageBytes,
      maxListBytes,
      signal,
      onBegin: () => {
        found.clear();
        bytes = 0;
      },
      onObject: object => {
        const known = before.get(object.key);
        const kept =
          known?.version === object.version ? known : this.#keep(object);
        if (!kept) return;
        if (known && kept !== known) kept.value = this.#merge(known, kept);
        bytes += kept.bytes - (found.get(object.key)?.bytes ?? 0);
        found.set(object.key, kept);
        this.#checkLimits(found.size, bytes);
      },
      onPage: () => this.options.onSeen?.(),
    });

    if (signal.aborted) return;
    this.#kept = found;
    this.#bytes = bytes;
    this.#version = version;
    this.#recorder.listEnded(found.size);
    this.#setStatus({ listed: true, error: this.#fault });
    for (const [key, { value }] of found) {
      const old = before.get(key)?.value;
      if (old === value) continue;
      this.options.onChange(key, value, old);
      await server.pause();
      if (signal.aborted) return;
    }
    for (const [key, old] of before) {
      if (!found.has(key)) this.options.onChange(key, undefined, old.value);
    }
  }

  async #watch(resourceVersion: string, signal: AbortSignal) {
    const { server, resource, what, transform } = this.options;
    const { watchSeconds, stallMarginMs, shortWatchMs, backoff } =
      this.#timings;
    const timeoutSeconds = Math.ceil(watchSeconds * (1 + backoff.random()));
    const began = backoff.now();
    let proof: NodeJS.Timeout | undefined;
    const proven = () => {
      clearTimeout(proof);
      this.#shortWatches = 0;
      this.#fault = undefined;
      if (!signal.aborted) this.#setStatus({ listed: true });
    };
    const events = watchOnce(server, {
      resource,
      what,
      transform,
      recorder: this.#recorder,
      resourceVersion,
      timeoutSeconds,
      silenceMs: timeoutSeconds * 1000 + stallMarginMs,
      signal,
      onOpen: () => {
        this.#recorder.opened();
        this.options.onSeen?.();
        if (!this.#fault) this.#setStatus({ listed: true });
        proof = setTimeout(proven, shortWatchMs).unref();
        this.options.onOpen?.();
      },
    });
    try {
      for await (const event of events) {
        if (signal.aborted) return;
        proven();
        this.options.onSeen?.();
        if (event.type !== 'BOOKMARK') {
          this.#put(
            event.key,
            event.type === 'DELETED' ? undefined : this.#keep(event),
          );
        }
        this.#version = event.version;
      }
    } catch (error) {
      if (error instanceof ApiError && error.kind === 'garbage') {
        this.#fault = error;
      }
      throw error;
    } finally {
      clearTimeout(proof);
    }
    this.#recorder.closed();
    // An end is normal after the watch's time. A server that ends each one at once is not asked in a loop.
    if (backoff.now() - began < shortWatchMs) {
      this.#onShortWatch();
      await pause(this.#backoff.next(), signal);
    }
  }

  #onShortWatch() {
    this.#shortWatches += 1;
    if (this.#shortWatches < SHORT_WATCHES) return;
    const { server, what } = this.options;
    // A list tells what such watches do not.
    this.#version = undefined;
    this.#fault = new ApiError(
      'garbage',
      writeMessage('watch-ends-at-once', { server: server.name, what }),
    );
    this.#setStatus({ listed: this.#status.listed, error: this.#fault });
  }

  #put(key: string, now: Kept<T> | undefined) {
    const old = this.#kept.get(key);
    if (old?.version === now?.version) return;
    const bytes = this.#bytes + (now?.bytes ?? 0) - (old?.bytes ?? 0);
    if (now) {
      this.#checkLimits(this.#kept.size + (old ? 0 : 1), bytes);
      if (old) now.value = this.#merge(old, now);
      this.#kept.set(key, now);
    } else {
      this.#kept.delete(key);
    }
    this.#bytes = bytes;
    if (old?.value === now?.value) return;
    this.options.onChange(key, now?.value, old?.value);
  }

  #keep({ version, json }: DecodedObject): Kept<T> | undefined {
    if (json === undefined) return undefined;
    const { transform, refine } = this.options;
    const parsed: Transformed<N> = JSON.parse(json);
    // A credential stays nowhere longer than it is used.
    const transformed = transform === 'secret' ? parsed : STRINGS.share(parsed);
    const value = refine ? refine(transformed) : (transformed as unknown as T);
    return value === undefined
      ? undefined
      : { version, value, bytes: json.length };
  }

  #merge(old: Kept<T>, now: Kept<T>): T {
    const { merge = mergeEqual } = this.options;
    return merge(old.value, now.value);
  }

  #checkLimits(objects: number, bytes: number) {
    const { maxObjects, maxBytes } = this.#limits;
    if (objects <= maxObjects && bytes <= maxBytes) return;
    const { server, what } = this.options;
    const subject = { server: server.name, what };
    throw new ApiError(
      'excessive',
      objects > maxObjects
        ? writeMessage('excess-kept-objects', { ...subject, limit: maxObjects })
        : writeMessage('excess-kept-bytes', { ...subject, limit: maxBytes }),
    );
  }

  #setStatus(status: ReflectorStatus) {
    const same =
      status.listed === this.#status.listed &&
      isSameMessage(status.error, this.#status.error);
    this.#status = status;
    if (!same) this.options.onStatus(status);
  }
}
