import { setTimeout as sleep } from 'node:timers/promises';
import { ConflictError } from '@backstage/errors';
import {
  CLAIM_BRANCH_PREFIX,
  isOfTask,
  isRequestOf,
  isSameRequest,
  KUSTOMIZATION_FILES,
  numberedBranch,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type {
  CommitOptions,
  CreatePullRequestOptions,
  GitPullRequest,
  GitRepository,
} from '@worker-clusters/git-pull-requests';
import { amendPullRequest } from './amendPullRequest';
import { oneLine, reading, withSentence } from './errors';

export interface OpenPullRequestOptions {
  repository: GitRepository;
  base: string;
  /** Plain name of the request's branch, see {@link claimBranch}. */
  branch: string;
  /** Plain names of the branches of requests that exclude this one: if somebody has begun one of them, this one steps back. */
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
  /** See {@link confirmOpen}. */
  confirmAfterMs?: number;
}

/** By then a Git host has done what it does after its answer, for example to pull requests of a branch deleted before. */
const CONFIRM_AFTER_MS = 3000;

/**
 * One branch with one commit, and one pull request for it; doing it again, after whatever went wrong the first
 * time, ends in the same ones. An existing branch is never moved, and a name that a pull request ever had is never used
 * again. If the pull request cannot be opened the branch is deleted again, provided that it is what was written here.
 *
 * @throws ConflictError if somebody else asks, or has asked, for the same; or if the pull request does not stay open.
 */
export async function openPullRequest(
  options: OpenPullRequestOptions,
): Promise<GitPullRequest> {
  const first = await confirmOpen(options, await open(options));
  if (first.state !== 'closed') return first;
  // A name that was deleted a moment ago, after a failure: it has had a pull request by now, so this takes the next one.
  const second = await confirmOpen(options, await open(options));
  if (second.state !== 'closed') return second;
  throw new ConflictError(
    `Pull request #${second.number} was closed as soon as it was open, and so was #${first.number}: ${second.url}. Look there for who or what closes it, and ask again.`,
  );
}

/**
 * Reads a pull request once more, a little after it was opened or found, and says if it is not open any more. Some hosts
 * close pull requests after they have answered: Gitea handles a deleted branch in a queue, and closes whatever pull request
 * has that branch's name by then.
 */
export async function confirmOpen(
  options: Pick<
    OpenPullRequestOptions,
    'repository' | 'log' | 'confirmAfterMs'
  >,
  { number, url }: GitPullRequest,
): Promise<GitPullRequest> {
  const { repository, log, confirmAfterMs = CONFIRM_AFTER_MS } = options;
  await sleep(confirmAfterMs);
  let now: GitPullRequest;
  try {
    now = await repository.getPullRequest(number);
  } catch (error) {
    throw withSentence(
      error,
      `Pull request #${number} was opened, but whether it has stayed open is not known: ${url}. The same request, tried again, finds it.`,
    );
  }
  if (now.state !== 'open') {
    log(`Pull request #${number} is ${now.state} already: ${url}`);
  }
  return now;
}

async function open(plain: OpenPullRequestOptions): Promise<GitPullRequest> {
  // Before the look for an open one: whoever opens theirs in between takes this very name, and the two meet.
  const branch = await reading(unusedBranch(plain, plain.branch));
  const options = { ...plain, branch };
  const { repository, base, title, body, log, signal } = options;

  const earlier = await reading(findOpen(options));
  if (earlier && isRequestOf(earlier, options.amendedBy)) {
    return amendPullRequest({ ...options, branch: earlier.head }, earlier);
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

/** Requests for the same cluster and verb; more are a fault. */
const MAX_REQUESTS = 4096;

/**
 * The first name of a request that no pull request has ever had. It depends on what is on the Git host alone, so that
 * everybody who asks comes to the same one, and a retry too. Looks at 1, 2, 4, 8, … and between the last two.
 */
async function unusedBranch(
  { repository, base }: OpenPullRequestOptions,
  plain: string,
): Promise<string> {
  const isUsed = (number: number) =>
    repository.hasPullRequest({ head: numberedBranch(plain, number), base });
  let used = 0;
  let unused = 1;
  while (await isUsed(unused)) {
    used = unused;
    unused *= 2;
    if (unused > MAX_REQUESTS) {
      throw new ConflictError(
        `${repository.url} has more than ${used} pull requests of branches ${plain}-…: choose another name, or have them removed.`,
      );
    }
  }
  while (unused - used > 1) {
    const middle = Math.floor((used + unused) / 2);
    if (await isUsed(middle)) used = middle;
    else unused = middle;
  }
  return numberedBranch(plain, unused);
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
  for (const plain of rivals) {
    // In this order: one that is opened meanwhile is found by one of the two.
    const rival = await unusedBranch(options, plain);
    for (let look = 0; await repository.getBranch(rival); look += 1) {
      const asked = await findOpen({ repository, branch: rival });
      if (asked) throw askedAlready(asked);
      if (branch > rival || look === LOOKS_AT_RIVAL) {
        throw new ConflictError(
          `Somebody is asking for a cluster of the same name at this very moment (branch ${rival}): look again in a minute, or choose another name. If that branch stays, it is left over: ask the platform team to delete it.`,
        );
      }
      await sleep(patienceMs);
    }
    const asked = await findOpen({ repository, branch: rival });
    if (asked) throw askedAlready(asked);
  }
}

/** Head of the branch that holds exactly the changes; or the pull request, if another run was faster. */
async function ensureBranch(
  options: OpenPullRequestOptions,
): Promise<{ commit: string } | { pullRequest: GitPullRequest }> {
  const { repository, base, branch, changes, log } = options;

  const existing = await reading(repository.getBranch(branch));
  if (existing && (await holdsChanges(options, isRequest))) {
    log(`Carrying on with branch ${branch} of an earlier attempt`);
    return existing;
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

/** What to do about a branch that is in the way and has no open pull request. */
async function leftover(options: OpenPullRequestOptions) {
  const { repository, branch } = options;
  return new ConflictError(
    (await reading(
      repository.hasPullRequest({ head: branch, base: options.base }),
    ))
      ? `Somebody has asked for the same at this very moment (branch ${branch} of ${repository.url}), and their pull request is finished already: look at what has become of it, and ask again.`
      : `The branch ${branch} exists already in ${repository.url}, with other content and without a pull request. Somebody may be asking for the same cluster right now: look again in a minute. If it stays, choose another name or ask the platform team to delete the branch.`,
  );
}

/** The open pull request of the same request, whatever the number of its branch. */
async function findOpen({
  repository,
  branch,
}: Pick<OpenPullRequestOptions, 'repository' | 'branch'>) {
  const requests = await repository.listPullRequests({
    state: 'open',
    headPrefix: CLAIM_BRANCH_PREFIX,
  });
  return requests.find(({ head }) => isSameRequest(head, branch));
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
