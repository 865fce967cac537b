import { createHash } from 'node:crypto';

/** Why the repository refused: a simulated host makes its own status and words of it. */
export type MemoryRefusalKind = 'exists' | 'stale' | 'missing' | 'invalid';

/** A refusal of {@link MemoryRepository}. */
export class MemoryRefusal extends Error {
  constructor(readonly kind: MemoryRefusalKind, message: string) {
    super(message);
    this.name = 'MemoryRefusal';
  }
}

/** All files of a commit: content by path. */
export type MemoryFiles = ReadonlyMap<string, string>;

export interface MemoryCommit {
  sha: string;
  /** Undefined for the first one. */
  parent?: string;
  message: string;
  author: { name: string; email: string };
  files: MemoryFiles;
}

/** When every commit in memory was written, as the simulated hosts tell it. */
export const AUTHORED_AT = '2026-11-01T09:30:00.000Z';

export interface MemoryPullRequest {
  number: number;
  title: string;
  body: string;
  head: string;
  base: string;
  state: 'open' | 'merged' | 'closed';
  draft: boolean;
  labels: string[];
  reviewers: string[];
  teamReviewers: string[];
  assignees: string[];
  autoMerge: boolean;
  /** Oldest first. */
  reviews: Array<{ login: string; state: 'approved' | 'changes' }>;
  /** It cannot be merged: a conflict with its base. */
  conflict: boolean;
  /** It may not be merged: a rule of the host is not met. */
  blocked: boolean;
  author: string;
  createdAt: string;
  finishedAt?: string;
}

export interface MemoryRepositoryOptions {
  owner?: string;
  name?: string;
  defaultBranch?: string;
  /** Files of the first commit on the default branch. */
  files?: Record<string, string>;
  labels?: string[];
  /** Logins that may review and be assigned. */
  users?: string[];
  teams?: string[];
}

/** How a change of a file must find it; anything else is refused. */
export interface MemoryChange {
  path: string;
  /** Undefined deletes. */
  content?: string;
  /** The blob that must stand there. */
  sha?: string;
  /** Whether a file must, or must not be there; not asked if not given. */
  expects?: 'file' | 'nothing';
}

/**
 * A Git repository in memory, of one host but in no host's words: branches, commits with whole trees, and pull
 * requests. Ids of blobs are Git's own; those of commits only look like them. Every method is synchronous,
 * so that what a simulated host does within one request is atomic.
 */
export class MemoryRepository {
  readonly owner: string;
  readonly name: string;
  readonly defaultBranch: string;
  readonly labels: Set<string>;
  readonly users: Set<string>;
  readonly teams: Set<string>;
  /** Head of each branch. */
  readonly branches = new Map<string, string>();
  readonly commits = new Map<string, MemoryCommit>();
  /** What checks have come to, by the commit that they are about. */
  readonly checks = new Map<
    string,
    Array<{ name: string; state: 'pending' | 'passed' | 'failed' }>
  >();
  /** In the order in which they were opened. */
  readonly pullRequests: MemoryPullRequest[] = [];
  /**
   * So many requests after a branch was deleted, every pull request that is open by then under its name is closed.
   * Undefined: deletions close nothing.
   */
  closesAfter?: number;
  /** It closes them also if the branch is there again by then. */
  closesRecreated = true;
  readonly #deletions: Array<{ name: string; requests: number }> = [];
  readonly #blobs = new Map<string, string>();
  #clock = Date.UTC(2026, 10, 1, 10);

  constructor(options: MemoryRepositoryOptions = {}) {
    this.owner = options.owner ?? 'platform';
    this.name = options.name ?? 'gitops';
    this.defaultBranch = options.defaultBranch ?? 'main';
    this.labels = new Set(options.labels ?? ['worker-cluster', 'urgent']);
    this.users = new Set(options.users ?? ['portal', 'ada', 'grace']);
    this.teams = new Set(options.teams ?? ['platform-team']);
    const files = options.files ?? {
      'README.md': '# Grün\n',
      'claims/dev/one.yaml': 'one\n',
      'claims/dev/two.yaml': 'two\n',
      'claims/prod/three.yaml': 'three\n',
    };
    this.createBranch(
      this.defaultBranch,
      this.addCommit({
        message: 'First commit',
        files: new Map(Object.entries(files)),
      }).sha,
    );
  }

