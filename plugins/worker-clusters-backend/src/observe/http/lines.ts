import { StringDecoder } from 'node:string_decoder';
import { ApiError } from './ApiError';

/**
 * Cuts a stream of bytes into lines; a rest without a line end is dropped, for a cut stream ends inside a line.
 *
 * @param source - for messages: what sends the lines
 * @throws ApiError `garbage` for a line longer than `maxLength` characters.
 */
export async function* readLines(
  chunks: AsyncIterable<Buffer>,
  maxLength: number,
  source: string,
): AsyncGenerator<string> {
  // A chunk may end inside a UTF-8 sequence.
  const decoder = new StringDecoder('utf8');
  const parts: string[] = [];
  let length = 0;
  const tooLong = () =>
    new ApiError(
      'garbage',
      `${source} sent a line of more than ${maxLength} characters`,
    );
  for await (const chunk of chunks) {
    let text = decoder.write(chunk);
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      parts.push(text.slice(0, end));
      const line = parts.join('');
      parts.length = 0;
      length = 0;
      text = text.slice(end + 1);
      if (line.length > maxLength) throw tooLong();
      if (line.trim() !== '') yield line;
    }
    parts.push(text);
    length += text.length;
    if (length > maxLength) throw tooLong();
  }
}
