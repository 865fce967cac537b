import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { writeMessage } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { CredentialError } from './CredentialError';

const PROBLEMS = {
  ENOENT: 'file-not-found',
  ENOTDIR: 'file-not-found',
  EACCES: 'file-denied',
  EPERM: 'file-denied',
  EISDIR: 'file-no-file',
  ELOOP: 'file-links',
} as const;

/** @throws CredentialError that names the file */
function failure(subject: string, error: unknown): CredentialError {
  const { code = 'unknown error' } = error as NodeJS.ErrnoException;
  return new CredentialError(
    Object.hasOwn(PROBLEMS, code)
      ? writeMessage(PROBLEMS[code as keyof typeof PROBLEMS], { subject })
      : writeMessage('file-unreadable', { subject, error: code }),
  );
}

/** What a file holds, once it is known that it is one and not larger than it may be. */
async function readBounded(
  file: FileHandle,
  subject: string,
  maxBytes: number,
): Promise<string> {
  const stats = await file.stat();
  if (!stats.isFile()) {
    throw new CredentialError(writeMessage('file-no-file', { subject }));
  }
  if (stats.size > maxBytes) {
    throw new CredentialError(
      writeMessage('file-too-large', { subject, limit: maxBytes / 1024 }),
    );
  }
  const buffer = Buffer.alloc(stats.size + 1);
  let size = 0;
  for (;;) {
    const { bytesRead } = await file.read(buffer, size, buffer.length - size);
    size += bytesRead;
    if (size === buffer.length) {
      throw new CredentialError(writeMessage('file-changed', { subject }));
    }
    if (bytesRead === 0) return buffer.toString('utf8', 0, size);
  }
}

/**
 * Reads a file that holds a credential, or a CA.
 *
 * @param subject - for messages: which file
 * @throws CredentialError that names the file and none of its content
 */
export async function readCredentialFile(
  path: string,
  options: { subject: string; maxBytes: number },
): Promise<string> {
  const { maxBytes } = options;
  const subject = `${options.subject} ${path}`;
  let file: FileHandle | undefined;
  try {
    // A pipe without a writer would be waited for.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    return await readBounded(file, subject, maxBytes);
  } catch (error) {
    if (error instanceof CredentialError) throw error;
    throw failure(subject, error);
  } finally {
    await file?.close();
  }
}

/** Of a token: 16,384 characters, and line ends. */
export const MAX_TOKEN_BYTES = 20 * 1024;
/** Of certificates and keys: a CA has 1 to 2 kB, the bundle of an operating system 250 kB. */
export const MAX_PEM_BYTES = 512 * 1024;
