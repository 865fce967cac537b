import { type ApiError, asApiError } from '../http/ApiError';
import { Backoff, pause } from '../watch/Backoff';
import {
  DEFAULT_TIMINGS,
  Reflector,
  ReflectorOptions,
  ReflectorStatus,
  ReflectorTimings,
} from '../watch/Reflector';
import type { Transformed, TransformName } from '../transform/transforms';
import type { WatchedServer } from '../watch/WatchedServer';
import type { ConnectionTracker } from './ConnectionTracker';
import type { Suspendable } from './Quarantine';

interface Running {
  work(signal: AbortSignal): Promise<void>;
  /** Absent for what is no watch. */
  interrupt?(error: ApiError): void;
  abort: AbortController;
  ended: Promise<void>;
}

/** The watches of one API server, under names; each can be ended by itself. */
export class WatchSet implements Suspendable {
  readonly #running = new Map<string, Running>();
  /** Why nothing is read at present. */
  #suspended: ApiError | undefined;
  readonly #abortAll = () => {
    const { reason } = this.options.signal;
    for (const { abort } of this.#running.values()) abort.abort(reason);
  };

  constructor(
    private readonly options: {
      server: WatchedServer;
      tracker: ConnectionTracker;
      signal: AbortSignal;
      timings?: ReflectorTimings;
      /** The server sent more than it may. */
      onExcess?(error: ApiError): void;
    },
  ) {}

  has(name: string) {
    return this.#running.has(name);
  }

  /** Starts a watch. */
  start<N extends TransformName, T = Transformed<N>>(
    name: string,
    options: Pick<
      ReflectorOptions<N, T>,
      | 'resource'
      | 'what'
      | 'transform'
      | 'refine'
      | 'merge'
      | 'onChange'
      | 'onOpen'
      | 'limits'
    > & {
      onStatus?(status: ReflectorStatus): void;
      /** A server that does not serve the kind has nothing of it, which is no failure. */
      optional?: boolean;
    },
  ): Reflector<N, T> {
    const { server, tracker, timings, onExcess } = this.options;
    const reflector = new Reflector<N, T>({
      ...options,
      server,
      timings,
      onStatus: status => {
        const absent = options.optional && status.error?.kind === 'notFound';
        tracker.set(name, absent ? { listed: true } : status);
        options.onStatus?.(status);
        if (status.error?.kind === 'excessive') onExcess?.(status.error);
      },
      onSeen: () => tracker.seen(),
    });
    this.#run(
      name,
      signal => reflector.run(signal),
      error => reflector.interrupt(error),
    );
    tracker.set(name, reflector.status);
    return reflector;
  }

  /**
   * Does something once per connection, again and again until it works; afterwards the set's other watches say
   * how the server stands.
   */
  attempt(name: string, work: (signal: AbortSignal) => Promise<void>) {
    const { tracker, timings = DEFAULT_TIMINGS } = this.options;
    this.#run(name, async signal => {
      const backoff = new Backoff(timings.backoff);
      while (!signal.aborted) {
        try {
          await work(signal);
          if (!signal.aborted) tracker.remove(name);
          return;
        } catch (error) {
          if (signal.aborted) return;
          tracker.set(name, { listed: false, error: asApiError(error) });
          await pause(backoff.next(), signal);
        }
      }
    });
    tracker.set(name, { listed: false });
  }

  /** Does something besides the watches for as long as they run. It works until the signal aborts. */
  run(name: string, work: (signal: AbortSignal) => Promise<void>) {
    this.#run(name, work);
  }

  /** Ends a watch; nothing is called back for it afterwards. */
  async stop(name: string) {
    const running = this.#running.get(name);
    this.#running.delete(name);
    if (this.#running.size === 0) {
      this.options.signal.removeEventListener('abort', this.#abortAll);
    }
    running?.abort.abort();
    this.options.tracker.remove(name);
    await running?.ended;
  }

  /** Ends all watches for a while, which show the error as their state. One that is started meanwhile waits. */
  async suspend(error: ApiError) {
    this.#suspended = error;
    for (const { abort } of this.#running.values()) abort.abort();
    await Promise.all([...this.#running.values()].map(r => r.ended));
    for (const { interrupt } of this.#running.values()) interrupt?.(error);
  }

  /** Goes on with the watches that were suspended; what they know is kept. They show the error until they work again. */
  resume(error: ApiError) {
    this.#suspended = undefined;
    for (const [name, { work, interrupt }] of [...this.#running]) {
      interrupt?.(error);
      this.#run(name, work, interrupt);
    }
  }

  async stopAll() {
    await Promise.all([...this.#running.keys()].map(name => this.stop(name)));
  }

  #run(name: string, work: Running['work'], interrupt?: Running['interrupt']) {
    const abort = new AbortController();
    if (this.#suspended) {
      interrupt?.(this.#suspended);
      const ended = Promise.resolve();
      this.#running.set(name, { work, interrupt, abort, ended });
      return;
    }
    const { signal: all } = this.options;
    // One listener for all watches: `AbortSignal.any` costs a kilobyte for each.
    all.addEventListener('abort', this.#abortAll);
    if (all.aborted) abort.abort(all.reason);
    const { signal } = abort;
    // A turn later: whoever starts a watch has it in hand before it calls back.
    const ended = Promise.resolve()
      .then(() => work(signal))
      .catch(error => {
        if (signal.aborted) return;
        this.options.tracker.set(name, {
          listed: false,
          error: asApiError(error),
        });
      });
    this.#running.set(name, { work, interrupt, abort, ended });
  }
}
