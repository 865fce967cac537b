/**
 * One repository on one Git host, seen through the calls that pull requests need. There is one
 * implementation per type of integration; nothing above it knows which host it talks to.
 *
 * Every method rejects with an error of `@backstage/errors` whose message says what is wrong, where and
 * what to do: `AuthenticationError` (401), `NotAllowedError` (403), `NotFoundError` (404),
 * `ConflictError` (409, 422 for something that exists), `ServiceUnavailableError` (no connection, 5xx), and
 * {@link RateLimitedError}, which is one of those and says when to come back. No token ever stands in a message.
 *
 * @public
 */
export interface GitRepository {
  /** For people and logs: `https://host/owner/repo`, without credentials. */
  readonly url: string;
  defaultBranch(): Promise<string>;

  /**
   * The file on a branch, or undefined if the branch has no such file. Rejects with {@link FileTooLargeError}, before
   * more than `maxBytes` of it are in memory, if it is larger.
   */
  getFile(
    path: string,
    branch: string,
    options?: GetFileOptions,
  ): Promise<GitFile | undefined>;
  /** Paths (from the repository's root) of the files directly in a folder; none if there is no such folder. */
  listFiles(folder: string, branch: string): Promise<string[]>;
  /** Head of a branch, or undefined if there is no such branch. */
  getBranch(
    name: string,
  ): Promise<{ name: string; commit: string } | undefined>;
  /**
   * A commit by its full id, or undefined if the repository has no such commit.
   *
   * @throws InputError for anything but a full id: neither a branch nor a shortened id is looked up.
   */
  getCommit(id: string): Promise<GitCommit | undefined>;
  /**
   * Creates `branch` from `base` with one commit in it. Never moves a branch that exists:
   * rejects with `ConflictError` then.
   */
  createBranchWithCommit(options: CommitOptions): Promise<{ commit: string }>;
  /**
   * Adds one commit on top of a branch that exists, never by force. Rejects with `ConflictError` if the branch's
   * head is not `expectedHead` any more, or if a `sha` of the changes is not what stands on the branch.
   */
  commitOnBranch(options: BranchCommitOptions): Promise<{ commit: string }>;
  /** Most hosts close the pull requests of a deleted branch at some time later, the others leave them open. */
  deleteBranch(name: string): Promise<void>;

  /** Pull requests, newest first, whoever opened them. */
  listPullRequests(options: ListPullRequestsOptions): Promise<GitPullRequest[]>;
  /**
   * Whether a pull request from `head` to `base` was ever opened, whatever has become of it; those of forks do not count.
   * Cheap on every host, also where a list cannot be filtered by source branch.
   */
  hasPullRequest(options: { head: string; base: string }): Promise<boolean>;
  getPullRequest(number: number): Promise<GitPullRequest>;
  /**
   * Opens a pull request. Rejects with `ConflictError` if one is open for the same branch. An option that the host
   * refuses (an unknown label, a reviewer without access) does not fail the pull request: it is listed in `warnings`.
   */
  createPullRequest(
    options: CreatePullRequestOptions,
  ): Promise<CreatedPullRequest>;
  /** Changes title or text of an open pull request; what is not given stays. */
  updatePullRequest(
    number: number,
    options: { title?: string; body?: string },
  ): Promise<GitPullRequest>;

  /** Closes an open pull request without merging it; one that is not open stays as it is. Its branch may be gone. */
  closePullRequest(number: number): Promise<GitPullRequest>;

  /** What the host itself says of an open pull request: checks, reviews, whether it can be merged. */
  getPullRequestStatus(number: number): Promise<GitPullRequestStatus>;
  /** Paths of the files that a pull request adds, changes, removes or renames (the former path, too). */
  listChangedPaths(
    number: number,
    options?: { limit?: number },
  ): Promise<GitChangedPaths>;
  /**
   * The reviewers and teams that the host would not ask for a review in this repository: unknown to it, or without
   * access. Rejects if the host does not say: `NotAllowedError` if the account may not look, unless somebody is unknown
   * all the same.
   */
  findUnknownReviewers(
    options: FindUnknownReviewersOptions,
  ): Promise<UnknownReviewer[]>;
  /** The account whose credentials are used: the `authorId` of the pull requests that it opens. */
  getAccount(): Promise<GitAccount>;

  /** Link to a file on a branch, for people. */
  fileUrl(path: string, branch: string): string;
}

