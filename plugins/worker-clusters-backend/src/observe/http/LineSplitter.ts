import { writeMessage } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { ApiError } from './ApiError';
import { ByteCollector } from './ByteCollector';

const NEWLINE = 0x0a;

/** Cuts bytes into lines; a chunk may end inside a line, and inside a UTF-8 sequence. */
export class LineSplitter {
  /** Of a line that has begun and not ended. */
  readonly #begun = new ByteCollector();

  /**
   * @param maxBytes - of a line
   * @param source - for messages: what sends the lines
   */
  constructor(
    private readonly maxBytes: number,
    private readonly source: string,
  ) {}

  /** Bytes of a line that has begun and not ended. At the end of a stream they are no line: it was cut. */
  get pending(): number {
    return this.#begun.size;
  }

  /**
   * Yields the lines that end in this chunk, empty ones too, undecoded, without their ends. They have to be taken before
   * the next chunk is pushed.
   *
   * @throws ApiError `garbage` for a line longer than `maxBytes`
   */
  *push(chunk: Buffer<ArrayBuffer>): Generator<Buffer<ArrayBuffer>> {
    let start = 0;
    for (
      let end = chunk.indexOf(NEWLINE);
      end >= 0;
      end = chunk.indexOf(NEWLINE, start)
    ) {
      const part = chunk.subarray(start, end);
      start = end + 1;
      this.#check(part);
      if (this.#begun.size === 0) {
        yield part;
      } else {
        this.#begun.add(part);
        yield this.#begun.take();
      }
    }
    if (start === chunk.length) return;
    const rest = chunk.subarray(start);
    this.#check(rest);
    this.#begun.add(rest);
  }

  #check(part: Buffer) {
    if (this.pending + part.length > this.maxBytes) {
      throw new ApiError(
        'garbage',
        writeMessage('excess-line', {
          server: this.source,
          limit: this.maxBytes,
        }),
      );
    }
  }
}
