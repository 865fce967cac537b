const SLICE_MS = 20;

/** Lets requests be served: derivation and SQLite hold the event loop. */
export function nextTurn(): Promise<unknown> {
  return new Promise(resolve => setImmediate(resolve));
}

/** Work that yields to the rest of the process every 20 ms. */
export class Slice {
  #begin = performance.now();

  /** Call it where the work can be interrupted. */
  async end() {
    if (performance.now() - this.#begin < SLICE_MS) return;
    await nextTurn();
    this.#begin = performance.now();
  }
}
