/**
 * One branch, one commit, one pull request on any Git host of Backstage's integrations.
 *
 * @packageDocumentation
 */
export { createGitRepository } from './createGitRepository';
export type { CreateGitRepositoryOptions } from './createGitRepository';
export type {
  BranchCommitOptions,
  CommitOptions,
  CreatePullRequestOptions,
  CreatedPullRequest,
  GitFile,
  GitPullRequest,
  GitRepository,
  ListPullRequestsOptions,
} from './GitRepository';
// What a provider for another type of host implements.
export type { GitProvider, GitProviderOptions } from './GitProvider';
export type { RepositoryLocation } from './RepositoryLocation';
