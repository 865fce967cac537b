import { setTimeout as sleep } from 'node:timers/promises';
import { ConflictError } from '@backstage/errors';
import {
  CommitOptions,
  CreatePullRequestOptions,
  GitPullRequest,
  GitRepository,
  isOfPortal,
  isOfTask,
  isRequestOf,
  KUSTOMIZATION_FILES,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { amendPullRequest } from './amendPullRequest';
import { oneLine, reading, withSentence } from './errors';

export interface OpenPullRequestOptions {
  repository: GitRepository;
  base: string;
  branch: string;
  /** Branches of requests that exclude this one: if somebody has begun one of them, this one steps back. */
  rivals?: string[];
  /** What the branch's one commit changes. */
  changes: CommitOptions['changes'];
  commitMessage: string;
  author: { name: string; email: string };
  title: string;
  body: string;
  /** Draft, labels, reviewers, and the like. */
  asides?: Omit<CreatePullRequestOptions, 'head' | 'base' | 'title' | 'body'>;
  taskId: string;
  /** Who may change the open request by asking again; undefined for nobody. */
  amendedBy?: string;
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
  if (earlier && isRequestOf(earlier, options.amendedBy)) {
    return amendPullRequest(options, earlier);
  }
  if (earlier) return ownOrConflict(earlier, options);

  signal?.throwIfAborted();
  const commit = await ensureBranch(options);
  if ('pullRequest' in commit) return commit.pullRequest;

  try {
    await stepBack(options);
    signal?.throwIfAborted();
    const { warnings, ...pullRequest } = await repository.createPullRequest({
      ...options.asides,
      head: branch,
      base,
      title,
      body,
    });
    log(`Opened pull request #${pullRequest.number}: ${pullRequest.url}`);
    warnings.forEach(log);
    return pullRequest;
  } catch (error) {
    // It may have been opened although the answer got lost, or by somebody who was faster.
    let opened: GitPullRequest | undefined;
    try {
      opened = await findOpen(options);
    } catch {
      // Without its branch a pull request is closed: what may be one's own is left alone.
      throw withSentence(error, uncertain(branch));
    }
    if (opened) return ownOrConflict(opened, options);
    throw withSentence(
      error,
      await removeBranch(options, head => head === commit.commit),
    );
  }
}

/** Not the list of all files, which is another one as soon as somebody else's request is merged. */
const isRequest = (path: string) =>
  !KUSTOMIZATION_FILES.includes(path.slice(path.lastIndexOf('/') + 1));

/** So often a request waits for one that gives way to it. */
const LOOKS_AT_RIVAL = 8;

/**
 * Both write their branch before they look for the other's: so of two who ask at the same moment at least one sees the
 * other, and never do both go on. Of two who see each other the one whose branch comes first waits for the other to go.
 *
 * @throws ConflictError if somebody else asks for the same name.
 */
async function stepBack(options: OpenPullRequestOptions): Promise<void> {
  const { repository, branch, rivals = [], patienceMs = 500 } = options;
  for (const rival of rivals) {
    for (let look = 0; await repository.getBranch(rival); look += 1) {
      const [last] = await repository.listPullRequests({
        state: 'all',
        head: rival,
      });
      // What is left from a finished request is no rival.
      if (last && last.state !== 'open') break;
      if (last) throw askedAlready(last);
      if (branch > rival || look === LOOKS_AT_RIVAL) {
        throw new ConflictError(
          `Somebody is asking for a cluster of the same name at this very moment (branch ${rival}): look again in a minute, or choose another name. If that branch stays, it is left over: ask the platform team to delete it.`,
        );
      }
      await sleep(patienceMs);
    }
  }
}

/** Head of the branch that holds exactly the changes; or the pull request, if another run was faster. */
async function ensureBranch(
  options: OpenPullRequestOptions,
): Promise<{ commit: string } | { pullRequest: GitPullRequest }> {
  const { repository, base, branch, changes, log } = options;

  let existing = await reading(repository.getBranch(branch));
  if (existing && (await holdsChanges(options, isRequest))) {
    log(`Carrying on with branch ${branch} of an earlier attempt`);
    return existing;
  }
  if (existing && (await removeFinished(options, existing.commit))) {
    existing = undefined;
  }
  if (existing && (await isEmpty(options, existing.commit))) {
    // Some hosts make a branch in one step and its commit in another: the second is still to be done.
    const { commit } = await repository.commitOnBranch({
      branch,
      expectedHead: existing.commit,
      message: options.commitMessage,
      author: options.author,
      changes,
    });
    log(`Carrying on with the empty branch ${branch} of an earlier attempt`);
    return { commit };
  }
  if (!existing) {
    try {
      const { commit } = await repository.createBranchWithCommit({
        branch,
        base,
        message: options.commitMessage,
        author: options.author,
        changes,
      });
      log(
        `Created branch ${branch} with ${changes.map(c => c.path).join(', ')}`,
      );
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
  if (!existing && head && (await holdsChanges(options, isRequest))) {
    log(`Carrying on with branch ${branch} of an earlier attempt`);
    return head;
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

/** Whether the branch says what this request says. */
async function holdsChanges(
  { repository, branch, changes }: OpenPullRequestOptions,
  matters: (path: string) => boolean = () => true,
): Promise<boolean> {
  for (const { path, content } of changes.filter(c => matters(c.path))) {
    const found = await reading(repository.getFile(path, branch));
    if (found?.content !== content) return false;
  }
  return true;
}

/** Whether the branch stands where the base stands, so that nothing is in it yet. */
async function isEmpty(
  { repository, base }: OpenPullRequestOptions,
  head: string,
): Promise<boolean> {
  return (await reading(repository.getBranch(base)))?.commit === head;
}

/**
 * Deletes a branch that is left from a pull request of the portal which is merged or closed: its commits are kept there.
 * The next request for the same cluster needs the name.
 */
async function removeFinished(
  { repository, branch, log }: OpenPullRequestOptions,
  seen: string,
): Promise<boolean> {
  const [last] = await reading(
    repository.listPullRequests({ state: 'all', head: branch }),
  );
  if (!last || last.state === 'open' || !isOfPortal(last)) return false;
  // Somebody else who asks for the same may have put a new one in its place meanwhile.
  const now = await reading(repository.getBranch(branch));
  if (now?.commit !== seen) return false;
  await repository.deleteBranch(branch);
  log(
    `Deleted branch ${branch}, which was left from pull request #${last.number} (${last.state})`,
  );
  return true;
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

/** The message for what somebody has asked for already. */
function askedAlready({ number, url }: GitPullRequest): ConflictError {
  return new ConflictError(
    `This cluster has been asked for already, in pull request #${number}: ${url}. Wait until it is merged, or choose another name.`,
  );
}

function ownOrConflict(
  pullRequest: GitPullRequest,
  { taskId, log }: OpenPullRequestOptions,
): GitPullRequest {
  if (!isOfTask(pullRequest, taskId)) {
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
  const { repository, branch, log } = options;
  try {
    const head = await repository.getBranch(branch);
    if (!head) return 'Nothing was written.';
    if (!isExpected(head.commit) || !(await holdsChanges(options))) {
      return `The branch ${branch} was left as it is, because it has been changed by somebody else.`;
    }
    await repository.deleteBranch(branch);
    log(`Deleted branch ${branch} again`);
    return `The branch ${branch} was deleted again: nothing is left behind.`;
  } catch (error) {
    log(`Could not delete branch ${branch} again: ${oneLine(error)}`);
    return uncertain(branch);
  }
}

function uncertain(branch: string): string {
  return `It is not certain whether the branch ${branch} is left behind: the same request, tried again, carries on from it.`;
}
