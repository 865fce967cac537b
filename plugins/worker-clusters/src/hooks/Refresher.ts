import { FLEET_ANSWER_SHARE_MS } from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** Least time from the start of one load to the start of the next that a change causes, in milliseconds. */
const MIN_INTERVAL_MS = 1_000;
/** A load that takes longer is given up when the next one is due, in milliseconds. */
const MAX_LOAD_MS = 60_000;
/** Many pages hear of a change at the same moment: they request spread over this time, in milliseconds. */
const JITTER_MS = 400;

/**
 * Decides when something is loaded again: at once when a person wants it, and after changes at most once a second,
 * however many there are. A load that takes longer is not cut off by a change; what has changed meanwhile is loaded
 * after it. One that hangs (a connection that is gone without a word) does not keep the next ones waiting for ever.
 */
export class Refresher {
  readonly #load: (signal: AbortSignal) => Promise<void>;
  /**
   * Of this page, after a change. Drawn anew each time, it would bring all pages together: a later load puts off all that
   * follow it, an earlier one is put off by the interval.
   */
  readonly #delay = FLEET_ANSWER_SHARE_MS + Math.random() * JITTER_MS;
  #running?: AbortController;
  #stopped = false;
  #timer?: ReturnType<typeof setTimeout>;
  #started = -Infinity;
  #changed = -Infinity;

  /** @param load - never rejects */
  constructor(load: (signal: AbortSignal) => Promise<void>) {
    this.#load = load;
  }

  /** Loads at once; while a load is running, once more after it, unless it hangs. */
  now() {
    if (this.#stopped) return;
    if (this.#running && Date.now() - this.#started < MAX_LOAD_MS) {
      this.#changed = Date.now();
      return;
    }
    this.#running?.abort();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const running = new AbortController();
    this.#running = running;
    this.#started = Date.now();
    this.#load(running.signal).finally(() => {
      if (this.#running !== running) return;
      this.#running = undefined;
      // Too early to have the last change.
      if (this.#started < this.#changed + FLEET_ANSWER_SHARE_MS) {
        this.#schedule();
      }
    });
  }

  /** Loads after a change, when the backend's answers have it. */
  soon() {
    this.#changed = Date.now();
    if (!this.#running && this.#timer === undefined) this.#schedule();
  }

  #schedule() {
    if (this.#stopped) return;
    const wait = Math.max(
      this.#delay,
      this.#started + MIN_INTERVAL_MS - Date.now(),
    );
    this.#timer = setTimeout(() => this.now(), wait);
  }

  /** Stops the load that is running, and does not load any more. */
  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#running?.abort();
  }
}
