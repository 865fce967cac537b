import { ApiError, notFound, unprocessable } from '../errors';
import { listCommits } from '../git/history';
import { makeMerge, Mergeability, MergeStyle } from '../git/merging';
import { branchHead } from '../git/objects';
import { RefConflict, updateRef } from '../git/writing';
import { requireText } from '../names';
import type { PullRecord, RepositoryRecord } from '../state/model';
import { deleteHeldBranch, isProtected, reportBranches } from './branches';
import type { Host } from './Host';
import { knownLabels } from './labels';
import { closePull, finishMerge, openPulls, pullRef } from './pullBranches';
import type { Doer } from './Users';

const MAX_TITLE = 255;
export const MAX_BODY = 64 * 1024;

export const MERGE_STYLES: MergeStyle[] = ['merge', 'squash', 'rebase'];

export interface NewPull {
  title: unknown;
  body?: unknown;
  /** `branch` or `owner:branch` of the same repository. */
  head: unknown;
  base: unknown;
  labels?: number[];
  reviewers?: string[];
  assignees?: string[];
}

/**
 * Opens a pull request.
 *
 * @throws ApiError 404 if a branch does not exist, 409 if one is open for the same branches, 422
 */
export async function createPull(
  host: Host,
  repository: RepositoryRecord,
  request: NewPull,
  doer: Doer,
): Promise<PullRecord> {
  const title = requireText(request.title, 'Title', MAX_TITLE);
  const body = readBody(request.body);
  const head = stripOwner(String(request.head ?? ''), repository.owner);
  const base = String(request.base ?? '');
  if (head === base) {
    throw unprocessable(
      'Invalid PullRequest: There are no changes between the head and the base',
    );
  }
  const { owner, name } = repository;
  return host.exclusively(owner, name, async () => {
    const git = host.git(repository);
    const [headCommit, baseCommit] = await Promise.all([
      branchHead(git, head),
      branchHead(git, base),
    ]);
    if (!headCommit || !baseCommit) throw notFound();
    requireUnique(repository, head, base);
    const now = new Date().toISOString();
    const pull: PullRecord = {
      id: host.file.nextId(),
      number: repository.nextNumber++,
      title,
      body,
      author: doer.login,
      head,
      base,
      headCommit,
      state: 'open',
      createdAt: now,
      updatedAt: now,
      labels: knownLabels(host, repository, request.labels ?? []),
      reviewers: request.reviewers ?? [],
      assignees: request.assignees ?? [],
      comments: [],
    };
    await updateRef(git, pullRef(pull), headCommit);
    repository.pulls.push(pull);
    await host.saved(repository);
    host.events.emit('pull', 'opened', repository, pull, doer);
    return pull;
  });
}

function stripOwner(head: string, owner: string): string {
  const colon = head.indexOf(':');
  if (colon < 0) return head;
  if (head.slice(0, colon).toLowerCase() !== owner.toLowerCase()) {
    throw notFound('GetUserByName: the sandbox has no forks');
  }
  return head.slice(colon + 1);
}

function requireUnique(
  repository: RepositoryRecord,
  head: string,
  base: string,
  except?: PullRecord,
): void {
  const same = openPulls(repository).find(
    pull => pull !== except && pull.head === head && pull.base === base,
  );
  if (same) {
    throw new ApiError(
      409,
      `pull request already exists for these targets [id: ${same.id}, issue_id: ${same.number}, head_repo_id: ${repository.id}, base_repo_id: ${repository.id}, head_branch: ${head}, base_branch: ${base}]`,
    );
  }
}

function readBody(body: unknown): string {
  return body === undefined || body === null || body === ''
    ? ''
    : requireText(body, 'Body', MAX_BODY);
}

export interface PullEdit {
  title?: unknown;
  body?: unknown;
  state?: unknown;
  base?: unknown;
  labels?: number[];
  assignees?: string[];
}

/**
 * Changes, closes or reopens a pull request.
 *
 * @throws ApiError 404, 409, 412 if it is merged, 422
 */
