const FIRST_BYTES = 16 * 1024;

/**
 * Joins chunks as they come, in one piece of memory that doubles when it is full. A list of chunks would take some 700
 * bytes for each of them, and a server chooses how small they are.
 */
export class ByteCollector {
  #bytes: Buffer<ArrayBuffer> | undefined;
  #size = 0;

  /** Bytes that were added. */
  get size(): number {
    return this.#size;
  }

  add(chunk: Uint8Array) {
    const size = this.#size + chunk.length;
    const before = this.#bytes;
    if (!before || size > before.length) {
      const capacity = Math.max(size, 2 * (before?.length ?? 0), FIRST_BYTES);
      this.#bytes = Buffer.allocUnsafeSlow(capacity);
      before?.copy(this.#bytes, 0, 0, this.#size);
    }
    this.#bytes!.set(chunk, this.#size);
    this.#size = size;
  }

  /** Returns what was added, in memory that nothing else uses, and begins anew. */
  take(): Buffer<ArrayBuffer> {
    const bytes = this.#bytes?.subarray(0, this.#size) ?? Buffer.alloc(0);
    this.#bytes = undefined;
    this.#size = 0;
    return bytes as Buffer<ArrayBuffer>;
  }
}
