import { InputError, ServiceUnavailableError } from '@backstage/errors';
import { boundBody } from './boundBody';
import type { GitCommit } from './GitRepository';
import { BodyTooLargeError } from './http/readBody';

/** Bytes of an answer about one commit; a message of a megabyte is none that anybody wrote. */
export const MAX_COMMIT_BYTES = 1024 * 1024;

/** SHA-1 or SHA-256. */
const COMMIT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** What the hosts say of a commit, each in its own form. */
interface CommitParts {
  message: string;
  author?: string | null;
  /** As the host has it, or milliseconds. */
  authoredAt?: string | number | null;
}

/**
 * Reads a commit whose message is bounded, whatever the host sends.
 *
 * @param commitsUrl - what the page of a commit is below, with a slash at the end
 * @param read - reads the answer with `Call.maxBytes` set to {@link MAX_COMMIT_BYTES}
 * @throws InputError if the id is not a full one: it becomes part of a path
 * @internal
 */
export async function readBoundedCommit(
  id: string,
  commitsUrl: string,
  read: () => Promise<CommitParts | undefined>,
): Promise<GitCommit | undefined> {
  if (!COMMIT_ID.test(id)) {
    throw new InputError(
      `'${id.slice(
        0,
        80,
      )}' is not the full id of a commit: use 40 or 64 hexadecimal digits`,
    );
  }
  try {
    const parts = await read();
    if (!parts) return undefined;
    const { message, author } = parts;
    const authored = new Date(parts.authoredAt ?? NaN);
    return {
      id,
      message: boundBody(message.trimEnd()),
      ...(author ? { author } : {}),
      ...(Number.isNaN(authored.getTime())
        ? {}
        : { authoredAt: authored.toISOString() }),
      url: `${commitsUrl}${id}`,
    };
  } catch (error) {
    if (!(error instanceof BodyTooLargeError)) throw error;
    throw new ServiceUnavailableError(
      `The commit ${commitsUrl}${id} was not read: the Git host's answer is larger than ${MAX_COMMIT_BYTES} bytes.`,
    );
  }
}
