/**
 * A token bucket of calls: as many at once as a minute allows, and no more than that per minute in the long run.
 *
 * @internal
 */
export class CallBudget {
  readonly #perMs: number;
  #calls: number;
  #at: number;

  constructor(
    private readonly callsPerMinute: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#perMs = callsPerMinute / 60_000;
    this.#calls = callsPerMinute;
    this.#at = now();
  }

  /**
   * Takes a call. Whoever has to wait has its place: the next one waits longer.
   *
   * @returns milliseconds to wait before the call, or `{ refusedMs }`, and nothing is taken, if that is more than `maxWaitMs`
   */
  take(maxWaitMs: number): { waitMs: number } | { refusedMs: number } {
    const now = this.now();
    this.#calls = Math.min(
      this.callsPerMinute,
      this.#calls + (now - this.#at) * this.#perMs,
    );
    this.#at = now;
    const waitMs = Math.max(0, (1 - this.#calls) / this.#perMs);
    if (waitMs > maxWaitMs) return { refusedMs: waitMs };
    this.#calls -= 1;
    return { waitMs };
  }
}
