import { bindRepository } from '../bindRepository';
import type { GitRepository } from '../GitRepository';
import type { GitHttpClient } from '../http/GitHttpClient';
import type { RepositoryApi } from '../http/RepositoryApi';
import * as commit from './giteaCommit';
import * as files from './giteaFiles';
import * as pullRequests from './giteaPullRequests';

/** @internal */
export interface GiteaHost {
  /** Page of the repository. */
  url: string;
  owner: string;
  api: RepositoryApi;
  /** For the parts of the API beside the repository's own. */
  client: GitHttpClient;
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
