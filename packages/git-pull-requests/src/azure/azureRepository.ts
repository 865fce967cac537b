import { bindRepository } from '../bindRepository';
import type { GitRepository } from '../GitRepository';
import type { GitHttpClient } from '../http/GitHttpClient';
import type { RepositoryApi } from '../http/RepositoryApi';
import * as commit from './azureCommit';
import * as files from './azureFiles';
import * as people from './azurePeople';
import * as pullRequests from './azurePullRequests';
import * as review from './azureReview';

/** @internal */
export interface AzureHost {
  /** Page of the repository. */
  url: string;
  api: RepositoryApi;
  /** Of the project: `/<project>`. */
  projectPath: string;
  /** For what belongs to the organization. */
  client: GitHttpClient;
  /** For people and teams: Azure DevOps Services has them on a host of their own. */
  identities: GitHttpClient;
}

/**
 * One repository on Azure DevOps.
 *
 * @internal
 */
export function azureRepository(host: AzureHost): GitRepository {
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
