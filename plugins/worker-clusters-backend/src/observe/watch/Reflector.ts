import { ApiError } from '../http/ApiError';
import type { ApiServerClient } from '../http/ApiServerClient';
import { Backoff, BackoffOptions, DEFAULT_BACKOFF, pause } from './Backoff';
import { collectionPath, ResourcePath } from './ResourcePath';
import { watchOnce } from './watchOnce';

/** Timings of a reflector; the defaults are client-go's. */
export interface ReflectorTimings {
  backoff: BackoffOptions;
  /** A watch asks the server to end it after a random time between one and two times this. */
  watchSeconds: number;
  /** A watch that says nothing for longer than it was to last, plus this, is dead. */
  stallMarginMs: number;
  /** Wait after a 403: rights do not change by the second. */
  forbiddenMs: number;
  pageSize: number;
}

export const DEFAULT_TIMINGS: ReflectorTimings = {
  backoff: DEFAULT_BACKOFF,
  watchSeconds: 300,
  stallMarginMs: 30_000,
  forbiddenMs: 60_000,
  pageSize: 500,
};

/** How a reflector stands: `listed` once its store is complete; `error` while it cannot keep it so. */
export interface ReflectorStatus {
  listed: boolean;
  error?: ApiError;
}

export interface ReflectorOptions<T> {
  client: ApiServerClient;
  resource: ResourcePath;
  /** For messages: `Applications`. */
  what: string;
  /**
   * What is kept of an object as it is read (untrusted JSON); undefined: nothing.
   */
  trim(object: unknown): T | undefined;
  /** An object came, changed (`previous` is what was kept) or went (`current` is undefined). */
  onChange(key: string, current: T | undefined, previous: T | undefined): void;
  onStatus(status: ReflectorStatus): void;
  /** The server said something sound. */
  onSeen(): void;
  /** Upper bound of objects that are kept: a server cannot fill the memory. */
  maxObjects?: number;
  timings?: ReflectorTimings;
}

const DEFAULT_MAX_OBJECTS = 100_000;

/**
 * Keeps a trimmed copy of one collection of one API server, with the semantics of client-go's reflector: paged
 * LIST, WATCH from its version, bookmarks, resume after a cut, relist on 410, back-off. What is known is never
 * dropped because of a failure.
 *
 * Source of the rules: Kubernetes "API concepts", `k8s.io/client-go/tools/cache/reflector.go`.
 */
export class Reflector<T> {
  readonly #items = new Map<string, { version: string; value: T }>();
  readonly #timings: ReflectorTimings;
  readonly #backoff: Backoff;
  #version: string | undefined;
  #status: ReflectorStatus = { listed: false };

  constructor(private readonly options: ReflectorOptions<T>) {
    this.#timings = options.timings ?? DEFAULT_TIMINGS;
    this.#backoff = new Backoff(this.#timings.backoff);
  }

  get status() {
    return this.#status;
  }

