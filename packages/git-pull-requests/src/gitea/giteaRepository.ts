import { bindRepository } from '../bindRepository';
import type { GitRepository } from '../GitRepository';
import type { RepositoryApi } from '../http/RepositoryApi';
import * as commit from './giteaCommit';
import * as files from './giteaFiles';
import * as people from './giteaPeople';
import * as pullRequests from './giteaPullRequests';
import * as review from './giteaReview';

/** @internal */
export interface GiteaHost {
  /** Page of the repository. */
  url: string;
  owner: string;
  api: RepositoryApi;
  /** The API of the whole host. */
  root: RepositoryApi;
}

/**
 * One repository on Gitea or Forgejo.
 *
 * @internal
 */
export function giteaRepository(host: GiteaHost): GitRepository {
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
