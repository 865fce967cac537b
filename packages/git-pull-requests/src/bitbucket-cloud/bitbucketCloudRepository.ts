import { bindRepository } from '../bindRepository';
import type { GitRepository } from '../GitRepository';
import type { GitHttpClient } from '../http/GitHttpClient';
import type { RepositoryApi } from '../http/RepositoryApi';
import * as commit from './bitbucketCloudCommit';
import * as files from './bitbucketCloudFiles';
import * as people from './bitbucketCloudPeople';
import * as pullRequests from './bitbucketCloudPullRequests';
import * as review from './bitbucketCloudReview';

/** @internal */
export interface BitbucketCloudHost {
  /** Page of the repository. */
  url: string;
  workspace: string;
  api: RepositoryApi;
  /** The API of the whole host. */
  root: RepositoryApi;
  /** For what is no JSON. */
  client: GitHttpClient;
  /** What every path is relative to: `https://api.bitbucket.org/2.0`. */
  apiUrl: string;
}

/**
 * One repository on Bitbucket Cloud.
 *
 * @internal
 */
export function bitbucketCloudRepository(
  host: BitbucketCloudHost,
): GitRepository {
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
