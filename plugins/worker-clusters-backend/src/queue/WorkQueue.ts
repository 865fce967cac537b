/** A timer may not be set further ahead than about 24 days; an hour is as good. */
const MAX_TIMER_MS = 60 * 60_000;
const MIN_BACKOFF_MS = 1000;
const MAX_BACKOFF_MS = 30_000;

export interface WorkerOptions {
  /** Most keys of one batch; default 1. */
  maxBatch?: number;
  /**
   * Time between the starts of two batches, unless a full batch is ready (default 0). The first key after a pause is taken
   * at once, a burst becomes one batch per interval.
   */
  intervalMs?: number;
  /**
   * Works on a batch. Resolves with the keys that failed, if any: each is tried again after its own back-off. A rejection
   * is a failure of the whole batch.
   */
  work(keys: string[]): Promise<readonly string[] | void>;
}

/** How many keys of a type wait, are worked on, and are to be added later. */
export interface QueueDepth {
  ready: number;
  working: number;
  delayed: number;
  /** How long the key that waits longest has waited, milliseconds; 0 if none waits. */
  oldestMs: number;
}

/** A batch that has been worked on. */
export interface BatchResult {
  keys: number;
  failed: number;
  /** From when the first of its keys was added until the batch was done, milliseconds. */
  lagMs: number;
}

class Lane {
  /** In the order in which they are taken, with when they were added: epoch milliseconds. */
  readonly ready = new Map<string, number>();
  readonly working = new Set<string>();
  /** Added while they were worked on, and when. */
  readonly again = new Map<string, number>();
  /** Epoch milliseconds at which a key is to be added. */
  readonly delayed = new Map<string, number>();
  /** Failures in a row. */
  readonly failures = new Map<string, number>();
  startedAt = -Infinity;
  wake: () => void = () => {};
  hasWorker = false;

  get busy() {
    return this.ready.size + this.working.size > 0;
  }
}

/**
 * Keys that are to be worked on, by type. The contract is that of client-go's `util/workqueue`:
 *
 * - A key that is added several times before it is taken is worked on once, in the order of the first time.
 * - A key that is added while it is worked on goes to the back of the queue once that is done. A key is never worked on
 *   twice at a time, and no change is lost.
 * - A key that fails is added again after a back-off of its own: 1 s, doubled with each failure up to 30 s, with jitter.
 *   Success forgets its failures. A key that is added meanwhile does not wait for that.
 *
 * In addition keys are taken in batches, by one worker per type.
 */
export class WorkQueue<Type extends string> {
  readonly #lanes = new Map<Type, Lane>();
  readonly #loops: Promise<void>[] = [];
  readonly #onIdle: Array<() => void> = [];
  #timer?: NodeJS.Timeout;
  #armedFor = Infinity;
  #stopped = false;

  constructor(
    private readonly options: {
      /** Told when the worker of a type rejects. */
      onError(type: Type, error: unknown): void;
      /** Told of each batch. */
      onBatch?(type: Type, result: BatchResult): void;
      random?: () => number;
    },
  ) {}

