import { bindRepository } from '../bindRepository';
import type { GitRepository } from '../GitRepository';
import type { GitHttpClient } from '../http/GitHttpClient';
import type { RepositoryApi } from '../http/RepositoryApi';
import * as commit from './azureCommit';
import * as files from './azureFiles';
import * as pullRequests from './azurePullRequests';

/** @internal */
export interface AzureHost {
  /** Page of the repository. */
  url: string;
  api: RepositoryApi;
  /** For what belongs to the organization. */
  client: GitHttpClient;
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
    createBranchWithCommit: commit.createBranchWithCommit,
    commitOnBranch: commit.commitOnBranch,
    deleteBranch: commit.deleteBranch,
    listPullRequests: pullRequests.listPullRequests,
    hasPullRequest: pullRequests.hasPullRequest,
    getPullRequest: pullRequests.getPullRequest,
    createPullRequest: pullRequests.createPullRequest,
    updatePullRequest: pullRequests.updatePullRequest,
  });
}
