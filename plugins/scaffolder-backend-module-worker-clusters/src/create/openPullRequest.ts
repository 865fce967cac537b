import { setTimeout as sleep } from 'node:timers/promises';
import { ConflictError } from '@backstage/errors';
import type {
  GitPullRequest,
  GitRepository,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { oneLine, reading, withSentence } from './errors';
import { taskMarker } from './pullRequestText';
import { askedAlready } from './taken';

export interface OpenPullRequestOptions {
  repository: GitRepository;
  base: string;
  branch: string;
  /** The one file that the branch adds. */
  file: { path: string; content: string };
  commitMessage: string;
  author: { name: string; email: string };
  title: string;
  body: string;
  taskId: string;
  log: (line: string) => void;
  signal?: AbortSignal;
  /** Milliseconds between two looks for the pull request of somebody who is faster. */
  patienceMs?: number;
}

/**
 * One branch with one commit, and one pull request for it; doing it again, after whatever went wrong the first
 * time, ends in the same ones. An existing branch is never moved. If the pull request cannot be opened the
 * branch is deleted again, provided that it is what was written here.
 *
 * @throws ConflictError if somebody else asks, or has asked, for the same.
 */
export async function openPullRequest(
  options: OpenPullRequestOptions,
): Promise<GitPullRequest> {
  const { repository, base, branch, title, body, log, signal } = options;

  const earlier = await reading(findOpen(options));
  if (earlier) return ownOrConflict(earlier, options);

  signal?.throwIfAborted();
  const commit = await ensureBranch(options);
  if ('pullRequest' in commit) return commit.pullRequest;

  try {
    signal?.throwIfAborted();
    const pullRequest = await repository.createPullRequest({
      head: branch,
      base,
      title,
      body,
    });
    log(`Opened pull request #${pullRequest.number}: ${pullRequest.url}`);
    return pullRequest;
  } catch (error) {
    // It may have been opened although the answer got lost, or by somebody who was faster.
    const opened = await findOpen(options).catch(() => undefined);
    if (opened) return ownOrConflict(opened, options);
    throw withSentence(
      error,
      await removeBranch(options, head => head === commit.commit),
    );
  }
}

/** Head of the branch that holds exactly the file; or the pull request, if another run was faster. */
async function ensureBranch(
  options: OpenPullRequestOptions,
): Promise<{ commit: string } | { pullRequest: GitPullRequest }> {
  const { repository, base, branch, file, log } = options;

  const existing = await reading(repository.getBranch(branch));
  if (!existing) {
    try {
      const { commit } = await repository.createBranchWithCommit({
        branch,
        base,
        message: options.commitMessage,
        author: options.author,
        changes: [file],
      });
      log(`Created branch ${branch} with ${file.path}`);
      return { commit };
    } catch (error) {
      const { name } = error as Error;
      if (name === 'ServiceUnavailableError') {
        // Whether the host wrote it before it failed is unknown.
        throw withSentence(error, await removeBranch(options, () => true));
      }
      if (name !== 'ConflictError') {
        throw withSentence(error, 'Nothing was written.');
      }
    }
  }

  const head = existing ?? (await reading(repository.getBranch(branch)));
  const found = await reading(repository.getFile(file.path, branch));
  if (head && found?.content === file.content) {
    log(`Carrying on with branch ${branch} of an earlier attempt`);
    return { commit: head.commit };
  }
  // Somebody else's: their pull request may be a moment away.
  for (let look = 0; look < 4; look += 1) {
    const pullRequest = await reading(findOpen(options));
    if (pullRequest) {
      return { pullRequest: ownOrConflict(pullRequest, options) };
    }
    await sleep(options.patienceMs ?? 500);
  }
  throw await leftover(options);
}

/** What to do about a branch that is in the way and has no open pull request. */
async function leftover({ repository, branch }: OpenPullRequestOptions) {
  const [last] = await reading(
    repository.listPullRequests({ state: 'closed', head: branch }),
  );
  return new ConflictError(
    last
      ? `The branch ${branch} is left from pull request #${last.number}, which is ${last.state}: ${last.url}. Delete the branch there, or ask the platform team to, and try again; or choose another name.`
      : `The branch ${branch} exists already in ${repository.url}, with other content and without a pull request. Somebody may be asking for the same cluster right now: look again in a minute. If it stays, choose another name or ask the platform team to delete the branch.`,
  );
}

async function findOpen({ repository, branch }: OpenPullRequestOptions) {
  const [open] = await repository.listPullRequests({
    state: 'open',
    head: branch,
  });
  return open;
}

function ownOrConflict(
  pullRequest: GitPullRequest,
  { taskId, log }: OpenPullRequestOptions,
): GitPullRequest {
  if (!pullRequest.body.includes(taskMarker(taskId))) {
    throw askedAlready(pullRequest);
  }
  log(
    `Pull request #${pullRequest.number} is open already: ${pullRequest.url}`,
  );
  return pullRequest;
}

/** Deletes the branch if it is ours, and says in a sentence how that went. */
async function removeBranch(
  options: OpenPullRequestOptions,
  isExpected: (head: string) => boolean,
): Promise<string> {
  const { repository, branch, file, log } = options;
  try {
    const head = await repository.getBranch(branch);
    if (!head) return 'Nothing was written.';
    const found = await repository.getFile(file.path, branch);
    if (!isExpected(head.commit) || found?.content !== file.content) {
      return `The branch ${branch} was left as it is, because it has been changed by somebody else.`;
    }
    await repository.deleteBranch(branch);
    log(`Deleted branch ${branch} again`);
    return `The branch ${branch} was deleted again: nothing is left behind.`;
  } catch (error) {
    log(`Could not delete branch ${branch} again: ${oneLine(error)}`);
    return `It is not certain whether the branch ${branch} is left behind: the same request, tried again, carries on from it.`;
  }
}
