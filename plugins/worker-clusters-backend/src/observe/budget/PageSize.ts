/** A page of a list is to have about this many bytes. */
const GOAL_BYTES = 8 * 1024 * 1024;

/** Objects of up to 1.5 MiB, which etcd allows, have to fit. */
const SMALLEST_PAGE = 10;
const FIRST_PAGE = 100;

/**
 * How many objects to request at once (`limit`). Begins small, so that a first page costs little whatever the objects are;
 * doubles while pages are full and far below the goal, and halves when one is above it.
 */
export class PageSize {
  #size: number;

  /** @param largest - limit that is never exceeded */
  constructor(private readonly largest: number) {
    this.#size = Math.min(FIRST_PAGE, largest);
  }

  get limit(): number {
    return this.#size;
  }

  /** A page came, of so many objects and bytes. */
  record(objects: number, bytes: number) {
    if (bytes > GOAL_BYTES) {
      this.#set(this.#size / 2);
    } else if (objects >= this.#size && bytes < GOAL_BYTES / 4) {
      this.#set(this.#size * 2);
    }
  }

  /** A page was larger than it may be. Returns whether a smaller one can be requested. */
  shrink(): boolean {
    const before = this.#size;
    this.#set(before / 4);
    return this.#size < before;
  }

  #set(size: number) {
    const smallest = Math.min(SMALLEST_PAGE, this.largest);
    this.#size = Math.max(smallest, Math.min(this.largest, Math.floor(size)));
  }
}