/** @public */
export interface ListPullRequestsOptions {
  state: 'open' | 'closed' | 'all';
  /** Selects by the start of the source branch's name. */
  headPrefix?: string;
  /** Selects by the source branch's name. */
  head?: string;
}

/** @public */
export interface GitFile {
  path: string;
  content: string;
  /** The host's id of this content; guards an edit against somebody else's. */
  sha: string;
}

/** @public */
export interface GetFileOptions {
  /** Bytes that are read at most; 1 MiB if not given. */
  maxBytes?: number;
}

/** @public */
export interface GitCommit {
  id: string;
  /** Title and body as they were written, without what exceeds 64 KiB. Not trusted: anybody who pushes writes it. */
  message: string;
  /** The author's name. Not trusted. */
  author?: string;
  /** RFC 3339, UTC. */
  authoredAt?: string;
  /** Page of the commit, for people. */
  url: string;
}

/** @public */
export interface CommitOptions {
  branch: string;
  base: string;
  message: string;
  /** Who requested the change: becomes the commit's author. */
  author?: { name: string; email: string };
  /** `content: undefined` deletes the file, `sha` guards an update or a deletion. */
  changes: Array<{ path: string; content?: string; sha?: string }>;
}

/** @public */
export interface BranchCommitOptions extends Omit<CommitOptions, 'base'> {
  /** The head that the caller has seen. */
  expectedHead: string;
}

/** @public */
export interface CreatePullRequestOptions {
  head: string;
  base: string;
  title: string;
  /** Markdown. */
  body: string;
  /** Names of labels. */
  labels?: string[];
  /** Opened as a draft, where the host has drafts; otherwise as usual, with a warning. */
  draft?: boolean;
  /** Logins on the Git host. */
  reviewers?: string[];
  /** Teams or groups, by the host's own short name. */
  teamReviewers?: string[];
  /** Logins on the Git host. */
  assignees?: string[];
  /** Merge by itself once every check and approval that the host demands is there. */
  autoMerge?: boolean;
}

/** @public */
export interface CreatedPullRequest extends GitPullRequest {
  /** A sentence for each option that the host refused, for the person who requested it. */
  warnings: string[];
}

/** @public */
export interface GitPullRequest {
  number: number;
  /** Page of the pull request, for people. */
  url: string;
  title: string;
  body: string;
  state: 'open' | 'merged' | 'closed';
  head: string;
  base: string;
  /** RFC 3339, UTC. */
  createdAt: string;
  /** When it was merged or closed: RFC 3339, UTC. */
  finishedAt?: string;
  /** Login on the Git host. On Bitbucket Cloud the nickname, which anybody may choose: compare `authorId`. */
  author?: string;
  /** What the host knows the author by for ever; compare it with {@link GitAccount.id}. */
  authorId?: string;
  /** Head of the source branch, as the host has it in lists too; on Bitbucket Cloud shortened to 12 digits. */
  headCommit?: string;
  draft?: boolean;
}

/** @public */
export interface GitAccount {
  login: string;
  id: string;
}

/** @public */
export interface GitPullRequestStatus {
  /** Head of the source branch, which all of this is about. */
  headCommit: string;
  /** All checks of the host together: one that failed counts before one that has not ended, and that before one that passed. */
  checks: GitCheckState;
  /** Logins, or short names of teams. */
  reviews: {
    /** Whose last review is an approval. */
    approvedBy: string[];
    /** Whose last review requests changes. */
    changesRequestedBy: string[];
    /** Who was requested and has not reviewed yet. */
    pending: string[];
  };
  /**
   * `blocked`: without a conflict, but a rule of the host is not met, or it is a draft. `unknown`: the host has not
   * looked yet, or does not say whether its rules are met (Bitbucket Cloud).
   */
  mergeability: 'mergeable' | 'conflict' | 'blocked' | 'unknown';
}

/** @public */
export type GitCheckState = 'none' | 'pending' | 'passed' | 'failed';

/** @public */
export interface GitChangedPaths {
  /** From the repository's root, each once. */
  paths: string[];
  /** Whether these are all: a list is cut at `limit` files (300 if not given). */
  complete: boolean;
}

/** @public */
export interface FindUnknownReviewersOptions {
  /** Logins, as in {@link CreatePullRequestOptions.reviewers}. */
  reviewers?: string[];
  /** As in {@link CreatePullRequestOptions.teamReviewers}. */
  teamReviewers?: string[];
}

/** @public */
export interface UnknownReviewer {
  kind: 'reviewer' | 'team';
  name: string;
  /** A sentence for people: who, on which host, and what to do. */
  message: string;
}
