import { ApiError, notFound } from '../errors';
import type { MergeStyle } from '../git/merging';
import type { PullRecord, RepositoryRecord } from '../state/model';
import { isProtected } from './branches';
import type { Host } from './Host';
import { isWorkInProgress, mergePull } from './pullRequests';
import { latestStatuses } from './statuses';
import type { Doer } from './Users';

/**
 * Sets a pull request to merge by itself once nothing is missing any more.
 *
 * @returns false if nothing is missing: whoever asks has to merge now
 * @throws ApiError 404 if it is closed, 405 if it is merged or a draft, 409 if it is set already
 */
export async function scheduleMerge(
  host: Host,
  repository: RepositoryRecord,
  pull: PullRecord,
  style: MergeStyle,
  doer: Doer,
): Promise<boolean> {
  const { owner, name } = repository;
  return host.exclusively(owner, name, async () => {
    if (pull.state === 'closed') throw notFound('The pull request is closed');
    if (pull.state === 'merged') {
      throw new ApiError(405, 'The pull request is merged already');
    }
    if (isWorkInProgress(pull.title)) {
      throw new ApiError(405, 'Work in progress PRs cannot be merged');
    }
    if (pull.autoMerge) {
      throw new ApiError(
        409,
        'pull request is already scheduled to auto merge',
      );
    }
    if (!whatIsMissing(repository, pull)) return false;
    pull.autoMerge = { by: doer.login, style };
    pull.updatedAt = new Date().toISOString();
    await host.saved(repository);
    return true;
  });
}

/** @throws ApiError 404 if it was not set to merge by itself. */
export async function cancelScheduledMerge(
  host: Host,
  repository: RepositoryRecord,
  pull: PullRecord,
): Promise<void> {
  if (!pull.autoMerge) throw notFound();
  delete pull.autoMerge;
  await host.saved(repository);
}

/** Merges what has waited for a check of this commit. What cannot be merged stays open, as on Gitea. */
export async function mergeScheduled(
  host: Host,
  repository: RepositoryRecord,
  commit: string,
  doer: Doer,
): Promise<void> {
  const ready = repository.pulls.filter(
    pull =>
      pull.state === 'open' &&
      pull.autoMerge &&
      pull.headCommit === commit &&
      !whatIsMissing(repository, pull),
  );
  for (const pull of ready) {
    const { style } = pull.autoMerge!;
    try {
      await mergePull(
        host,
        repository,
        pull,
        { style, headCommit: commit },
        doer,
      );
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      host.log(`Git host: pull request ${pull.number}: ${error.message}`);
    }
  }
}

/**
 * Why a pull request does not merge by itself yet, for people. A protected branch wants a person's approval,
 * and the sandbox has no reviews: there, the person merges.
 */
export function whatIsMissing(
  repository: RepositoryRecord,
  pull: PullRecord,
): 'an approval' | 'its checks' | undefined {
  if (isProtected(repository, pull.base)) return 'an approval';
  return latestStatuses(repository, pull.headCommit).every(
    status => status.state === 'success',
  )
    ? undefined
    : 'its checks';
}
