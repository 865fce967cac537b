/**
 * One branch, one commit, one pull request on any Git host of Backstage's integrations.
 *
 * @packageDocumentation
 */
export { createGitRepository } from './createGitRepository';
export type { CreateGitRepositoryOptions } from './createGitRepository';
export { FileTooLargeError } from './FileTooLargeError';
export type {
  BranchCommitOptions,
  CommitOptions,
  CreatePullRequestOptions,
  CreatedPullRequest,
  FindUnknownReviewersOptions,
  GetFileOptions,
  GitAccount,
  GitChangedPaths,
  GitCheckState,
  GitCommit,
  GitFile,
  GitPullRequest,
  GitPullRequestStatus,
  GitRepository,
  ListPullRequestsOptions,
  UnknownReviewer,
} from './GitRepository';
// What a provider for another type of host implements.
export type { GitProvider, GitProviderOptions } from './GitProvider';
export type { RepositoryLocation } from './RepositoryLocation';
export { RateLimitedError } from './RateLimitedError';
// For clients of other servers, too.
export { retryAfterMs } from './http/rateLimit';
