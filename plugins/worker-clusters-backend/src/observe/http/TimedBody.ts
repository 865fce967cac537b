import type { HttpResponse } from './HttpResponse';
import { errorWithCode } from './connect';

/**
 * Reads the body of a response chunk by chunk, each within a time of its own. Without the async iterator of the stream,
 * which keeps a dozen closures for each watch.
 */
export class TimedBody {
  #error: unknown;
  #ended = false;
  /** Ends the wait for the next event of the stream. */
  #wake: () => void = () => {};

  constructor(
    private readonly response: HttpResponse,
    private readonly onChunk: () => void,
  ) {
    const wake = () => this.#wake();
    response.body
      .on('readable', wake)
      .on('end', wake)
      .on('close', wake)
      .on('error', error => {
        this.#error ??= error;
        wake();
      });
  }

  /** Cuts the response off, unless it was read to its end. */
  cancel() {
    if (!this.#ended) this.response.body.destroy();
  }

  /**
   * Returns the next chunk, or undefined at the end.
   *
   * @param timeoutMs - afterwards the response is cut off with the error that `late` returns
   * @throws Error with `code` if the response was cut off
   */
  async read(
    timeoutMs: number,
    late: () => Error,
  ): Promise<Buffer<ArrayBuffer> | undefined> {
    const { body } = this.response;
    let timer: NodeJS.Timeout | undefined;
    try {
      for (;;) {
        if (this.#error) throw this.#error;
        const chunk: Buffer<ArrayBuffer> | null = body.read();
        if (chunk) {
          this.onChunk();
          this.response.onRead(chunk.length);
          return chunk;
        }
        if (body.readableEnded || body.destroyed) break;
        timer ??= setTimeout(
          () => body.destroy(late()),
          Math.max(0, timeoutMs),
        );
        await new Promise<void>(resolve => {
          this.#wake = resolve;
        });
      }
    } finally {
      clearTimeout(timer);
    }
    const cut = this.response.cut();
    if (cut) throw cut;
    if (!body.readableEnded) throw errorWithCode('ECONNRESET');
    this.#ended = true;
    return undefined;
  }
}
