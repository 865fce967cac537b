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
  unread?: string;
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
    return found === TOO_LARGE ? 'tooLarge' : (found as GitFile | undefined);
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
    if (paths.length > 0 && !(await this.#isHead(pullRequest))) {
      files.unread = `Not evaluated: in the GitOps repository there is no branch '${head}' at the commit of the pull request. It is a fork's, or was deleted or pushed to meanwhile. Run 'worker-clusters plan' on it.`;
      return files;
    }
    const read = async (
      path: string,
      at: BranchHead,
      into: Map<string, GitFile>,
    ) => {
      const file = await this.getFile(path, at);
      if (file === 'tooLarge') files.tooLarge.push(path);
      else if (file) into.set(path, file);
    };
    const wanted = paths.filter(path => isOfClaims(path, claimsFolder));
    for (const path of wanted.slice(0, MAX_FILES)) {
      await read(path, base, files.before);
      await read(path, { branch: head, commit: headCommit }, files.after);
    }
    return files;
  }

  /** Whether the branch of a pull request is in this repository, at the commit of the pull request. */
  async #isHead({
    number,
    head,
    headCommit,
  }: GitPullRequest): Promise<boolean> {
    const isHead = async () => {
      const branch = await this.repository.git.getBranch(head);
      // Bitbucket Cloud shortens the commit of a pull request.
      return branch?.commit.startsWith(headCommit ?? '') ?? false;
    };
    return this.#keep(
      headCommit && `head ${number} ${headCommit}`,
      isHead,
      // A host may show a push at the branch a little later.
      found => found,
    );
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
    if (!key) return read();
    const known = this.#kept.get(key);
    if (known) {
      // To the end: what comes first is the least recently used.
      this.#kept.delete(key);
      this.#kept.set(key, known);
      return known.value as T;
    }
    const value = await read();
    if (!isFinal(value)) return value;
    const size = sizeOf(value);
    this.#kept.set(key, { value, size });
    this.#size += size;
    for (const [oldest, entry] of this.#kept) {
      if (this.#size <= MAX_CACHED && this.#kept.size <= MAX_ENTRIES) break;
      this.#kept.delete(oldest);
      this.#size -= entry.size;
    }
    return value;
  }
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
