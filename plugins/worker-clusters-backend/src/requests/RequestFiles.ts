import {
  type Message,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  KUSTOMIZATION_FILES,
  parseClaimPath,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type {
  GitFile,
  GitPullRequest,
} from '@worker-clusters/git-pull-requests';
import type { GitopsRepository } from './GitopsRepository';

/** Bytes of a file that are read: a claim has about 600. */
const MAX_FILE_BYTES = 256 * 1024;
/** Files of the claims folder that are read of one pull request. */
const MAX_FILES = 40;
/** Changed paths of a pull request that are listed. */
const MAX_PATHS = 300;
/** Characters of files that are kept in memory. */
const MAX_CACHED = 8 * 1024 * 1024;
/** Answers that are kept in memory. */
const MAX_ENTRIES = 2000;

/** What a pull request changes in the folder of the claims, before and after. Untrusted. */
export interface RequestFiles {
  /** Files below the folder of the claims. */
  paths: string[];
  /** Whether these are all, and all were read. */
  complete: boolean;
  /** On the branch that the management Argo CD follows. */
  before: Map<string, GitFile>;
  /** On the branch of the pull request. */
  after: Map<string, GitFile>;
  /** Files that are too large to be read. */
  tooLarge: string[];
  /** Why no file was read; absent if they were. */
  unread?: Message;
}

/** A branch with the commit that it is at; what was read of a commit stays as it is. */
export interface BranchHead {
  branch: string;
  /** Absent where the Git host does not say: then nothing is kept. */
  commit?: string;
}

const TOO_LARGE = Symbol('too large');

/** Reads files at commits, and keeps what it has read: a commit does not change. The least recently used go first. */
export class CommitReader {
  readonly #kept = new Map<string, { value: unknown; size: number }>();
  #size = 0;

  constructor(private readonly repository: GitopsRepository) {}

  /** The file, undefined if there is none, or `tooLarge`. */
  async getFile(
    path: string,
    { branch, commit }: BranchHead,
  ): Promise<GitFile | undefined | 'tooLarge'> {
    const found = await this.#keep(commit && `file ${commit} ${path}`, () =>
      this.#readFile(path, branch),
    );
    return asAnswer(found);
  }

  /** Paths of the files of a folder. */
  async listFiles(
    folder: string,
    { branch, commit }: BranchHead,
  ): Promise<string[]> {
    return this.#keep(commit && `list ${commit} ${folder}`, () =>
      this.repository.git.listFiles(folder, branch),
    );
  }

  /**
   * What a pull request changes in the folder of the claims. Files are read by branch, and kept by commit: those of a branch
   * that is not in this repository (a fork's), or not at the commit of the pull request, are not read.
   */
  async getFiles(
    pullRequest: GitPullRequest,
    base: BranchHead,
  ): Promise<RequestFiles> {
    const { number, head, headCommit } = pullRequest;
    const { claimsFolder, git } = this.repository;
    const changed = await this.#keep(
      headCommit && `paths ${number} ${headCommit}`,
      () => git.listChangedPaths(number, { limit: MAX_PATHS }),
    );
    const paths = changed.paths.filter(path =>
      path.startsWith(`${claimsFolder}/`),
    );
    const files: RequestFiles = {
      paths,
      complete: changed.complete && paths.length <= MAX_FILES,
      before: new Map(),
      after: new Map(),
      tooLarge: [],
    };
    if (paths.length === 0) return files;
    const wanted = paths
      .filter(path => isOfClaims(path, claimsFolder))
      .slice(0, MAX_FILES);
    const after = await this.#readHead(pullRequest, wanted);
    if (!after) {
      files.unread = writeMessage('request-branch-missing', { branch: head });
      return files;
    }
    for (const path of wanted) {
      const before = await this.getFile(path, base);
      if (before && before !== 'tooLarge') files.before.set(path, before);
      const is = after.get(path);
      if (is && is !== 'tooLarge') files.after.set(path, is);
      if (before === 'tooLarge' || is === 'tooLarge') files.tooLarge.push(path);
    }
    return files;
  }

  /**
   * A file at the commit of a pull request; undefined if there is none, or if the branch of the pull request is not in this
   * repository at that commit.
   */
  async getHeadFile(
    path: string,
    pullRequest: GitPullRequest,
  ): Promise<GitFile | undefined | 'tooLarge'> {
    return (await this.#readHead(pullRequest, [path]))?.get(path);
  }

  /**
   * Files at the commit of a pull request; undefined if its branch is not in this repository at that commit, before or after
   * they were read: a push in between would have the files of one commit kept as those of another.
   */
  async #readHead(
    pullRequest: GitPullRequest,
    paths: string[],
  ): Promise<Map<string, GitFile | undefined | 'tooLarge'> | undefined> {
    const { number, head, headCommit } = pullRequest;
    const isHead = () => this.#isHead(pullRequest);
    // A host may show a push at the branch a little later.
    const seen = headCommit && `head ${number} ${headCommit}`;
    if (!(await this.#keep(seen, isHead, found => found))) return undefined;
    const keyOf = (path: string) => headCommit && `file ${headCommit} ${path}`;
    const found = new Map<string, unknown>();
    const unknown: string[] = [];
    for (const path of paths) {
      const known = this.#known(keyOf(path));
      if (known) found.set(path, known.value);
      else unknown.push(path);
    }
    for (const path of unknown) {
      found.set(path, await this.#readFile(path, head));
    }
    if (unknown.length > 0 && !(await isHead())) return undefined;
    for (const path of unknown) this.#remember(keyOf(path), found.get(path));
    return new Map(
      [...found].map(([path, file]) => [path, asAnswer(file)] as const),
    );
  }

  /** Whether the branch of a pull request is in this repository, at the commit of the pull request. */
  async #isHead({
    head,
    headCommit,
  }: Pick<GitPullRequest, 'head' | 'headCommit'>): Promise<boolean> {
    const branch = await this.repository.git.getBranch(head);
    // Bitbucket Cloud shortens the commit of a pull request.
    return branch?.commit.startsWith(headCommit ?? '') ?? false;
  }

  async #readFile(path: string, branch: string) {
    try {
      return await this.repository.git.getFile(path, branch, {
        maxBytes: MAX_FILE_BYTES,
      });
    } catch (error) {
      if ((error as Error).name === 'FileTooLargeError') return TOO_LARGE;
      throw error;
    }
  }

  async #keep<T>(
    key: string | undefined,
    read: () => Promise<T>,
    isFinal: (value: T) => boolean = () => true,
  ): Promise<T> {
    const known = this.#known(key);
    if (known) return known.value as T;
    const value = await read();
    if (isFinal(value)) this.#remember(key, value);
    return value;
  }

  #known(key: string | undefined): { value: unknown } | undefined {
    const known = key === undefined ? undefined : this.#kept.get(key);
    if (key === undefined || !known) return undefined;
    // To the end: what comes first is the least recently used.
    this.#kept.delete(key);
    this.#kept.set(key, known);
    return known;
  }

  /** @param key - undefined: where the host names no commit, nothing is kept */
  #remember(key: string | undefined, value: unknown): void {
    if (!key) return;
    this.#size -= this.#kept.get(key)?.size ?? 0;
    const size = sizeOf(value);
    this.#kept.delete(key);
    this.#kept.set(key, { value, size });
    this.#size += size;
    for (const [oldest, entry] of this.#kept) {
      if (this.#size <= MAX_CACHED && this.#kept.size <= MAX_ENTRIES) break;
      this.#kept.delete(oldest);
      this.#size -= entry.size;
    }
  }
}

function asAnswer(file: unknown): GitFile | undefined | 'tooLarge' {
  return file === TOO_LARGE ? 'tooLarge' : (file as GitFile | undefined);
}

/** Whether a file is a claim's, or lists those that Argo CD applies. */
function isOfClaims(path: string, claimsFolder: string): boolean {
  return (
    parseClaimPath(path, claimsFolder) !== undefined ||
    KUSTOMIZATION_FILES.includes(path.slice(path.lastIndexOf('/') + 1))
  );
}

function sizeOf(value: unknown): number {
  if (Array.isArray(value)) return 200 + value.join('').length;
  const { content = '', paths = [] } = (value ?? {}) as {
    content?: string;
    paths?: string[];
  };
  return 200 + content.length + paths.join('').length;
}
