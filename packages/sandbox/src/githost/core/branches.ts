import { ApiError, notFound } from '../errors';
import { branchHead, listBranches, resolveCommit } from '../git/objects';
import { deleteRef, NO_COMMIT, RefConflict, updateRef } from '../git/writing';
import { requireBranchName } from '../names';
import type { RepositoryRecord } from '../state/model';
import type { BranchChange, Host } from './Host';
import { followBranches } from './pullBranches';
import type { Doer } from './Users';

export function isProtected(
  repository: RepositoryRecord,
  branch: string,
): boolean {
  return repository.protectedBranches.includes(branch);
}

/** Branches that differ between two listings. */
export function changedBranches(
  before: Map<string, string>,
  after: Map<string, string>,
): BranchChange[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .map(branch => ({
      branch,
      before: before.get(branch) ?? NO_COMMIT,
      after: after.get(branch) ?? NO_COMMIT,
    }))
    .filter(change => change.before !== change.after);
}

/**
 * Makes everything follow branches that have moved: pull requests, webhooks, listeners. To be called while the
 * repository is held.
 */
export async function reportBranches(
  host: Host,
  repository: RepositoryRecord,
  changes: BranchChange[],
  doer: Doer,
): Promise<void> {
  if (changes.length === 0) return;
  repository.empty &&= changes.every(change => change.after === NO_COMMIT);
  await followBranches(host, repository, changes, doer);
  await host.saved(repository);
  for (const change of changes) {
    host.events.emit('push', repository, change, doer);
  }
}

/**
 * Makes a branch.
 *
 * @param from - branch, tag or commit; the default branch if undefined
 * @throws ApiError 404, 409, 422
 */
export async function createBranch(
  host: Host,
  repository: RepositoryRecord,
  name: unknown,
  from: string | undefined,
  doer: Doer,
): Promise<string> {
  const branch = requireBranchName(name);
  const { owner, name: repositoryName } = repository;
  return host.exclusively(owner, repositoryName, async () => {
    const git = host.git(repository);
    const source = from ?? repository.defaultBranch;
    const commit = await resolveCommit(git, source);
    if (!commit) throw notFound(`branch does not exist [name: ${source}]`);
    if (await branchHead(git, branch)) {
      throw new ApiError(409, 'The branch already exists.');
    }
    try {
      await updateRef(git, `refs/heads/${branch}`, commit, NO_COMMIT);
    } catch (error) {
      if (!(error instanceof RefConflict)) throw error;
      throw new ApiError(
        409,
        `branch name conflicts with an existing branch [name: ${branch}]`,
      );
    }
    const change = { branch, before: NO_COMMIT, after: commit };
    await reportBranches(host, repository, [change], doer);
    return branch;
  });
}

/**
 * @throws ApiError 403 for the default branch and protected ones, 404
 */
export async function deleteBranch(
  host: Host,
  repository: RepositoryRecord,
  branch: string,
  doer: Doer,
): Promise<void> {
  await host.exclusively(repository.owner, repository.name, () =>
    deleteHeldBranch(host, repository, branch, doer),
  );
}

/** The same, while the repository is held already. */
export async function deleteHeldBranch(
  host: Host,
  repository: RepositoryRecord,
  branch: string,
  doer: Doer,
): Promise<void> {
  const git = host.git(repository);
  const before = (await listBranches(git)).get(branch);
  if (!before) throw notFound();
  if (branch === repository.defaultBranch) {
    throw new ApiError(
      403,
      'can not delete default or pull request target branch',
    );
  }
  if (isProtected(repository, branch)) {
    throw new ApiError(403, 'branch protected');
  }
  await deleteRef(git, `refs/heads/${branch}`, before);
  const change = { branch, before, after: NO_COMMIT };
  await reportBranches(host, repository, [change], doer);
}