  /** A moment later than every one before: RFC 3339, UTC. */
  now(): string {
    this.#clock += 1000;
    return new Date(this.#clock).toISOString();
  }

  // Objects

  /** Git's id of a content. */
  addBlob(content: string): string {
    const bytes = Buffer.from(content, 'utf8');
    const sha = createHash('sha1')
      .update(`blob ${bytes.length}\0`)
      .update(bytes)
      .digest('hex');
    this.#blobs.set(sha, content);
    return sha;
  }

  blob(sha: string): string | undefined {
    return this.#blobs.get(sha);
  }

  /** A commit that no branch points at yet. */
  addCommit(commit: {
    parent?: string;
    message: string;
    author?: { name: string; email: string };
    files: MemoryFiles;
  }): MemoryCommit {
    for (const content of commit.files.values()) this.addBlob(content);
    const whole = {
      author: { name: 'Portal', email: 'portal@example.org' },
      ...commit,
      files: new Map(commit.files),
    };
    const sha = createHash('sha1')
      .update(JSON.stringify([whole, [...whole.files], this.commits.size]))
      .digest('hex');
    const made = { ...whole, sha };
    this.commits.set(sha, made);
    return made;
  }

  /** The commit of a branch's name or a commit's id. */
  resolve(ref: string): MemoryCommit | undefined {
    return this.commits.get(this.branches.get(ref) ?? ref);
  }

  /** Git's id of the file at a ref. */
  fileSha(ref: string, path: string): string | undefined {
    const content = this.resolve(ref)?.files.get(path);
    return content === undefined ? undefined : this.addBlob(content);
  }

  /** What stands directly in a folder; '' is the root. Undefined if there is no such folder. */
  folder(
    ref: string,
    folder: string,
  ): Array<{ path: string; type: 'file' | 'dir' }> | undefined {
    const start = folder ? `${folder}/` : '';
    const entries = new Map<string, 'file' | 'dir'>();
    for (const path of this.resolve(ref)?.files.keys() ?? []) {
      if (path.startsWith(start)) {
        const [first, ...more] = path.slice(start.length).split('/');
        entries.set(start + first, more.length ? 'dir' : 'file');
      }
    }
    if (entries.size === 0 && folder) return undefined;
    return [...entries]
      .map(([path, type]) => ({ path, type }))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  // Branches

  /** @throws MemoryRefusal `exists`, `missing` */
  createBranch(name: string, commit: string): void {
    if (this.branches.has(name)) {
      throw new MemoryRefusal('exists', `branch ${name} exists`);
    }
    if (!this.commits.has(commit)) {
      throw new MemoryRefusal('missing', `no commit ${commit}`);
    }
    this.branches.set(name, commit);
  }

  /** Never by force. @throws MemoryRefusal `missing`, `stale` */
  moveBranch(name: string, commit: string): void {
    const head = this.branches.get(name);
    if (!head) throw new MemoryRefusal('missing', `no branch ${name}`);
    let ancestor: string | undefined = commit;
    while (ancestor && ancestor !== head) {
      ancestor = this.commits.get(ancestor)?.parent;
    }
    if (ancestor !== head) {
      throw new MemoryRefusal('stale', 'Update is not a fast forward');
    }
    this.branches.set(name, commit);
  }

  /** @throws MemoryRefusal `missing` */
  deleteBranch(name: string): void {
    if (!this.branches.delete(name)) {
      throw new MemoryRefusal('missing', `no branch ${name}`);
    }
    if (this.closesAfter !== undefined) {
      this.#deletions.push({ name, requests: this.closesAfter });
    }
  }

  /** To be called with every request: does what is due about branches that were deleted. */
  handleDeletions(): void {
    for (const deletion of this.#deletions) {
      deletion.requests -= 1;
      if (deletion.requests !== -1) continue;
      if (!this.closesRecreated && this.branches.has(deletion.name)) continue;
      for (const { number, state, head } of this.pullRequests) {
        if (head === deletion.name && state === 'open') {
          this.finish(number, 'closed');
        }
      }
    }
  }

  /** The files of a commit with changes made. @throws MemoryRefusal `missing`, `exists`, `stale` */
  changed(ref: string, changes: MemoryChange[]): Map<string, string> {
    const commit = this.resolve(ref);
    if (!commit) throw new MemoryRefusal('missing', `no commit ${ref}`);
    const files = new Map(commit.files);
    for (const { path, content, sha, expects } of changes) {
      const before = files.get(path);
      if (before === undefined && (expects === 'file' || sha)) {
        throw new MemoryRefusal('missing', `no file ${path}`);
      }
      if (before !== undefined && expects === 'nothing') {
        throw new MemoryRefusal('exists', `file ${path} exists`);
      }
      if (before !== undefined && sha && this.addBlob(before) !== sha) {
        throw new MemoryRefusal('stale', `file ${path} has changed`);
      }
      if (content === undefined) files.delete(path);
      else files.set(path, content);
    }
    return files;
  }

  /**
   * Somebody else's commit on a branch, for a test.
   *
   * @returns its id
   */
  push(branch: string, changes: Record<string, string | undefined>): string {
    const { sha } = this.addCommit({
      parent: this.branches.get(branch),
      message: 'Somebody else was here',
      author: { name: 'Eve', email: 'eve@example.org' },
      files: this.changed(
        branch,
        Object.entries(changes).map(([path, content]) => ({ path, content })),
      ),
    });
    this.moveBranch(branch, sha);
    return sha;
  }

  // Pull requests

  /** @throws MemoryRefusal `exists`, `missing`, `invalid` (nothing to merge) */
  openPullRequest(
    options: Pick<MemoryPullRequest, 'title' | 'head' | 'base' | 'author'> &
      Partial<MemoryPullRequest>,
  ): MemoryPullRequest {
    const { head, base } = options;
    for (const branch of [head, base]) {
      if (!this.branches.has(branch)) {
        throw new MemoryRefusal('missing', `no branch ${branch}`);
      }
    }
    const open = this.pullRequests.find(
      p => p.state === 'open' && p.head === head && p.base === base,
    );
    if (open) {
      throw new MemoryRefusal(
        'exists',
        `pull request ${open.number} is open for ${head}`,
      );
    }
    if (this.branches.get(head) === this.branches.get(base)) {
      throw new MemoryRefusal('invalid', `no commits between the branches`);
    }
    const pullRequest: MemoryPullRequest = {
      body: '',
      state: 'open',
      draft: false,
      labels: [],
      reviewers: [],
      teamReviewers: [],
      assignees: [],
      autoMerge: false,
      reviews: [],
      conflict: false,
      blocked: false,
      createdAt: this.now(),
      ...options,
      number: this.pullRequests.length + 1,
    };
    this.pullRequests.push(pullRequest);
    return pullRequest;
  }

  /** @throws MemoryRefusal `missing` */
  pullRequest(number: number): MemoryPullRequest {
    const found = this.pullRequests.find(p => p.number === number);
    if (!found) {
      throw new MemoryRefusal('missing', `no pull request ${number}`);
    }
    return found;
  }

  /** Who has been requested and has not reviewed. */
  pendingReviewers(pull: MemoryPullRequest): string[] {
    return pull.reviewers.filter(
      login => !pull.reviews.some(review => review.login === login),
    );
  }

  /** The last review of a person, if there is one. */
  reviewOf(pull: MemoryPullRequest, login: string) {
    return pull.reviews.filter(review => review.login === login).at(-1)?.state;
  }

  /** Checks of the head of a pull request. */
  checksOf(pull: MemoryPullRequest) {
    return this.checks.get(this.branches.get(pull.head) ?? '') ?? [];
  }

  /** Paths that differ between the two branches of a pull request. */
  changedPaths({ head, base }: MemoryPullRequest): string[] {
    const before = this.resolve(base)!.files;
    const after = this.resolve(head)!.files;
    return [...new Set([...before.keys(), ...after.keys()])]
      .filter(path => before.get(path) !== after.get(path))
      .sort();
  }

  /** A number of each login, the same for ever. */
  userId(login: string): number {
    return parseInt(
      createHash('sha1').update(login).digest('hex').slice(0, 7),
      16,
    );
  }

  /** Ends a pull request, as a person on the host's page does. */
  finish(number: number, state: 'merged' | 'closed'): void {
    const pullRequest = this.pullRequest(number);
    const { head, base } = pullRequest;
    if (state === 'merged') {
      const files = new Map(this.resolve(base)!.files);
      // Good enough for a simulation: what the branch has wins.
      for (const [path, content] of this.resolve(head)!.files) {
        files.set(path, content);
      }
      const { sha } = this.addCommit({
        parent: this.branches.get(base),
        message: `Merge ${head}`,
        files,
      });
      this.moveBranch(base, sha);
    }
    pullRequest.state = state;
    pullRequest.finishedAt = this.now();
  }
}
