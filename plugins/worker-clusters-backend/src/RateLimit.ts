const MAX_KEYS = 10_000;

/** Answered with status 429. */
export class TooManyRequestsError extends Error {
  readonly statusCode = 429;

  /** @param subject - completes `Too many …` */
  constructor(subject: string, readonly retryAfterSeconds: number) {
    super(`Too many ${subject}; try again in ${retryAfterSeconds} s.`);
    this.name = 'TooManyRequestsError';
  }
}

/** Lets each key through so often within a window of time, counted from its first use. */
export class RateLimit {
  readonly #used = new Map<string, { count: number; until: number }>();

  constructor(
    private readonly options: {
      limit: number;
      windowMs: number;
      now?(): number;
    },
  ) {}

  /** @returns milliseconds after which to try again; undefined if the call may be made, which then counts */
  take(key: string): number | undefined {
    const { limit, windowMs, now = Date.now } = this.options;
    const time = now();
    const used = this.#used.get(key);
    if (used && used.until > time) {
      if (used.count >= limit) return used.until - time;
      used.count += 1;
      return undefined;
    }
    this.#used.delete(key);
    if (this.#used.size >= MAX_KEYS) this.#forget(time);
    this.#used.set(key, { count: 1, until: time + windowMs });
    return undefined;
  }

  /**
   * Counts a call.
   *
   * @param subject - completes `Too many …`
   * @throws TooManyRequestsError if it may not be made.
   */
  require(key: string, subject: string): void {
    const wait = this.take(key);
    if (wait !== undefined) {
      throw new TooManyRequestsError(subject, Math.ceil(wait / 1000));
    }
  }

  #forget(time: number) {
    for (const [key, { until }] of this.#used) {
      if (until <= time) this.#used.delete(key);
    }
    // As many keys at once: the oldest begins anew.
    const [oldest] = this.#used.keys();
    if (this.#used.size >= MAX_KEYS) this.#used.delete(oldest);
  }
}
