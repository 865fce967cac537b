const FIRST_BYTES = 16 * 1024;

/**
 * Joins chunks as they come, in one piece of memory that doubles when it is full. A list of chunks would take some 700
 * bytes for each of them, and a server chooses how small they are.
 */
export class ByteCollector {
  #memory = new ArrayBuffer(0);
  #size = 0;

  /** Bytes that were added. */
  get size(): number {
    return this.#size;
  }

  add(chunk: Uint8Array) {
    const size = this.#size + chunk.length;
    const { byteLength } = this.#memory;
    if (size > byteLength) {
      // Gives the old memory back at once: garbage of megabytes makes long collections.
      this.#memory = this.#memory.transfer(
        Math.max(size, 2 * byteLength, FIRST_BYTES),
      );
    }
    new Uint8Array(this.#memory).set(chunk, this.#size);
    this.#size = size;
  }

  /** Returns what was added, in memory that nothing else uses, and begins anew. */
  take(): Buffer<ArrayBuffer> {
    const bytes = Buffer.from(this.#memory, 0, this.#size);
    this.#memory = new ArrayBuffer(0);
    this.#size = 0;
    return bytes;
  }
}
