import type { BranchChange, Host } from '../../core/Host';
import type { Doer } from '../../core/Users';
import { EMPTY_TREE, listChangedFiles } from '../../git/diff';
import { listCommits } from '../../git/history';
import { NO_COMMIT } from '../../git/writing';
import type { RepositoryRecord } from '../../state/model';
import { pageOf, presentPayloadCommit } from './commit';
import { presentRepository } from './repository';
import { presentDoer } from './user';

/** Commits that a payload lists, newest first, as on Gitea. */
const MAX_COMMITS = 30;

/** Gitea's `PushPayload`. A deleted branch has forty zeros for `after`. */
export async function presentPush(
  host: Host,
  repository: RepositoryRecord,
  { branch, before, after }: BranchChange,
  doer: Doer,
) {
  const git = host.git(repository);
  const commits =
    after === NO_COMMIT
      ? []
      : await listCommits(
          git,
          before === NO_COMMIT ? [after] : [after, `^${before}`],
          { limit: MAX_COMMITS },
        );
  const presented = await Promise.all(
    commits.map(async commit =>
      presentPayloadCommit(
        host,
        repository,
        commit,
        await listChangedFiles(
          git,
          commit.parents[0] ?? EMPTY_TREE,
          commit.sha,
        ),
      ),
    ),
  );
  return {
    ref: `refs/heads/${branch}`,
    before,
    after,
    compare_url: `${pageOf(host, repository)}/compare/${before}...${after}`,
    commits: presented,
    total_commits: presented.length,
    head_commit: presented[0] ?? null,
    repository: presentRepository(host, repository),
    pusher: presentDoer(host, doer),
    sender: presentDoer(host, doer),
  };
}
