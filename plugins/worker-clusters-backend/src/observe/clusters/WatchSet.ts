import { ApiError } from '../http/ApiError';
import type { ApiServerClient } from '../http/ApiServerClient';
import { pause } from '../watch/Backoff';
import {
  DEFAULT_TIMINGS,
  Reflector,
  ReflectorOptions,
  ReflectorTimings,
} from '../watch/Reflector';
import type { ConnectionTracker } from './ConnectionTracker';

/** The watches of one API server, under names; each can be ended by itself. */
export class WatchSet {
  readonly #running = new Map<
    string,
    { abort: AbortController; ended: Promise<unknown> }
  >();

  constructor(
    private readonly options: {
      client: ApiServerClient;
      tracker: ConnectionTracker;
      signal: AbortSignal;
      timings?: ReflectorTimings;
    },
  ) {}

  has(name: string) {
    return this.#running.has(name);
  }

  /** Starts a watch. */
  start<T>(
    name: string,
    options: Pick<
      ReflectorOptions<T>,
      'resource' | 'what' | 'trim' | 'onChange' | 'maxObjects'
    >,
  ): Reflector<T> {
    const { client, tracker, timings } = this.options;
    const reflector = new Reflector<T>({
      ...options,
      client,
      timings,
      onStatus: status => tracker.set(name, status),
      onSeen: () => tracker.seen(),
    });
    tracker.set(name, reflector.status);
    this.#run(name, signal => reflector.run(signal));
    return reflector;
  }

  /**
   * Does something once per connection, again and again until it works; afterwards the set's other watches say
   * how the server stands.
   */
  attempt(name: string, work: (signal: AbortSignal) => Promise<void>) {
    const { tracker, timings = DEFAULT_TIMINGS } = this.options;
    tracker.set(name, { listed: false });
    this.#run(name, async signal => {
      for (let wait = timings.backoff.initialMs; !signal.aborted; ) {
        try {
          await work(signal);
          tracker.remove(name);
          return;
        } catch (error) {
          if (signal.aborted) return;
          tracker.set(name, {
            listed: false,
            error:
              error instanceof ApiError
                ? error
                : new ApiError('garbage', (error as Error).message),
          });
          await pause(wait, signal);
          wait = Math.min(wait * 2, timings.backoff.maxMs);
        }
      }
    });
  }

  async stop(name: string) {
    const running = this.#running.get(name);
    this.#running.delete(name);
    running?.abort.abort();
    await running?.ended;
    this.options.tracker.remove(name);
  }

  async stopAll() {
    await Promise.all([...this.#running.keys()].map(name => this.stop(name)));
  }

  #run(name: string, work: (signal: AbortSignal) => Promise<void>) {
    const abort = new AbortController();
    const signal = AbortSignal.any([abort.signal, this.options.signal]);
    this.#running.set(name, { abort, ended: work(signal) });
  }
}
