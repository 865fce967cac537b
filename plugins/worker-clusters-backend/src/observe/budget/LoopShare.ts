/** In a turn of the event loop, all watches together work no longer than this, milliseconds. */
const SLICE_MS = 10;

/**
 * Shares the event loop between all that is read and the rest of the process. Whoever works through many objects or
 * events awaits `pause` between two of them: it resolves at once while the current turn has time left, else in a later turn,
 * first come first served.
 */
export class LoopShare {
  #turnBegan: number | undefined;
  readonly #waiting: Array<() => void> = [];

  constructor(
    private readonly now: () => number = () => performance.now(),
    private readonly nextTurn: (work: () => void) => void = setImmediate,
  ) {}

  async pause(): Promise<void> {
    if (this.#turnBegan === undefined) {
      this.#turnBegan = this.now();
      this.nextTurn(() => this.#beginTurn());
      return;
    }
    if (this.now() - this.#turnBegan < SLICE_MS) return;
    await new Promise<void>(resolve => this.#waiting.push(resolve));
  }

  #beginTurn() {
    this.#turnBegan = undefined;
    if (this.#waiting.length === 0) return;
    this.#turnBegan = this.now();
    this.nextTurn(() => this.#beginTurn());
    this.#release();
  }

  /** Lets one after the other go on while the turn has time left: many wait for one object only. */
  #release() {
    this.#waiting.shift()?.();
    // A tick after the microtasks: by then the one before has done its work.
    queueMicrotask(() =>
      process.nextTick(() => {
        const began = this.#turnBegan;
        if (this.#waiting.length === 0 || began === undefined) return;
        if (this.now() - began < SLICE_MS) this.#release();
      }),
    );
  }
}
