import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { CredentialError } from './CredentialError';

const PROBLEMS: Record<string, string> = {
  ENOENT: 'file not found',
  ENOTDIR: 'file not found',
  EACCES: 'no permission to read the file',
  EPERM: 'no permission to read the file',
  EISDIR: 'is not a file',
  ELOOP: 'too many symbolic links',
};

/** @throws CredentialError that names the file */
function failure(subject: string, error: unknown): CredentialError {
  const { code = 'unknown error' } = error as NodeJS.ErrnoException;
  return new CredentialError(
    `${subject}: ${PROBLEMS[code] ?? `cannot be read (${code})`}`,
  );
}

/** What a file holds, once it is known that it is one and not larger than it may be. */
async function readBounded(
  file: FileHandle,
  subject: string,
  maxBytes: number,
): Promise<string> {
  const stats = await file.stat();
  if (!stats.isFile()) throw new CredentialError(`${subject}: is not a file`);
  if (stats.size > maxBytes) {
    throw new CredentialError(
      `${subject}: is larger than ${
        maxBytes / 1024
      } KiB, so it is another file`,
    );
  }
  const buffer = Buffer.alloc(stats.size + 1);
  let size = 0;
  for (;;) {
    const { bytesRead } = await file.read(buffer, size, buffer.length - size);
    size += bytesRead;
    if (size === buffer.length) {
      throw new CredentialError(`${subject}: changed while it was read`);
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
