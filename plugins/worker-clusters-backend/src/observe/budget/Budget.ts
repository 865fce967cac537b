const MIB = 1024 * 1024;

/** What a server may use lastingly, a second, and at once. */
export interface Limit {
  perSecond: number;
  burst: number;
}

/**
 * What is counted: bytes received and the chunks in which they came, milliseconds of parsing, lines of watches, requests
 * sent.
 */
export type Resource = 'bytes' | 'chunks' | 'parseMs' | 'events' | 'requests';

export type Limits = Record<Resource, Limit>;

/**
 * Limits of one worker. A cluster of 10,000 Applications of 10 kB has a list of 100 MB, and 56 events a second when Argo
 * CD refreshes each one every three minutes.
 */
export const WORKER_LIMITS: Limits = {
  bytes: { perSecond: 2 * MIB, burst: 384 * MIB },
  // Each costs the event loop some 10 µs, however small. On a slow line they have some 1400 bytes.
  chunks: { perSecond: 2000, burst: 200_000 },
  parseMs: { perSecond: 50, burst: 20_000 },
  events: { perSecond: 100, burst: 6000 },
  requests: { perSecond: 1, burst: 600 },
};

/** More was used than the limit allows. */
export interface Overrun {
  resource: Resource;
  /** How much was used a second, since it was last within its limit. */
  perSecond: number;
  limit: number;
}

interface Bucket {
  /** What is left of the burst. */
  left: number;
  /** Epoch milliseconds. */
  filledAt: number;
  /** Since when, and how much, it is used up faster than it fills. */
  since: number;
  used: number;
}

/** Counts what one server uses: a token bucket for each resource. Pure but for the clock. */
export class Budget {
  readonly #buckets = new Map<Resource, Bucket>();

  constructor(
    private readonly limits: Limits = WORKER_LIMITS,
    private readonly now: () => number = Date.now,
  ) {}

  /** Returns undefined as long as it is within the limit. */
  charge(resource: Resource, amount: number): Overrun | undefined {
    const { perSecond, burst } = this.limits[resource];
    const now = this.now();
    const bucket = this.#bucket(resource, now);
    const filled = bucket.left + ((now - bucket.filledAt) * perSecond) / 1000;
    if (filled >= burst) {
      bucket.since = now;
      bucket.used = 0;
    }
    bucket.left = Math.min(burst, filled) - amount;
    bucket.filledAt = now;
    bucket.used += amount;
    if (bucket.left >= 0) return undefined;
    const seconds = Math.max(1, (now - bucket.since) / 1000);
    return { resource, perSecond: bucket.used / seconds, limit: perSecond };
  }

  /** Begins with full bursts again. */
  reset() {
    this.#buckets.clear();
  }

  #bucket(resource: Resource, now: number): Bucket {
    let bucket = this.#buckets.get(resource);
    if (!bucket) {
      const { burst } = this.limits[resource];
      bucket = { left: burst, filledAt: now, since: now, used: 0 };
      this.#buckets.set(resource, bucket);
    }
    return bucket;
  }
}

const mib = (bytes: number) => `${(bytes / MIB).toFixed(1)} MiB`;

/** Describes an overrun for a person: `sends 450 events/s (limit 100)`. */
export function describeOverrun({
  resource,
  perSecond,
  limit,
}: Overrun): string {
  const rate = Math.round(perSecond);
  switch (resource) {
    case 'bytes':
      return `sends ${mib(perSecond)}/s (limit ${mib(limit)}/s)`;
    case 'chunks':
      return `sends ${rate} chunks/s (limit ${limit})`;
    case 'events':
      return `sends ${rate} events/s (limit ${limit})`;
    case 'requests':
      return `needs ${rate} requests/s (limit ${limit})`;
    default:
      return `takes ${rate} ms/s to parse (limit ${limit})`;
  }
}
