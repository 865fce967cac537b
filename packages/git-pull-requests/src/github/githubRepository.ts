import { bindRepository } from '../bindRepository';
import type { GitRepository } from '../GitRepository';
import type { GitHttpClient } from '../http/GitHttpClient';
import type { RepositoryApi } from '../http/RepositoryApi';
import * as commit from './githubCommit';
import * as files from './githubFiles';
import * as people from './githubPeople';
import * as pullRequests from './githubPullRequests';
import * as review from './githubReview';

/** @internal */
export interface GithubHost {
  /** Page of the repository. */
  url: string;
  owner: string;
  name: string;
  api: RepositoryApi;
  /** The API of the whole host. */
  root: RepositoryApi;
  /** For the GraphQL endpoint; its calls have an empty path. */
  graphql: GitHttpClient;
}

/**
 * One repository on GitHub or GitHub Enterprise.
 *
 * @internal
 */
export function githubRepository(host: GithubHost): GitRepository {
  return bindRepository(host, {
    defaultBranch: files.defaultBranch,
    getFile: files.getFile,
    listFiles: files.listFiles,
    fileUrl: files.fileUrl,
    getBranch: commit.getBranch,
    getCommit: commit.getCommit,
    createBranchWithCommit: commit.createBranchWithCommit,
    commitOnBranch: commit.commitOnBranch,
    deleteBranch: commit.deleteBranch,
    listPullRequests: pullRequests.listPullRequests,
    hasPullRequest: pullRequests.hasPullRequest,
    getPullRequest: pullRequests.getPullRequest,
    createPullRequest: pullRequests.createPullRequest,
    updatePullRequest: pullRequests.updatePullRequest,
    closePullRequest: pullRequests.closePullRequest,
    getPullRequestStatus: review.getPullRequestStatus,
    listChangedPaths: review.listChangedPaths,
    findUnknownReviewers: people.findUnknownReviewers,
    getAccount: people.getAccount,
  });
}
