/** The right to read one page. */
export interface ListSlot {
  /** Something came: the slot is kept. */
  progress(): void;
  release(): void;
}

export interface ListSlotsOptions {
  /** Pages that are read at a time, over all workers. */
  slots: number;
  /** A page of which nothing came for this long gives its slot to others, and goes on without one. */
  stallMs: number;
}

const DEFAULTS: ListSlotsOptions = { slots: 32, stallMs: 500 };

/**
 * Bounds how many pages of lists are read at a time. A slot is for one page: an endless list waits for its turn again
 * after each. Owners (workers) take turns, first come first served; one that hangs holds no other back.
 */
export class ListSlots {
  readonly #options: ListSlotsOptions;
  #free: number;
  #stalled = 0;
  /** By owner, the next one first. */
  readonly #waiting = new Map<string, Array<{ enter(): void }>>();

  constructor(options: Partial<ListSlotsOptions> = {}) {
    this.#options = { ...DEFAULTS, ...options };
    this.#free = this.#options.slots;
  }

  /** Pages in flight with a slot, those that stall without one, and those that wait. */
  get counts(): { reading: number; stalled: number; waiting: number } {
    let waiting = 0;
    for (const waiters of this.#waiting.values()) waiting += waiters.length;
    return {
      reading: this.#options.slots - this.#free,
      stalled: this.#stalled,
      waiting,
    };
  }

  /** @throws the signal's reason if it aborts first */
  async acquire(owner: string, signal: AbortSignal): Promise<ListSlot> {
    signal.throwIfAborted();
    if (this.#free > 0) {
      this.#free -= 1;
      return this.#open();
    }
    await new Promise<void>((resolve, reject) => {
      const waiters = this.#waiting.get(owner) ?? [];
      const waiter = { enter: resolve };
      const giveUp = () => {
        waiters.splice(waiters.indexOf(waiter), 1);
        if (waiters.length === 0) this.#waiting.delete(owner);
        reject(signal.reason);
      };
      waiter.enter = () => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      signal.addEventListener('abort', giveUp, { once: true });
      waiters.push(waiter);
      this.#waiting.set(owner, waiters);
    });
    return this.#open();
  }

  /** The slot is taken already. */
  #open(): ListSlot {
    let stalled = false;
    let released = false;
    const timer = setTimeout(() => {
      stalled = true;
      this.#stalled += 1;
      this.#pass();
    }, this.#options.stallMs).unref();
    return {
      progress: () => {
        if (!stalled && !released) timer.refresh();
      },
      release: () => {
        if (released) return;
        released = true;
        clearTimeout(timer);
        if (stalled) this.#stalled -= 1;
        else this.#pass();
      },
    };
  }

  /** Gives a slot to the next one who waits. */
  #pass() {
    const [next] = this.#waiting;
    if (!next) {
      this.#free += 1;
      return;
    }
    const [owner, waiters] = next;
    this.#waiting.delete(owner);
    const { enter } = waiters.shift()!;
    if (waiters.length > 0) this.#waiting.set(owner, waiters);
    enter();
  }
}
