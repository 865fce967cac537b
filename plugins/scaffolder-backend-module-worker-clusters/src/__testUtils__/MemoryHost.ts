import {
  ConflictError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import type {
  CommitOptions,
  GitPullRequest,
  GitRepository,
  UnknownReviewer,
} from '@worker-clusters/git-pull-requests';

/** Where a call fails: before it has had its effect on the host, or after (the answer gets lost). */
export type Fault = { call: number; when: 'before' | 'after' };

interface Branch {
  commit: string;
  files: Map<string, string>;
}

/**
 * A Git host in memory with GitRepository's contract, in which any call can be made to fail. For failures that
 * a real host cannot be made to show at will; everything else is tested against the sandbox's host.
 */
export class MemoryHost {
  readonly branches = new Map<string, Branch>();
  readonly pullRequests: GitPullRequest[] = [];
  calls = 0;
  /** What the host answers about reviewers and teams. */
  unknownReviewers: UnknownReviewer[] = [];
  fault?: Fault;
  /** The account that the portal uses. */
  account = { login: 'portal-bot', id: '4711' };
  /** All calls fail, from `fault` on. */
  down = false;
  /**
   * As on Gitea: so many calls after a branch was deleted, every pull request that is open by then under its name is closed.
   * Undefined: deletions close nothing.
   */
  lag?: number;
  readonly #deletions: Array<{ name: string; due: number }> = [];
  #commits = 0;

  constructor(files: Record<string, string>) {
    this.branches.set('main', {
      commit: 'c0',
      files: new Map(Object.entries(files)),
    });
  }

  /** The branches of requests. */
  get requests(): string[] {
    return [...this.branches.keys()].filter(name => name !== 'main');
  }

  /** Writes a file on a branch as somebody else would. */
  push(branch: string, path: string, content: string | undefined) {
    const from = this.branches.get(branch) ?? this.branches.get('main')!;
    const files = new Map(from.files);
    if (content === undefined) files.delete(path);
    else files.set(path, content);
    this.#commits += 1;
    this.branches.set(branch, { commit: `c${this.#commits}`, files });
  }

  /** Deletes a branch as somebody else would. */
  async delete(branch: string) {
    await this.open().deleteBranch(branch);
  }

  #handleDeletions() {
    while (this.#deletions.length && this.#deletions[0].due <= this.calls) {
      const { name } = this.#deletions.shift()!;
      this.pullRequests
        .filter(p => p.head === name && p.state === 'open')
        .forEach(p => Object.assign(p, { state: 'closed' }));
    }
  }

  /** The repository as one client sees it. */
  open(): GitRepository {
    const call = async <T>(effect: () => T): Promise<T> => {
      this.calls += 1;
      // As over a socket: others get their turn while this one waits.
      await new Promise(resolve => setImmediate(resolve));
      const { fault } = this;
      const hit = fault?.call === this.calls;
      if (hit) this.down = true;
      if (this.down && !(hit && fault.when === 'after')) throw unavailable();
      this.#handleDeletions();
      const result = effect();
      if (hit) throw unavailable();
      return result;
    };
    return {
      url: 'http://git.test/platform/gitops',
      defaultBranch: () => call(() => 'main'),
      getFile: (path, branch) =>
        call(() => {
          const content = this.branches.get(branch)?.files.get(path);
          return content === undefined
            ? undefined
            : { path, content, sha: content };
        }),
      listFiles: (folder, branch) =>
        call(() =>
          [...(this.branches.get(branch)?.files.keys() ?? [])].filter(
            path => path.slice(0, path.lastIndexOf('/')) === folder,
          ),
        ),
      getBranch: name =>
        call(() => {
          const branch = this.branches.get(name);
          return branch && { name, commit: branch.commit };
        }),
      getCommit: () => call(() => undefined),
      createBranchWithCommit: (options: CommitOptions) =>
        call(() => {
          if (this.branches.has(options.branch)) {
            throw new ConflictError('branch already exists');
          }
          const { files } = this.branches.get(options.base)!;
          if (options.changes.some(c => c.sha && c.sha !== files.get(c.path))) {
            throw new ConflictError('the file was changed meanwhile');
          }
          for (const { path, content } of options.changes) {
            this.push(options.branch, path, content);
          }
          return { commit: this.branches.get(options.branch)!.commit };
        }),
      commitOnBranch: options =>
        call(() => {
          if (
            this.branches.get(options.branch)?.commit !== options.expectedHead
          ) {
            throw new ConflictError('branch was changed meanwhile');
          }
          for (const { path, content } of options.changes) {
            this.push(options.branch, path, content);
          }
          return { commit: this.branches.get(options.branch)!.commit };
        }),
      updatePullRequest: (number, options) =>
        call(() => {
          const found = this.pullRequests.find(p => p.number === number)!;
          return Object.assign(found, options);
        }),
      closePullRequest: number =>
        call(() => {
          const found = this.pullRequests.find(p => p.number === number)!;
          if (found.state === 'open') found.state = 'closed';
          return found;
        }),
      deleteBranch: name =>
        call(() => {
          this.branches.delete(name);
          if (this.lag !== undefined) {
            this.#deletions.push({ name, due: this.calls + this.lag });
          }
        }),
      listPullRequests: ({ state, head, headPrefix = '' }) =>
        call(() =>
          this.pullRequests.filter(
            p =>
              (state === 'all' ||
                (p.state === 'open') === (state === 'open')) &&
              p.head.startsWith(headPrefix) &&
              (head === undefined || p.head === head),
          ),
        ),
      hasPullRequest: ({ head, base }) =>
        call(() =>
          this.pullRequests.some(p => p.head === head && p.base === base),
        ),
      getPullRequest: number =>
        call(() => this.pullRequests.find(p => p.number === number)!),
      createPullRequest: options =>
        call(() => {
          if (!this.branches.has(options.head)) {
            throw new NotFoundError(`no branch ${options.head}`);
          }
          if (
            this.pullRequests.some(
              p => p.head === options.head && p.state === 'open',
            )
          ) {
            throw new ConflictError('pull request already exists');
          }
          const number = this.pullRequests.length + 1;
          const pullRequest: GitPullRequest = {
            ...options,
            number,
            url: `http://git.test/platform/gitops/pulls/${number}`,
            state: 'open',
            author: this.account.login,
            authorId: this.account.id,
            createdAt: '2026-11-23T08:00:00.000Z',
          };
          this.pullRequests.push(pullRequest);
          return { ...pullRequest, warnings: [] };
        }),
      getPullRequestStatus: number =>
        call(() => {
          const { head } = this.pullRequests.find(p => p.number === number)!;
          return {
            headCommit: this.branches.get(head)!.commit,
            checks: 'none' as const,
            reviews: { approvedBy: [], changesRequestedBy: [], pending: [] },
            mergeability: 'unknown' as const,
          };
        }),
      listChangedPaths: number =>
        call(() => {
          const pull = this.pullRequests.find(p => p.number === number)!;
          const { files: before } = this.branches.get(pull.base)!;
          const { files: after } = this.branches.get(pull.head)!;
          const paths = [...new Set([...before.keys(), ...after.keys()])];
          return {
            paths: paths.filter(path => before.get(path) !== after.get(path)),
            complete: true,
          };
        }),
      findUnknownReviewers: () => call(() => this.unknownReviewers),
      getAccount: () => call(() => this.account),
      fileUrl: (path, branch) => `http://git.test/${branch}/${path}`,
    };
  }
}

function unavailable() {
  return new ServiceUnavailableError(
    'The Git host http://git.test did not answer (connection refused). Try again when it is back; if it stays down tell the platform team.',
  );
}