export async function editPull(
  host: Host,
  repository: RepositoryRecord,
  pull: PullRecord,
  edit: PullEdit,
  doer: Doer,
): Promise<void> {
  await host.exclusively(repository.owner, repository.name, async () => {
    const title = edit.title
      ? requireText(edit.title, 'Title', MAX_TITLE)
      : pull.title;
    const body = edit.body === undefined ? pull.body : readBody(edit.body);
    const isEdit = title !== pull.title || body !== pull.body;
    if (edit.state !== undefined) {
      await changeState(host, repository, pull, edit.state, doer);
    }
    if (typeof edit.base === 'string' && edit.base && edit.base !== pull.base) {
      await changeBase(host, repository, pull, edit.base);
    }
    Object.assign(pull, { title, body });
    if (edit.labels) {
      pull.labels = knownLabels(host, repository, edit.labels);
    }
    if (edit.assignees) pull.assignees = edit.assignees;
    pull.updatedAt = new Date().toISOString();
    await host.saved(repository);
    if (isEdit) host.events.emit('pull', 'edited', repository, pull, doer);
    if (edit.labels) {
      host.events.emit('pull', 'label_updated', repository, pull, doer);
    }
  });
}

async function changeState(
  host: Host,
  repository: RepositoryRecord,
  pull: PullRecord,
  state: unknown,
  doer: Doer,
): Promise<void> {
  if (pull.state === 'merged') {
    throw new ApiError(
      412,
      'cannot change state of this pull request, it was already merged',
    );
  }
  const git = host.git(repository);
  if (state === 'closed' && pull.state === 'open') {
    await closePull(host, repository, pull, await branchHead(git, pull.base));
    host.events.emit('pull', 'closed', repository, pull, doer);
  } else if (state === 'open' && pull.state === 'closed') {
    requireUnique(repository, pull.head, pull.base, pull);
    const head = await branchHead(git, pull.head);
    if (!head || !(await branchHead(git, pull.base))) {
      throw unprocessable(
        `cannot reopen: the branch ${
          head ? pull.base : pull.head
        } does not exist any more`,
      );
    }
    await updateRef(git, pullRef(pull), head);
    pull.headCommit = head;
    pull.state = 'open';
    delete pull.closedAt;
    delete pull.mergeBase;
    host.events.emit('pull', 'reopened', repository, pull, doer);
  } else if (state !== 'open' && state !== 'closed') {
    throw unprocessable(
      `unknown state: ${String(state).slice(0, 50)}, use open or closed`,
    );
  }
}

async function changeBase(
  host: Host,
  repository: RepositoryRecord,
  pull: PullRecord,
  base: string,
): Promise<void> {
  if (pull.state !== 'open') {
    throw new ApiError(422, 'issue is closed: its target cannot change');
  }
  if (!(await branchHead(host.git(repository), base))) {
    throw notFound(`new base '${base}' not exist`);
  }
  requireUnique(repository, pull.head, base, pull);
  pull.base = base;
}

/** Titles that mark a pull request as not ready. */
export function isWorkInProgress(title: string): boolean {
  return /^(WIP:|\[WIP\])/i.test(title.trim());
}

/** Whether an open pull request can be merged now. */
export async function judgePull(
  host: Host,
  repository: RepositoryRecord,
  pull: PullRecord,
): Promise<Mergeability> {
  const base = await branchHead(host.git(repository), pull.base);
  if (!base) return { state: 'unrelated', conflicts: [] };
  return host.judge(repository, base, pull.headCommit);
}

export interface MergeRequest {
  style: MergeStyle;
  title?: string;
  message?: string;
  /** The head that was looked at; a later one is not merged. */
  headCommit?: string;
  deleteBranch?: boolean;
}

/**
 * Merges a pull request.
 *
 * @throws ApiError 404 if it is closed, 405 if it cannot be merged, 409 if a branch has moved meanwhile.
 */
