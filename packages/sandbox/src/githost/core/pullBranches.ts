import { branchHead } from '../git/objects';
import { NO_COMMIT, updateRef } from '../git/writing';
import type { PullRecord, RepositoryRecord } from '../state/model';
import type { BranchChange, Host } from './Host';
import type { Doer } from './Users';

/** Ref that keeps a pull request's commits, also after its branch is gone. */
export function pullRef(pull: PullRecord): string {
  return `refs/pull/${pull.number}/head`;
}

/**
 * Makes open pull requests follow their branches: new commits are taken over at once, and deleted branches go to the queue
 * that closes their pull requests.
 */
export async function followBranches(
  host: Host,
  repository: RepositoryRecord,
  changes: BranchChange[],
  doer: Doer,
): Promise<void> {
  const git = host.git(repository);
  for (const change of changes) {
    const { branch, after } = change;
    if (after === NO_COMMIT) {
      host.deletions.push(() =>
        closePullsOfDeleted(host, repository, change, doer),
      );
      continue;
    }
    for (const pull of openPulls(repository)) {
      if (pull.head === branch && pull.headCommit !== after) {
        await updateRef(git, pullRef(pull), after);
        pull.headCommit = after;
        pull.updatedAt = new Date().toISOString();
        host.events.emit('pull', 'synchronized', repository, pull, doer);
      }
    }
  }
}

/**
 * What Gitea's queue does about a deleted branch (`AdjustPullsCausedByBranchDeleted`): it closes every pull request that is
 * open by now with that name as head or base, also one whose branch was made anew under the name meanwhile.
 */
async function closePullsOfDeleted(
  host: Host,
  repository: RepositoryRecord,
  { branch, before }: BranchChange,
  doer: Doer,
): Promise<void> {
  const { owner, name } = repository;
  await host.exclusively(owner, name, async () => {
    const git = host.git(repository);
    for (const pull of openPulls(repository)) {
      if (pull.head !== branch && pull.base !== branch) continue;
      const baseCommit =
        pull.base === branch ? before : await branchHead(git, pull.base);
      await closePull(host, repository, pull, baseCommit);
      await host.saved(repository);
      host.events.emit('pull', 'closed', repository, pull, doer);
    }
  });
}

/** Marks as closed, and keeps where it branched off so that its diff stays what it was. */
export async function closePull(
  host: Host,
  repository: RepositoryRecord,
  pull: PullRecord,
  baseCommit: string | undefined,
): Promise<void> {
  if (baseCommit) {
    const { mergeBase } = await host.judge(
      repository,
      baseCommit,
      pull.headCommit,
    );
    pull.mergeBase = mergeBase;
  }
  pull.state = 'closed';
  delete pull.autoMerge;
  pull.closedAt = new Date().toISOString();
  pull.updatedAt = pull.closedAt;
}

/** Marks as merged what `merging` says was merged. */
export function finishMerge(pull: PullRecord): void {
  const { merging } = pull;
  if (!merging) return;
  pull.state = 'merged';
  pull.mergeCommit = merging.commit;
  pull.mergeBase = merging.mergeBase;
  pull.mergedBy = merging.by;
  pull.closedAt = new Date().toISOString();
  pull.updatedAt = pull.closedAt;
  delete pull.merging;
}

export function openPulls(repository: RepositoryRecord): PullRecord[] {
  return repository.pulls.filter(pull => pull.state === 'open');
}

/**
 * Brings the state in line with the repository after a crash: a merge that reached the branch counts, one that did not
 * is forgotten, and pushes that were not noted are.
 */
export async function reconcile(
  host: Host,
  repository: RepositoryRecord,
): Promise<void> {
  const git = host.git(repository);
  for (const pull of openPulls(repository)) {
    const base = await branchHead(git, pull.base);
    if (pull.merging && base) {
      const { code } = await git.run(
        ['merge-base', '--is-ancestor', pull.merging.commit, base],
        { codes: [0, 1, 128] },
      );
      if (code === 0) finishMerge(pull);
    }
    delete pull.merging;
    if (pull.state !== 'open') continue;
    const head = await branchHead(git, pull.head);
    await followBranches(
      host,
      repository,
      [{ branch: pull.head, before: NO_COMMIT, after: head ?? NO_COMMIT }],
      host.users.doer(pull.author),
    );
  }
  await host.file.save();
}
