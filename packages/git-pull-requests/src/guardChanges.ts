import { ConflictError } from '@backstage/errors';
import type { CommitOptions } from './GitRepository';

/** @internal */
export interface GuardOptions {
  changes: CommitOptions['changes'];
  /** Completes "on …" in a message, for example `branch main of https://host/owner/repo`. */
  where: string;
  /** The host's id of the file as it stands now, or undefined if there is none. */
  shaOf: (path: string) => Promise<string | undefined>;
}

/**
 * Checks before anything is written that every change finds its file as its author saw it: with a `sha`, that
 * very content; without one, no file. For hosts that do not compare by themselves.
 *
 * @throws ConflictError
 * @internal
 */
export async function guardChanges(options: GuardOptions): Promise<void> {
  const { changes, where, shaOf } = options;
  // One after the other: hosts limit concurrent calls of one account.
  for (const { path, sha, content } of changes) {
    const current = await shaOf(path);
    if (current === undefined && (sha || content === undefined)) {
      throw new ConflictError(
        `The file ${path} has been deleted meanwhile on ${where}. Nothing was written: look at what has changed and start again.`,
      );
    }
    if (current !== undefined && current !== sha) {
      throw new ConflictError(
        sha
          ? `The file ${path} was changed meanwhile on ${where}. Nothing was written: load it again and repeat the change.`
          : `The file ${path} exists already on ${where}. Nothing was written: choose another name, or change the file that is there.`,
      );
    }
  }
}

/** @internal */
export function movedBranchError(
  branch: string,
  repositoryUrl: string,
  seen: string,
  now: string | undefined,
): ConflictError {
  return new ConflictError(
    `The branch ${branch} of ${repositoryUrl} was changed meanwhile: it is at ${
      now?.slice(0, 8) ?? 'nothing'
    }, not at ${seen.slice(0, 8)}. Nothing was written.`,
  );
}
