/**
 * The slowest server that is waited for: beyond the first allowance, a response has to come at this rate on average. Over
 * such a line an Application takes a third of a second, and a page of 500 of them three minutes.
 */
export const MIN_BYTES_PER_SECOND = 32 * 1024;

/**
 * How long to wait for the rest of something that has a beginning and an end, so that a server that sends a byte now and
 * then comes to an end as well. Counts the time that was spent waiting, not the time that the reader took.
 */
export class MinimumRate {
  #waitedMs = 0;
  #bytes = 0;

  /** @param allowanceMs - the longest silence, and the time in which no rate is required */
  constructor(private readonly allowanceMs: number) {}

  /** Milliseconds to wait for the next bytes. */
  get leftMs(): number {
    const dueMs =
      this.allowanceMs + (1000 * this.#bytes) / MIN_BYTES_PER_SECOND;
    return Math.max(0, Math.min(this.allowanceMs, dueMs - this.#waitedMs));
  }

  /** Bytes came, after so long. */
  spend(waitedMs: number, bytes: number) {
    this.#waitedMs += waitedMs;
    this.#bytes += bytes;
  }
}