  add(type: Type, key: string) {
    if (this.#stopped) return;
    const lane = this.#lane(type);
    const { again, ready } = lane;
    const waiting = lane.working.has(key) ? again : ready;
    if (!waiting.has(key)) waiting.set(key, Date.now());
    lane.wake();
  }

  /** Adds a key after so many milliseconds. Of several times for one key the earliest counts. */
  addAfter(type: Type, key: string, ms: number) {
    this.addAt(type, key, Date.now() + ms);
  }

  /**
   * Adds a key at a time, at once if that has passed. Of several times for one key the earliest counts.
   *
   * @param time - epoch milliseconds
   */
  addAt(type: Type, key: string, time: number) {
    if (time <= Date.now()) {
      this.add(type, key);
      return;
    }
    const { delayed } = this.#lane(type);
    delayed.set(key, Math.min(time, delayed.get(key) ?? Infinity));
    if (time < this.#armedFor) this.#arm(time);
  }

  /**
   * Starts the worker of a type.
   *
   * @throws Error if the type has one.
   */
  process(type: Type, worker: WorkerOptions) {
    const lane = this.#lane(type);
    if (lane.hasWorker) throw new Error(`Two workers for ${type}`);
    lane.hasWorker = true;
    this.#loops.push(this.#run(type, lane, worker));
  }

  depth(type: Type): QueueDepth {
    const { ready, working, delayed } = this.#lane(type);
    const [oldest] = ready.values();
    return {
      ready: ready.size,
      working: working.size,
      delayed: delayed.size,
      oldestMs: oldest === undefined ? 0 : Date.now() - oldest,
    };
  }

  /** Resolves when no key is ready or worked on. Keys that are to be added later do not count. */
  async idle() {
    while (!this.#stopped && [...this.#lanes.values()].some(l => l.busy)) {
      await new Promise<void>(resolve => this.#onIdle.push(resolve));
    }
  }

  /** Takes no further batch; resolves when those that were taken have been worked on. */
  async stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
    for (const lane of this.#lanes.values()) lane.wake();
    await Promise.all(this.#loops);
    this.#tellIdle();
  }

  #lane(type: Type): Lane {
    let lane = this.#lanes.get(type);
    if (!lane) this.#lanes.set(type, (lane = new Lane()));
    return lane;
  }

  async #run(type: Type, lane: Lane, worker: WorkerOptions) {
    const { maxBatch = 1 } = worker;
    while (await this.#batchIsReady(lane, worker)) {
      const [oldest] = lane.ready.values();
      const keys = [...lane.ready.keys()].slice(0, maxBatch);
      for (const key of keys) {
        lane.ready.delete(key);
        lane.working.add(key);
      }
      lane.startedAt = Date.now();
      let failed: readonly string[];
      try {
        failed = (await worker.work(keys)) ?? [];
      } catch (error) {
        this.options.onError(type, error);
        failed = keys;
      }
      this.#done(type, lane, keys, new Set(failed));
      this.options.onBatch?.(type, {
        keys: keys.length,
        failed: failed.length,
        lagMs: Date.now() - oldest,
      });
    }
  }

  #done(type: Type, lane: Lane, keys: string[], failed: Set<string>) {
    for (const key of keys) {
      lane.working.delete(key);
      if (failed.has(key)) this.#retry(type, lane, key);
      else lane.failures.delete(key);
    }
    for (const [key, added] of lane.again) lane.ready.set(key, added);
    lane.again.clear();
    this.#tellIdle();
  }

  #retry(type: Type, lane: Lane, key: string) {
    const { random = Math.random } = this.options;
    const failures = lane.failures.get(key) ?? 0;
    lane.failures.set(key, failures + 1);
    const backoff = Math.min(MIN_BACKOFF_MS * 2 ** failures, MAX_BACKOFF_MS);
    // Keys that failed together do not come back together.
    this.addAfter(type, key, backoff * (0.5 + random() / 2));
  }

  /** Resolves with false once the queue has stopped. */
  async #batchIsReady(
    lane: Lane,
    { maxBatch = 1, intervalMs = 0 }: WorkerOptions,
  ): Promise<boolean> {
    while (!this.#stopped) {
      let wait = Infinity;
      if (lane.ready.size >= maxBatch) wait = 0;
      else if (lane.ready.size > 0) {
        wait = lane.startedAt + intervalMs - Date.now();
      }
      if (wait <= 0) {
        // Everything that is added in this turn of the event loop belongs to the batch, and other work has its turn.
        await new Promise(resolve => setImmediate(resolve));
        return !this.#stopped;
      }
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>(resolve => {
        lane.wake = resolve;
        if (wait < Infinity) timer = setTimeout(resolve, wait);
      });
      clearTimeout(timer);
    }
    return false;
  }

  #tellIdle() {
    for (const resolve of this.#onIdle.splice(0)) resolve();
  }

  /** One timer for all keys that are to be added later. */
  #arm(time: number) {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#armedFor = time;
    const delay = Math.min(Math.max(time - Date.now(), 0), MAX_TIMER_MS);
    this.#timer = setTimeout(() => this.#addDelayed(), delay);
    this.#timer.unref();
  }

  #addDelayed() {
    const now = Date.now();
    let next = Infinity;
    for (const [type, { delayed }] of this.#lanes) {
      for (const [key, time] of delayed) {
        if (time <= now) {
          delayed.delete(key);
          this.add(type, key);
        } else {
          next = Math.min(next, time);
        }
      }
    }
    this.#armedFor = Infinity;
    if (next < Infinity) this.#arm(next);
  }
}
