import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export interface PullRequest {
  number: number;
  title: string;
  body: string;
  state: 'open' | 'closed';
  merged: boolean;
  head: string;
  /** Last known head commit: the branch may be gone. */
  headSha: string;
  base: string;
  /** Commit of the base branch from which the diff is shown once it is merged. */
  mergeBase: string;
  user: string;
  mergedBy?: string;
  mergeCommitSha?: string;
  labels: number[];
  assignees: string[];
  reviewers: string[];
  draft: boolean;
  createdAt: string;
  updatedAt: string;
  closedAt?: string;
  mergedAt?: string;
  comments: Array<{
    id: number;
    user: string;
    body: string;
    createdAt: string;
  }>;
}

export interface RepositoryState {
  id: number;
  owner: string;
  name: string;
  description: string;
  private: boolean;
  createdAt: string;
  /** Branches that take no direct push. */
  protectedBranches: string[];
  labels: Array<{
    id: number;
    name: string;
    color: string;
    description: string;
  }>;
  pulls: PullRequest[];
}

export interface State {
  nextId: number;
  organizations: string[];
  repositories: Record<string, RepositoryState>;
}

/** The part of the Git host that is not in Git, in one JSON file. */
export class StateFile {
  readonly state: State;

  constructor(private readonly file: string) {
    mkdirSync(dirname(file), { recursive: true });
    let state: State = { nextId: 1, organizations: [], repositories: {} };
    try {
      state = JSON.parse(readFileSync(file, 'utf8'));
    } catch (error: any) {
      if (error.code !== 'ENOENT') throw error;
    }
    this.state = state;
  }

  nextId() {
    return this.state.nextId++;
  }

  save() {
    writeFileSync(`${this.file}.new`, JSON.stringify(this.state), {
      mode: 0o600,
    });
    renameSync(`${this.file}.new`, this.file);
  }
}
