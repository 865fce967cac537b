/** What the host remembers beside the Git repositories. Tokens of users are not part of it. */
export interface HostState {
  version: 1;
  /** Next id of anything that has one. */
  nextId: number;
  owners: OwnerRecord[];
  repositories: RepositoryRecord[];
}

export interface OwnerRecord {
  id: number;
  login: string;
  kind: 'user' | 'organization';
  fullName: string;
  email: string;
  createdAt: string;
  /** Of an organization: for the pull requests of all its repositories. */
  labels?: LabelRecord[];
  /** Of an organization: names of its teams, which may be asked for reviews. */
  teams?: string[];
}

export interface RepositoryRecord {
  id: number;
  owner: string;
  name: string;
  description: string;
  private: boolean;
  /** Whether it has no branch yet. */
  empty: boolean;
  defaultBranch: string;
  createdAt: string;
  updatedAt: string;
  /** Branches that take no direct push. */
  protectedBranches: string[];
  /** Number of the next pull request. */
  nextNumber: number;
  labels: LabelRecord[];
  pulls: PullRecord[];
  hooks: HookRecord[];
  statuses: StatusRecord[];
}

export interface LabelRecord {
  id: number;
  name: string;
  /** Six hexadecimal digits. */
  color: string;
  description: string;
}

export interface PullRecord {
  id: number;
  number: number;
  title: string;
  body: string;
  author: string;
  /** Branches of the same repository. */
  head: string;
  base: string;
  /** Last known commit of the head branch; `refs/pull/<number>/head` points at it. */
  headCommit: string;
  /** Of a finished pull request: where head and base met. */
  mergeBase?: string;
  state: 'open' | 'merged' | 'closed';
  createdAt: string;
  updatedAt: string;
  /** When it was merged or closed. */
  closedAt?: string;
  mergeCommit?: string;
  mergedBy?: string;
  /** A merge that was begun: written before the branch moves, so that a crash in between loses nothing. */
  merging?: { commit: string; mergeBase: string; by: string };
  /** It is to merge by itself; who has said so, and how. */
  autoMerge?: { by: string; style: 'merge' | 'squash' | 'rebase' };
  labels: number[];
  reviewers: string[];
  /** Teams that are asked for a review. */
  teamReviewers?: string[];
  /** Oldest first. */
  reviews?: ReviewRecord[];
  assignees: string[];
  comments: CommentRecord[];
}

export interface ReviewRecord {
  id: number;
  author: string;
  state: 'APPROVED' | 'REQUEST_CHANGES' | 'COMMENT';
  body: string;
  /** Head of the pull request then. */
  commit: string;
  createdAt: string;
}

export interface CommentRecord {
  id: number;
  author: string;
  body: string;
  createdAt: string;
  updatedAt: string;
}

export interface HookRecord {
  id: number;
  url: string;
  secret?: string;
  events: string[];
  active: boolean;
  createdAt: string;
}

export type StatusState =
  | 'pending'
  | 'success'
  | 'error'
  | 'failure'
  | 'warning';

export interface StatusRecord {
  id: number;
  commit: string;
  context: string;
  state: StatusState;
  description: string;
  targetUrl: string;
  creator: string;
  createdAt: string;
}

export function emptyState(): HostState {
  return { version: 1, nextId: 1, owners: [], repositories: [] };
}