export async function mergePull(
  host: Host,
  repository: RepositoryRecord,
  pull: PullRecord,
  request: MergeRequest,
  doer: Doer,
): Promise<void> {
  const { owner, name } = repository;
  await host.exclusively(owner, name, async () => {
    if (pull.state === 'closed') throw notFound('The pull request is closed');
    if (pull.state === 'merged') {
      throw new ApiError(405, 'The pull request is merged already');
    }
    if (isWorkInProgress(pull.title)) {
      throw new ApiError(405, 'Work in progress PRs cannot be merged');
    }
    if (request.headCommit && request.headCommit !== pull.headCommit) {
      throw new ApiError(409, 'head out of date');
    }
    const git = host.git(repository);
    const base = await branchHead(git, pull.base);
    if (!base) throw notFound(`branch does not exist [name: ${pull.base}]`);
    const judgement = await host.judge(repository, base, pull.headCommit);
    if (judgement.state !== 'mergeable') {
      throw new ApiError(405, whyNotMergeable(pull, judgement));
    }
    const author = await firstAuthor(host, repository, base, pull);
    const commit = await makeMerge(git, {
      style: request.style,
      base,
      head: pull.headCommit,
      message: composeMessage(repository, pull, request),
      doer: { name: doer.name, email: doer.email },
      author: author ?? { name: doer.name, email: doer.email },
    });
    if (!commit) {
      throw new ApiError(
        409,
        'The commits conflict when they are rebased one by one: merge or squash instead',
      );
    }
    const mergeBase = judgement.mergeBase!;
    pull.merging = { commit, mergeBase, by: doer.login };
    await host.file.save();
    try {
      await updateRef(git, `refs/heads/${pull.base}`, commit, base);
    } catch (error) {
      delete pull.merging;
      if (!(error instanceof RefConflict)) throw error;
      throw new ApiError(409, 'merge push out of date');
    }
    finishMerge(pull);
    const change = { branch: pull.base, before: base, after: commit };
    await reportBranches(host, repository, [change], doer);
    host.events.emit('pull', 'closed', repository, pull, doer);
    if (request.deleteBranch) await cleanUp(host, repository, pull, doer);
  });
}

/** Deletes the head branch, unless something else needs it. */
async function cleanUp(
  host: Host,
  repository: RepositoryRecord,
  pull: PullRecord,
  doer: Doer,
): Promise<void> {
  const head = await branchHead(host.git(repository), pull.head);
  const isNeeded =
    head !== pull.headCommit ||
    pull.head === repository.defaultBranch ||
    isProtected(repository, pull.head) ||
    openPulls(repository).some(
      other => other.head === pull.head || other.base === pull.head,
    );
  if (!isNeeded) await deleteHeldBranch(host, repository, pull.head, doer);
}

export function whyNotMergeable(
  pull: PullRecord,
  { state, conflicts }: Mergeability,
): string {
  if (state === 'conflict') {
    return `The pull request has conflicts with ${pull.base} in ${conflicts
      .slice(0, 10)
      .join(', ')}: merge ${pull.base} into ${pull.head} and resolve them`;
  }
  return state === 'empty'
    ? `${pull.base} has all commits of ${pull.head} already: there is nothing to merge`
    : `${pull.head} and ${pull.base} have no common history`;
}

async function firstAuthor(
  host: Host,
  repository: RepositoryRecord,
  base: string,
  pull: PullRecord,
) {
  const commits = await listCommits(host.git(repository), [
    pull.headCommit,
    `^${base}`,
  ]);
  const author = commits.at(-1)?.author;
  return author && { name: author.name, email: author.email };
}

function composeMessage(
  repository: RepositoryRecord,
  pull: PullRecord,
  { style, title, message }: MergeRequest,
): string {
  const subject =
    title?.trim() ||
    (style === 'squash'
      ? `${pull.title} (#${pull.number})`
      : `Merge pull request '${pull.title}' (#${pull.number}) from ${pull.head} into ${pull.base}`);
  const details =
    message?.trim() ||
    `Reviewed-on: ${repository.owner}/${repository.name}#${pull.number}`;
  return `${subject}\n\n${details}`;
}
