import { NotFoundError } from '@backstage/errors';
import type {
  BranchCommitOptions,
  CommitOptions,
  CreatePullRequestOptions,
  GitRepository,
} from '../GitHost';
import { encodePath, encodeSegment } from '../http/answerParts';
import type { GitHttpClient } from '../http/GitHttpClient';
import { RepositoryApi } from '../http/RepositoryApi';
import { repositoryAnswer } from './bitbucketCloudAnswers';
import { commitOnBranch, createBranchWithCommit } from './bitbucketCloudCommit';
import {
  BitbucketCloudApi,
  fileAt,
  filesAt,
  findBranch,
} from './bitbucketCloudFiles';
import {
  createPullRequest,
  getPullRequest,
  listPullRequests,
  updatePullRequest,
} from './bitbucketCloudPullRequests';

/** @internal */
export interface BitbucketCloudRepositoryOptions {
  /** Page of the repository. */
  url: string;
  apiUrl: string;
  /** Path of the repository in the API: `/repositories/<workspace>/<repository>`. */
  path: string;
  client: GitHttpClient;
}

/**
 * One repository on Bitbucket Cloud.
 *
 * @internal
 */
export class BitbucketCloudRepository implements GitRepository {
  readonly url: string;
  readonly #host: BitbucketCloudApi;

  constructor(options: BitbucketCloudRepositoryOptions) {
    this.url = options.url;
    const { client, path } = options;
    const api = new RepositoryApi({
      client,
      path,
      assertExists: () => this.#repository(),
    });
    this.#host = { ...options, api };
  }

  readonly defaultBranch = async (): Promise<string> => {
    const { mainbranch } = await this.#repository();
    if (!mainbranch) {
      throw new NotFoundError(
        `The repository ${this.url} is empty and has no main branch: push a first commit to it.`,
      );
    }
    return mainbranch.name;
  };

  async getFile(path: string, branch: string) {
    encodePath(path);
    const found = await findBranch(this.#host, branch);
    return found && fileAt(this.#host, path, found.target.hash);
  }

  async listFiles(folder: string, branch: string) {
    encodePath(folder);
    const found = await findBranch(this.#host, branch);
    return found ? filesAt(this.#host, folder, found.target.hash) : [];
  }

  async getBranch(name: string) {
    const found = await findBranch(this.#host, name);
    return found && { name: found.name, commit: found.target.hash };
  }

  async createBranchWithCommit(options: CommitOptions) {
    return createBranchWithCommit(this.#host, options);
  }

  async commitOnBranch(options: BranchCommitOptions) {
    return commitOnBranch(this.#host, options);
  }

  async deleteBranch(name: string): Promise<void> {
    await this.#host.api.call({
      method: 'DELETE',
      path: `/refs/branches/${encodePath(name)}`,
      doing: `deleting the branch ${name}`,
    });
  }

  async listPullRequests(options: {
    state: 'open' | 'closed' | 'all';
    headPrefix?: string;
    head?: string;
  }) {
    return listPullRequests(this.#host, options);
  }

  async hasPullRequest({ head }: { head: string }): Promise<boolean> {
    return (await this.listPullRequests({ state: 'all', head })).length > 0;
  }

  async getPullRequest(number: number) {
    return getPullRequest(this.#host, number);
  }

  async createPullRequest(options: CreatePullRequestOptions) {
    return createPullRequest(this.#host, options);
  }

  async updatePullRequest(
    number: number,
    options: { title?: string; body?: string },
  ) {
    return updatePullRequest(this.#host, number, options);
  }

  fileUrl(path: string, branch: string): string {
    return `${this.url}/src/${encodeSegment(branch)}/${encodePath(path)}`;
  }

  #repository() {
    return this.#host.api.request(repositoryAnswer, {
      path: '',
      doing: `reading the repository ${this.url}`,
    });
  }
}
