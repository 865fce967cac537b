import { ApiError } from './ApiError';

const NEWLINE = 0x0a;
/** Space, tab, carriage return. */
const BLANK = new Set([0x20, 0x09, 0x0d]);

const isBlank = (line: Buffer) => line.every(byte => BLANK.has(byte));

/**
 * Cuts a stream of bytes into lines: yields each line that is not blank, without its line end, undecoded. A rest without
 * a line end is dropped, because a stream that is cut ends inside a line.
 *
 * @param maxBytes - of a line
 * @param source - for messages: what sends the lines
 * @throws ApiError `garbage` for a line longer than `maxBytes`
 */
export async function* readLines(
  chunks: AsyncIterable<Buffer>,
  maxBytes: number,
  source: string,
): AsyncGenerator<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  const take = (part: Buffer) => {
    parts.push(part);
    length += part.length;
    if (length > maxBytes) {
      throw new ApiError(
        'garbage',
        `${source} sent a line of more than ${maxBytes} bytes`,
      );
    }
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (
      let end = chunk.indexOf(NEWLINE);
      end >= 0;
      end = chunk.indexOf(NEWLINE, start)
    ) {
      take(chunk.subarray(start, end));
      start = end + 1;
      const line = parts.length === 1 ? parts[0] : Buffer.concat(parts);
      parts.length = 0;
      length = 0;
      if (!isBlank(line)) yield line;
    }
    if (start < chunk.length) take(chunk.subarray(start));
  }
}
