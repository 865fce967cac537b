import type { CreatedPullRequest, GitRepository } from '../../GitRepository';
import type { RunningHost, SimulatedHost } from '../SimulatedHost';

/** What a type of host has; what it lacks must become a warning. See `gitHostContract` for what is the default. */
export interface HostFeatures {
  drafts?: boolean;
  labels?: boolean;
  reviewers?: boolean;
  teamReviewers?: boolean;
  assignees?: boolean;
  autoMerge?: boolean;
  /** An unknown label is refused; otherwise the host makes it. */
  refusesUnknownLabels?: boolean;
  /** The host says whether its rules allow to merge a pull request. A conflict is what every host says. */
  mergeability?: boolean;
  /** What has not changed is answered with 304: `free` of the host's limit, or `counted` as any other call. */
  conditionalReads?: 'free' | 'counted';
  /** Some time after a branch was deleted, the host closes the pull requests that it was the source of. */
  closesWithBranch?: boolean;
}

/** What the parts of the contract share; host, address and repository are new for every test. */
export interface ContractFixture {
  host: SimulatedHost;
  running: RunningHost;
  /** With the portal's own credentials. */
  repository: GitRepository;
  readonly has: Required<Omit<HostFeatures, 'conditionalReads'>> &
    Pick<HostFeatures, 'conditionalReads'>;
  readonly author: { name: string; email: string };
  /** The repository once more, for a person. */
  open(options: { token?: string }): GitRepository;
  /** Makes a branch from `main` with one new file. */
  branchWith(
    branch: string,
    path: string,
    content?: string,
  ): Promise<{ commit: string }>;
  /** Makes a branch with one file and opens a pull request for it. */
  openFor(branch: string, more?: object): Promise<CreatedPullRequest>;
  /** The id of a file, as the host under test gives it. */
  shaOf(path: string, branch?: string): Promise<string>;
  /** What a person or a team is called in `reviewers` and `teamReviewers`. */
  reviewer(name: string): string;
  /** The head of a branch, as it is on the host. */
  memoryHead(branch: string): string | undefined;
}
