import { bindRepository } from '../bindRepository';
import type { GitRepository } from '../GitRepository';
import type { RepositoryApi } from '../http/RepositoryApi';
import * as commit from './gitlabCommit';
import * as files from './gitlabFiles';
import * as people from './gitlabPeople';
import * as pullRequests from './gitlabPullRequests';
import * as review from './gitlabReview';

/** @internal */
export interface GitlabHost {
  /** Page of the project. */
  url: string;
  /** The API of the project. */
  api: RepositoryApi;
  /** The API of the whole host. */
  root: RepositoryApi;
}

/**
 * One project on GitLab; its merge requests are the pull requests.
 *
 * @internal
 */
export function gitlabRepository(host: GitlabHost): GitRepository {
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
