import { asApiError } from '../http/ApiError';
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

/** The watches of one API server, under names; each can be ended by itself. */
export class WatchSet {
  readonly #running = new Map<
    string,
    { abort: AbortController; ended: Promise<void> }
  >();

  constructor(
    private readonly options: {
      server: WatchedServer;
      tracker: ConnectionTracker;
      signal: AbortSignal;
      timings?: ReflectorTimings;
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
    const { server, tracker, timings } = this.options;
    const reflector = new Reflector<N, T>({
      ...options,
      server,
      timings,
      onStatus: status => {
        const absent = options.optional && status.error?.kind === 'notFound';
        tracker.set(name, absent ? { listed: true } : status);
        options.onStatus?.(status);
      },
      onSeen: () => tracker.seen(),
    });
    this.#run(name, signal => reflector.run(signal));
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

  /** Ends a watch; nothing is called back for it afterwards. */
  async stop(name: string) {
    const running = this.#running.get(name);
    this.#running.delete(name);
    running?.abort.abort();
    this.options.tracker.remove(name);
    await running?.ended;
  }

  async stopAll() {
    await Promise.all([...this.#running.keys()].map(name => this.stop(name)));
  }

  #run(name: string, work: (signal: AbortSignal) => Promise<void>) {
    const abort = new AbortController();
    const signal = AbortSignal.any([abort.signal, this.options.signal]);
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
    this.#running.set(name, { abort, ended });
  }
}
