import { setTimeout } from 'node:timers/promises';

export interface BackoffOptions {
  initialMs: number;
  maxMs: number;
  /** Healthy for this long: the next failure begins at `initialMs` again. */
  resetAfterMs: number;
  random(): number;
  now(): number;
}

/** client-go's reflector: 800 ms to 30 s, doubled, jittered, reset after two healthy minutes. */
export const DEFAULT_BACKOFF: BackoffOptions = {
  initialMs: 800,
  maxMs: 30_000,
  resetAfterMs: 120_000,
  random: Math.random,
  now: Date.now,
};

/** How long to wait before the next attempt. */
export class Backoff {
  #next: number;
  #last = 0;

  constructor(private readonly options: BackoffOptions = DEFAULT_BACKOFF) {
    this.#next = options.initialMs;
  }

  /** The next pause in milliseconds: the current step, up to doubled by jitter; `maxMs` at most, and jittered there too. */
  next(): number {
    const { initialMs, maxMs, resetAfterMs, random, now } = this.options;
    if (this.#last && now() - this.#last > resetAfterMs) this.#next = initialMs;
    this.#last = now();
    const jitter = 1 + random();
    const ms = Math.min(this.#next * jitter, (maxMs / 2) * jitter);
    this.#next = Math.min(this.#next * 2, maxMs);
    return ms;
  }
}

/** Waits, or returns at once when the signal aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
