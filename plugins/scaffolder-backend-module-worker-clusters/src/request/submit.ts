import { setTimeout as sleep } from 'node:timers/promises';
import { ConflictError } from '@backstage/errors';
import {
  CLAIM_BRANCH_PREFIX,
  isOfTask,
  isRequestOf,
  isSameRequest,
  KUSTOMIZATION_FILES,
  type MarkerContext,
  numberedBranch,
  type RequestWrite,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type { GitPullRequest } from '@worker-clusters/git-pull-requests';
import { amendPullRequest } from './amendPullRequest';
import type { RequestDescription } from './describeRequest';
import { oneLine, reading, withSentence } from './errors';
import { confirmOpen, type ConfirmOptions } from './findSubmitted';
import { isEarlierAttempt } from './isEarlierAttempt';
import { markedBody } from './markedBody';

export interface SubmitOptions
  extends ConfirmOptions,
    Pick<MarkerContext, 'signingKeys'> {
  /** Entity reference of the user whose open request for the same is amended; absent if none is. */
  amendedBy?: string;
  signal?: AbortSignal;
  /** Milliseconds between two looks for the pull request of a faster request. */
  patienceMs?: number;
}

/** A request on its way to the Git host. */
type Submission = RequestWrite & RequestDescription & SubmitOptions;

/**
 * Writes a request as one branch with one commit and opens one pull request for it. Idempotent: run again after any
 * failure, it ends in the same branch and pull request. An existing branch is never moved, and the name of a branch that
 * had a pull request is never used again. If the pull request cannot be opened, the branch is deleted, provided that it
 * is what was written here.
 *
 * @throws ConflictError if another request for the same is or was submitted, or if the pull request does not stay open.
 */
export async function submit(
  write: RequestWrite,
  description: RequestDescription,
  options: SubmitOptions,
): Promise<GitPullRequest> {
  const submission = { ...write, ...description, ...options };
  const first = await confirmOpen(submission, await open(submission));
  if (first.state !== 'closed') return first;
  // The name was deleted a moment ago, after a failure. It has had a pull request by now, so this takes the next one.
  const second = await confirmOpen(submission, await open(submission));
  if (second.state !== 'closed') return second;
  throw new ConflictError(
    `Pull request #${second.number} was closed as soon as it was open, and so was #${first.number}: ${second.url}. Look there for who or what closes it, and request it again.`,
  );
}

async function open(plain: Submission): Promise<GitPullRequest> {
  // Before the look for an open one: a request that is submitted in between takes this very name, and is found by it.
  const branch = await reading(unusedBranch(plain, plain.branch));
  const options = { ...plain, branch };
  const { repository, base, title, log, signal } = options;

  const earlier = await reading(findOpen(options));
  if (earlier && isRequestOf(earlier, options.amendedBy, markersOf(options))) {
    return amendPullRequest(
      { ...options, branch: earlier.head, markers: markersOf(options) },
      earlier,
    );
  }
  if (earlier) return ownOrConflict(earlier, options);

  signal?.throwIfAborted();
  const authorId = await ownAccount(options);
  const commit = await ensureBranch(options);
  if ('pullRequest' in commit) return commit.pullRequest;

  try {
    await backOff(options);
    signal?.throwIfAborted();
    const { warnings, ...pullRequest } = await repository.createPullRequest({
      ...options.pullRequestOptions,
      head: branch,
      base,
      title,
      body: markedBody(options, { head: branch, authorId }, markersOf(options)),
    });
    log(`Opened pull request #${pullRequest.number}: ${pullRequest.url}`);
    warnings.forEach(log);
    return pullRequest;
  } catch (error) {
    // It may have been opened although the response was lost, or by a faster request.
    const opened = await findOpen(options).catch(() => {
      // Without its branch a pull request is closed: the branch of what may be our own is kept.
      throw withSentence(error, uncertain(branch));
    });
    if (opened) return ownOrConflict(opened, options);
    throw withSentence(
      error,
      await removeBranch(options, head => head === commit.commit),
    );
  }
}

function markersOf({ repository, signingKeys }: Submission): MarkerContext {
  return { repository: repository.url, signingKeys };
}

/** Id of the account that opens the pull request; undefined where the Git host does not say: then nobody can amend it. */
async function ownAccount({
  repository,
  signingKeys,
  log,
}: Submission): Promise<string | undefined> {
  if (!signingKeys.length) return undefined;
  try {
    return (await repository.getAccount()).id;
  } catch (error) {
    log(
      `Which account opens the pull request is not known, so that it cannot be amended: ${oneLine(
        error,
      )}`,
    );
    return undefined;
  }
}

/** Highest number of requests for the same cluster and verb. */
const MAX_REQUESTS = 4096;

/**
 * Finds the first name of a request's branch that no pull request has ever had. It depends on the Git host alone, so
 * that concurrent requests and a retry find the same one. Looks at 1, 2, 4, 8, … and between the last two.
 */
async function unusedBranch(
  { repository, base }: Submission,
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

/** Leaves out the kustomization, which changes as soon as another request is merged. */
const isRequest = (path: string) =>
  !KUSTOMIZATION_FILES.includes(path.slice(path.lastIndexOf('/') + 1));

/** Looks for a rival that backs off before this one does. */
const LOOKS_AT_RIVAL = 8;

/**
 * Backs off from a request for the same name in another environment. Both write their branch before they look for the
 * other's: of two at the same moment at least one sees the other, and never do both go on. Of two that see each other the
 * one whose branch sorts first waits for the other to go.
 *
 * @throws ConflictError if there is one.
 */
async function backOff(options: Submission): Promise<void> {
  const { repository, branch, rivals, patienceMs = 500 } = options;
  for (const plain of rivals) {
    // In this order: one that is opened meanwhile is found by one of the two.
    const rival = await unusedBranch(options, plain);
    for (let look = 0; await repository.getBranch(rival); look += 1) {
      const other = await findOpen({ ...options, branch: rival });
      if (other) throw requestedAlready(other);
      if (branch > rival || look === LOOKS_AT_RIVAL) {
        throw new ConflictError(
          `A cluster of the same name is being requested right now (branch ${rival}): look again in a minute, or choose another name. If the branch stays, it is left over: the platform team must delete it.`,
        );
      }
      await sleep(patienceMs);
    }
    const other = await findOpen({ ...options, branch: rival });
    if (other) throw requestedAlready(other);
  }
}

/** Makes sure that the branch has exactly the changes. Returns its head, or the pull request if another run was faster. */
async function ensureBranch(
  options: Submission,
): Promise<{ commit: string } | { pullRequest: GitPullRequest }> {
  const { repository, base, branch, changes, log } = options;

  const existing = await reading(repository.getBranch(branch));
  if (existing && (await holdsChanges(options, isRequest))) {
    log(`Continuing with branch ${branch} of an earlier attempt`);
    return existing;
  }
  if (existing && (await isEmpty(options, existing.commit))) {
    // Some hosts create a branch in one step and its commit in another: the second is still missing.
    const { commit } = await repository.commitOnBranch({
      branch,
      expectedHead: existing.commit,
      message: options.commitMessage,
      author: options.author,
      changes,
    });
    log(`Continuing with the empty branch ${branch} of an earlier attempt`);
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
    log(`Continuing with branch ${branch} of an earlier attempt`);
    return head;
  }
  // The branch of another request, whose pull request may be a moment away.
  for (let look = 0; look < 4; look += 1) {
    const pullRequest = await reading(findOpen(options));
    if (pullRequest) {
      return { pullRequest: ownOrConflict(pullRequest, options) };
    }
    await sleep(options.patienceMs ?? 500);
  }
  return (await takeOver(options)) ?? (await leftover(options));
}

/**
 * Goes on with the branch of an earlier attempt that has got another address range or end of lifetime: between the two the
 * portal has crashed, and the range was given to another request. Undefined if the branch is another request's.
 */
async function takeOver(
  options: Submission,
): Promise<{ commit: string } | undefined> {
  const { repository, branch, log } = options;
  const [{ path, content }] = options.changes;
  const head = await reading(repository.getBranch(branch));
  const found = await reading(repository.getFile(path, branch));
  if (!head || !isEarlierAttempt(found?.content, content)) return undefined;
  const { commit } = await repository.commitOnBranch({
    branch,
    expectedHead: head.commit,
    message: options.commitMessage,
    author: options.author,
    changes: [{ path, content, sha: found?.sha }],
  });
  log(
    `Continuing with branch ${branch} of an earlier attempt, whose address range or end of lifetime was another`,
  );
  return { commit };
}

/** Whether the branch has the changes of this request. */
async function holdsChanges(
  { repository, branch, changes }: Submission,
  matters: (path: string) => boolean = () => true,
): Promise<boolean> {
  for (const { path, content } of changes.filter(c => matters(c.path))) {
    const found = await reading(repository.getFile(path, branch));
    if (found?.content !== content) return false;
  }
  return true;
}

/** Whether the branch has the same head as the base, so that it has no commit yet. */
async function isEmpty(
  { repository, base }: Submission,
  head: string,
): Promise<boolean> {
  return (await reading(repository.getBranch(base)))?.commit === head;
}

/** @throws ConflictError about a branch that exists and has no open pull request. */
async function leftover(options: Submission): Promise<never> {
  const { repository, branch } = options;
  throw new ConflictError(
    (await reading(
      repository.hasPullRequest({ head: branch, base: options.base }),
    ))
      ? `The same was requested a moment ago (branch ${branch} of ${repository.url}), and that pull request is merged or closed already: look at it, and request again.`
      : `The branch ${branch} exists already in ${repository.url}, with other content and without a pull request. The same cluster may be being requested right now: look again in a minute. If the branch stays, choose another name, or the platform team must delete it.`,
  );
}

/** Finds the open pull request of the same request, whatever the number of its branch, but for those that are ignored. */
async function findOpen({
  repository,
  branch,
  ignored,
}: Pick<Submission, 'repository' | 'branch' | 'ignored'>) {
  const requests = await repository.listPullRequests({
    state: 'open',
    headPrefix: CLAIM_BRANCH_PREFIX,
  });
  return requests.find(
    ({ head, number }) =>
      isSameRequest(head, branch) && !ignored.includes(number),
  );
}

function requestedAlready({ number, url }: GitPullRequest): ConflictError {
  return new ConflictError(
    `This cluster has been requested already, in pull request #${number}: ${url}. Wait until it is merged, or choose another name.`,
  );
}

function ownOrConflict(
  pullRequest: GitPullRequest,
  submission: Submission,
): GitPullRequest {
  const { mark, log } = submission;
  if (!isOfTask(pullRequest, mark.taskId, markersOf(submission))) {
    throw requestedAlready(pullRequest);
  }
  log(
    `Pull request #${pullRequest.number} is open already: ${pullRequest.url}`,
  );
  return pullRequest;
}

/** Deletes the branch if it is ours. Returns a sentence about the outcome. */
async function removeBranch(
  options: Submission,
  isExpected: (head: string) => boolean,
): Promise<string> {
  const { repository, branch, log } = options;
  try {
    const head = await repository.getBranch(branch);
    if (!head) return 'Nothing was written.';
    if (!isExpected(head.commit) || !(await holdsChanges(options))) {
      return `The branch ${branch} was kept, because somebody else has changed it.`;
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
  return `Whether the branch ${branch} is left behind is not known: the same request, run again, continues from it.`;
}
