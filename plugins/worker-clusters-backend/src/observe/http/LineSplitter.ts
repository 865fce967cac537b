import { ApiError } from './ApiError';

const NEWLINE = 0x0a;
/** Space, tab, carriage return. */
const BLANK = new Set([0x20, 0x09, 0x0d]);

const isBlank = (line: Buffer) => line.every(byte => BLANK.has(byte));

/** Cuts bytes into lines; a chunk may end inside a line, and inside a UTF-8 sequence. */
export class LineSplitter {
  readonly #parts: Buffer[] = [];
  #pending = 0;

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
    return this.#pending;
  }

  /**
   * Yields the lines that end in this chunk and are not blank, undecoded, without their ends. They have to be taken
   * before the next chunk is pushed.
   *
   * @throws ApiError `garbage` for a line longer than `maxBytes`
   */
  *push(chunk: Buffer): Generator<Buffer> {
    let start = 0;
    for (
      let end = chunk.indexOf(NEWLINE);
      end >= 0;
      end = chunk.indexOf(NEWLINE, start)
    ) {
      this.#take(chunk.subarray(start, end));
      start = end + 1;
      const line =
        this.#parts.length === 1 ? this.#parts[0] : Buffer.concat(this.#parts);
      this.#parts.length = 0;
      this.#pending = 0;
      if (!isBlank(line)) yield line;
    }
    if (start < chunk.length) this.#take(chunk.subarray(start));
  }

  #take(part: Buffer) {
    this.#parts.push(part);
    this.#pending += part.length;
    if (this.#pending > this.maxBytes) {
      throw new ApiError(
        'garbage',
        `${this.source} sent a line of more than ${this.maxBytes} bytes`,
      );
    }
  }
}
