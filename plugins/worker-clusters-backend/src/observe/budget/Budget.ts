import {
  type Message,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';

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

/**
 * What all workers together may use beyond their lasting rates: 20,000 events are the bursts of three workers. A tenth of
 * 300 workers that sends 450 events a second each uses it up in two seconds; their own bursts would last 17.
 */
const BURST_LIMITS: Partial<Limits> = {
  events: { perSecond: 1000, burst: 20_000 },
};

/** Part of its own burst that a worker has also while the shared one is used up. */
const RESERVED = 0.1;

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

/** The burst that all workers share, for each resource that has one. Pure but for the clock. */
export class SharedBurst {
  readonly #buckets = new Map<Resource, Pick<Bucket, 'left' | 'filledAt'>>();

  constructor(
    private readonly limits: Partial<Limits> = BURST_LIMITS,
    private readonly now: () => number = Date.now,
  ) {}

  /** Takes an amount, or nothing if less than that is left. Returns whether it was taken. */
  take(resource: Resource, amount: number): boolean {
    const limit = this.limits[resource];
    if (!limit) return true;
    const now = this.now();
    const bucket = this.#buckets.get(resource) ?? {
      left: limit.burst,
      filledAt: now,
    };
    const filled =
      bucket.left + ((now - bucket.filledAt) * limit.perSecond) / 1000;
    const left = Math.min(limit.burst, filled);
    const taken = left >= amount;
    this.#buckets.set(resource, {
      left: taken ? left - amount : left,
      filledAt: now,
    });
    return taken;
  }
}

/**
 * Counts what one server uses: a token bucket for each resource. While the burst that it shares with the others is used
 * up, only a tenth of its own is left to it. Pure but for the clock.
 */
export class Budget {
  readonly #buckets = new Map<Resource, Bucket>();

  constructor(
    private readonly limits: Limits = WORKER_LIMITS,
    private readonly now: () => number = Date.now,
    private readonly shared?: SharedBurst,
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
    const before = bucket.left;
    bucket.left = Math.min(burst, filled) - amount;
    bucket.filledAt = now;
    bucket.used += amount;
    const spent = burst - bucket.left;
    const growth = Math.max(0, before - bucket.left);
    const allowed = bucket.left >= 0 && this.#maySpend(resource, growth, spent);
    if (allowed) return undefined;
    const seconds = Math.max(1, (now - bucket.since) / 1000);
    return { resource, perSecond: bucket.used / seconds, limit: perSecond };
  }

  /**
   * Whether the shared burst lets a server go on that has spent so much of its own.
   *
   * @param growth - by how much it has spent more than before: nothing at the lasting rate
   */
  #maySpend(resource: Resource, growth: number, spent: number): boolean {
    const { perSecond, burst } = this.limits[resource];
    // What comes within a second at the lasting rate is no burst.
    if (!this.shared || growth === 0 || spent <= perSecond) return true;
    return this.shared.take(resource, growth) || spent <= burst * RESERVED;
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

const mib = (bytes: number) => (bytes / MIB).toFixed(1);

/** Describes an overrun for a person: `https://a: sends 450 events/s (limit 100)`. */
export function describeOverrun(
  server: string,
  { resource, perSecond, limit }: Overrun,
): Required<Message> {
  const values = { server, rate: Math.round(perSecond), limit };
  switch (resource) {
    case 'bytes':
      return writeMessage('excess-rate-bytes', {
        server,
        rate: mib(perSecond),
        limit: mib(limit),
      });
    case 'chunks':
      return writeMessage('excess-rate-chunks', values);
    case 'events':
      return writeMessage('excess-rate-events', values);
    case 'requests':
      return writeMessage('excess-rate-requests', values);
    default:
      return writeMessage('excess-rate-parsing', values);
  }
}