  /** Values by `<namespace>/<name>`. */
  *values(): IterableIterator<T> {
    for (const { value } of this.#items.values()) yield value;
  }

  get(key: string): T | undefined {
    return this.#items.get(key)?.value;
  }

  /** Works until the signal aborts; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        if (this.#version === undefined) await this.#list(signal);
        await this.#watch(signal);
      } catch (error) {
        if (signal.aborted) return;
        await this.#recover(asApiError(error), signal);
      }
    }
  }

  async #recover(error: ApiError, signal: AbortSignal) {
    if (error.kind === 'gone') {
      // Expected after a compaction: the list is made anew, at once the first time and then with back-off.
      this.#version = undefined;
      await pause(this.#backoff.next() / 4, signal);
      return;
    }
    // A stream of garbage or a kind that went away: what was seen up to now may have gaps.
    if (['garbage', 'rejected', 'notFound'].includes(error.kind)) {
      this.#version = undefined;
    }
    this.#setStatus({ listed: this.#status.listed, error });
    const slow = error.kind === 'forbidden' || error.kind === 'notFound';
    await pause(
      error.retryAfterMs ??
        (slow
          ? Math.max(this.#timings.forbiddenMs, this.#backoff.next())
          : this.#backoff.next()),
      signal,
    );
  }

  async #list(signal: AbortSignal) {
    const { client, resource, what } = this.options;
    const found = new Map<string, { version: string; value: T }>();
    let token: string | undefined;
    let version: string | undefined;
    do {
      let page: any;
      try {
        page = await client.getJson({
          path: collectionPath(resource),
          query: {
            limit: this.#timings.pageSize,
            continue: token,
            labelSelector: resource.labelSelector,
            fieldSelector: resource.fieldSelector,
          },
          what,
          signal,
        });
      } catch (error) {
        // The token of a long list expired between two pages: from the beginning.
        if (token && error instanceof ApiError && error.kind === 'gone') {
          found.clear();
          token = undefined;
          version = undefined;
          await pause(this.#backoff.next() / 4, signal);
          if (signal.aborted) throw error;
          continue;
        }
        throw error;
      }
      if (!Array.isArray(page?.items) || typeof page?.metadata !== 'object') {
        throw new ApiError(
          'garbage',
          `${client.name} sent something that is not a list of ${what}`,
        );
      }
      for (const item of page.items) this.#keep(found, item);
      version = String(page.metadata.resourceVersion ?? '');
      token = page.metadata.continue || undefined;
      this.options.onSeen();
    } while (token);

    const before = new Map(this.#items);
    this.#items.clear();
    for (const [key, item] of found) this.#items.set(key, item);
    this.#version = version;
    this.#setStatus({ listed: true });
    for (const [key, item] of found) {
      const old = before.get(key);
      if (old?.version !== item.version) {
        this.options.onChange(key, item.value, old?.value);
      }
    }
    for (const [key, old] of before) {
      if (!found.has(key)) this.options.onChange(key, undefined, old.value);
    }
  }

  async #watch(signal: AbortSignal) {
    const { client, resource, what } = this.options;
    const { watchSeconds, stallMarginMs, backoff } = this.#timings;
    const timeoutSeconds = Math.ceil(watchSeconds * (1 + backoff.random()));
    const events = watchOnce(client, {
      resource,
      what,
      resourceVersion: this.#version!,
      timeoutSeconds,
      silenceMs: timeoutSeconds * 1000 + stallMarginMs,
      signal,
      onOpen: () => {
        this.options.onSeen();
        this.#setStatus({ listed: true });
      },
    });
    let heard = false;
    const began = backoff.now();
    for await (const event of events) {
      heard = true;
      this.options.onSeen();
      if (event.type === 'BOOKMARK') {
        this.#version = event.resourceVersion;
      } else if (event.type === 'DELETED') {
        this.#version = event.resourceVersion;
        const old = this.#items.get(event.key);
        this.#items.delete(event.key);
        if (old) this.options.onChange(event.key, undefined, old.value);
      } else {
        const old = this.#items.get(event.key);
        this.#keep(this.#items, event.object);
        this.#version = event.resourceVersion;
        const now = this.#items.get(event.key);
        if (now?.version !== old?.version) {
          this.options.onChange(event.key, now?.value, old?.value);
        }
      }
    }
    // An end is normal after its time; a server that ends every watch at once must not be asked in a loop.
    if (!heard && backoff.now() - began < 1000) {
      await pause(this.#backoff.next(), signal);
    }
  }

  #keep(items: Map<string, { version: string; value: T }>, object: any) {
    const metadata = object?.metadata;
    if (
      typeof metadata?.name !== 'string' ||
      typeof metadata?.resourceVersion !== 'string'
    ) {
      return;
    }
    const key = `${metadata.namespace ?? ''}/${metadata.name}`;
    const value = this.options.trim(object);
    if (value === undefined) {
      items.delete(key);
      return;
    }
    const max = this.options.maxObjects ?? DEFAULT_MAX_OBJECTS;
    if (!items.has(key) && items.size >= max) {
      throw new ApiError(
        'rejected',
        `${this.options.client.name} has more than ${max} ${this.options.what}: the portal keeps no more of one cluster`,
      );
    }
    items.set(key, { version: metadata.resourceVersion, value });
  }

  #setStatus(status: ReflectorStatus) {
    const same =
      status.listed === this.#status.listed &&
      status.error?.message === this.#status.error?.message;
    this.#status = status;
    if (!same) this.options.onStatus(status);
  }
}

const asApiError = (error: unknown): ApiError =>
  error instanceof ApiError
    ? error
    : new ApiError('garbage', `unexpected: ${(error as Error)?.message}`);
