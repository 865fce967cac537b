import { FileTooLargeError } from './FileTooLargeError';
import type { GitFile } from './GitRepository';
import { BodyTooLargeError } from './http/readBody';

/** Of a file whose reader names no bound. */
export const DEFAULT_MAX_BYTES = 1024 * 1024;

/** What stands around a file in an answer: links and names. */
const AROUND_BYTES = 32 * 1024;

/** Bytes of an answer that holds a file of `maxBytes` in Base64, with line breaks every 60 characters. */
export function base64AnswerBytes(maxBytes: number): number {
  return Math.ceil(maxBytes * (4 / 3) * (62 / 60)) + AROUND_BYTES;
}

/** Bytes of an answer that holds a file of `maxBytes` as a JSON string, each byte escaped. */
export function jsonAnswerBytes(maxBytes: number): number {
  return maxBytes * 6 + AROUND_BYTES;
}

/**
 * Reads a file whose content is bounded, whatever the host sends.
 *
 * @param where - completes "on …", for example `branch b of https://host/owner/repo`
 * @param read - reads the answer with `Call.maxBytes` set, and tells the size as soon as it is known
 * @throws FileTooLargeError
 * @internal
 */
export async function readBoundedFile(
  options: { path: string; maxBytes: number; where: string },
  read: (
    assertSize: (size: number | null | undefined) => void,
  ) => Promise<GitFile | undefined>,
): Promise<GitFile | undefined> {
  const { path, maxBytes, where } = options;
  const assertSize = (size: number | null | undefined) => {
    if ((size ?? 0) > maxBytes) {
      throw new FileTooLargeError(path, maxBytes, where);
    }
  };
  try {
    const file = await read(assertSize);
    if (file) assertSize(Buffer.byteLength(file.content));
    return file;
  } catch (error) {
    if (!(error instanceof BodyTooLargeError)) throw error;
    throw new FileTooLargeError(path, maxBytes, where);
  }
}
