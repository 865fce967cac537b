import type {
  GetFileOptions,
  GitRepository,
} from '@worker-clusters/git-pull-requests';

/** How long an answer of the Git host is used again. */
export const READS_MAX_AGE_MS = 10_000;
/** Answers that are kept; a file is at most as large as the Git host's client reads. */
const MAX_ENTRIES = 200;

type Reads = Pick<
  GitRepository,
  | 'url'
  | 'defaultBranch'
  | 'getBranch'
  | 'getFile'
  | 'listFiles'
  | 'listPullRequests'
  | 'fileUrl'
>;

/**
 * The reading calls to a Git host, each answer used again for {@link READS_MAX_AGE_MS}, and calls at the same time made
 * once: a form previews its request again and again, and so do the forms of others. An action reads for itself.
 *
 * An error is not kept. {@link clear} makes every following call read anew.
 */
export class CachedReads implements Reads {
  readonly #entries = new Map<
    string,
    { begun: number; answer: Promise<any> }
  >();

  constructor(
    private readonly git: Reads,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get url() {
    return this.git.url;
  }

  clear(): void {
    this.#entries.clear();
  }

  fileUrl(path: string, branch: string) {
    return this.git.fileUrl(path, branch);
  }

  defaultBranch() {
    return this.#once(['defaultBranch'], () => this.git.defaultBranch());
  }

  getBranch(name: string) {
    return this.#once(['getBranch', name], () => this.git.getBranch(name));
  }

  getFile(path: string, branch: string, options?: GetFileOptions) {
    return this.#once(['getFile', path, branch, options?.maxBytes], () =>
      this.git.getFile(path, branch, options),
    );
  }

  listFiles(folder: string, branch: string) {
    return this.#once(['listFiles', folder, branch], () =>
      this.git.listFiles(folder, branch),
    );
  }

  listPullRequests(options: Parameters<Reads['listPullRequests']>[0]) {
    const { state, headPrefix, head } = options;
    return this.#once(['listPullRequests', state, headPrefix, head], () =>
      this.git.listPullRequests(options),
    );
  }

  #once<T>(call: unknown[], read: () => Promise<T>): Promise<T> {
    const key = JSON.stringify(call);
    const now = this.now();
    const known = this.#entries.get(key);
    // Its age counts from the question, not from the answer.
    if (known && now - known.begun < READS_MAX_AGE_MS) return known.answer;
    const entry = { begun: now, answer: read() };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    if (this.#entries.size > MAX_ENTRIES) {
      this.#entries.delete(this.#entries.keys().next().value!);
    }
    entry.answer.catch(() => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
    });
    return entry.answer;
  }
}
