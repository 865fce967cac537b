import type { Answer } from './Answer';

/** Reads the body of an answer chunk by chunk, each within a time of its own. */
export class TimedBody {
  readonly #chunks: AsyncIterator<Buffer>;
  #ended = false;

  constructor(
    private readonly answer: Answer,
    private readonly onChunk: () => void,
  ) {
    this.#chunks = answer.body[Symbol.asyncIterator]();
  }

  /** Cuts the answer off, unless it was read to its end. */
  cancel() {
    if (!this.#ended) this.answer.body.destroy();
  }

  /**
   * Returns the next chunk, or undefined at the end.
   *
   * @param timeoutMs - afterwards the answer is cut off with the error that `late` returns
   * @throws Error with `code` if the answer was cut off
   */
  async read(
    timeoutMs: number,
    late: () => Error,
  ): Promise<Buffer | undefined> {
    const timer = setTimeout(
      () => this.answer.body.destroy(late()),
      Math.max(0, timeoutMs),
    );
    try {
      const { done, value } = await this.#chunks.next();
      if (!done) {
        this.onChunk();
        this.answer.onRead(value.length);
        return value;
      }
    } finally {
      clearTimeout(timer);
    }
    const cut = this.answer.cut();
    if (cut) throw cut;
    this.#ended = true;
    return undefined;
  }
}
