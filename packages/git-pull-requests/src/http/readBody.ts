/** The body of an answer is longer than its reader takes. */
export class BodyTooLargeError extends Error {
  constructor(readonly maxBytes: number) {
    super(`body is longer than ${maxBytes} bytes`);
    this.name = 'BodyTooLargeError';
  }
}

/**
 * Reads the body of an answer, but never more than `maxBytes` of it: not a byte if the host announces a longer one,
 * and no further than the bound if it announces nothing (or is compressed).
 *
 * @param onChunk - called with each piece, for a timeout that counts silence
 * @throws BodyTooLargeError
 * @internal
 */
export async function readBody(
  response: Response,
  maxBytes: number,
  onChunk?: () => void,
): Promise<Buffer> {
  if (!response.body) return Buffer.alloc(0);
  const announced = Number(response.headers.get('Content-Length') ?? 0);
  if (announced > maxBytes) {
    await response.body.cancel();
    throw new BodyTooLargeError(maxBytes);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    onChunk?.();
    size += chunk.byteLength;
    // Leaving the loop cancels the rest of the body.
    if (size > maxBytes) throw new BodyTooLargeError(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
