import { bindRepository } from '../bindRepository';
import type { GitRepository } from '../GitRepository';
import type { GitHttpClient } from '../http/GitHttpClient';
import type { RepositoryApi } from '../http/RepositoryApi';
import * as commit from './bitbucketServerCommit';
import * as files from './bitbucketServerFiles';
import * as people from './bitbucketServerPeople';
import * as pullRequests from './bitbucketServerPullRequests';
import * as review from './bitbucketServerReview';
import type { GitTransport } from './gitTransport';

/** @internal */
export interface BitbucketServerHost {
  /** Page of the repository. */
  url: string;
  /** Address of the server, under which everything else is: `https://host/context`. */
  baseUrl: string;
  project: string;
  name: string;
  /** Of the repository: `/api/1.0/projects/<project>/repos/<repository>`. */
  api: RepositoryApi;
  /** Of the whole server: `/api/1.0`. */
  root: RepositoryApi;
  /** Of builds: `/build-status/1.0`. */
  build: RepositoryApi;
  /** What is not under `/rest`. */
  pages: GitHttpClient;
  /** For what is no JSON, and for the parts of the API beside the repository's own. Its paths begin after `/rest`. */
  client: GitHttpClient;
  /** How Git itself is spoken. */
  transport: GitTransport;
}

/**
 * One repository on Bitbucket Server or Data Center.
 *
 * @internal
 */
export function bitbucketServerRepository(
  host: BitbucketServerHost,
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
