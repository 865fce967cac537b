import { NotFoundError } from '@backstage/errors';
import type {
  BranchCommitOptions,
  CommitOptions,
  CreatePullRequestOptions,
  GitFile,
  GitRepository,
} from '../GitHost';
import { encodePath } from '../http/answerParts';
import type { GitHttpClient } from '../http/GitHttpClient';
import { RepositoryApi } from '../http/RepositoryApi';
import { branchOf, repositoryAnswer } from './azureAnswers';
import {
  commitOnBranch,
  createBranchWithCommit,
  deleteBranch,
} from './azureCommit';
import {
  AzureApi,
  findHead,
  findItem,
  HEADERS,
  listFiles,
  VERSION,
} from './azureFiles';
import {
  createPullRequest,
  getPullRequest,
  listPullRequests,
  updatePullRequest,
} from './azurePullRequests';

/** @internal */
export interface AzureRepositoryOptions {
  /** Page of the repository. */
  url: string;
  /** Path of the repository in the API: `/<project>/_apis/git/repositories/<repository>`. */
  path: string;
  client: GitHttpClient;
}

/**
 * One repository on Azure DevOps.
 *
 * @internal
 */
export class AzureRepository implements GitRepository {
  readonly url: string;
  readonly #host: AzureApi;

  constructor(options: AzureRepositoryOptions) {
    const { client, path, url } = options;
    this.url = url;
    const api = new RepositoryApi({
      client,
      path,
      headers: HEADERS,
      assertExists: () => this.#repository(),
    });
    this.#host = { client, url, api };
  }

  readonly defaultBranch = async (): Promise<string> => {
    const { defaultBranch } = await this.#repository();
    if (!defaultBranch) {
      throw new NotFoundError(
        `The repository ${this.url} is empty and has no default branch: push a first commit to it.`,
      );
    }
    return branchOf(defaultBranch);
  };

  async getFile(path: string, branch: string): Promise<GitFile | undefined> {
    const item = await findItem(this.#host, path, { branch });
    if (item?.gitObjectType !== 'blob') return undefined;
    return { path, sha: item.objectId, content: item.content ?? '' };
  }

  async listFiles(folder: string, branch: string) {
    return listFiles(this.#host, folder, branch);
  }

  async getBranch(name: string) {
    const commit = await findHead(this.#host, name);
    return commit === undefined ? undefined : { name, commit };
  }

  async createBranchWithCommit(options: CommitOptions) {
    return createBranchWithCommit(this.#host, options);
  }

  async commitOnBranch(options: BranchCommitOptions) {
    return commitOnBranch(this.#host, options);
  }

  async deleteBranch(name: string): Promise<void> {
    await deleteBranch(this.#host, name);
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
    // `GB`: by the name of a branch.
    return `${this.url}?path=/${encodePath(path)}&version=GB${encodePath(
      branch,
    )}`;
  }

  #repository() {
    return this.#host.api.request(repositoryAnswer, {
      path: '',
      query: VERSION,
      doing: `reading the repository ${this.url}`,
    });
  }
}
