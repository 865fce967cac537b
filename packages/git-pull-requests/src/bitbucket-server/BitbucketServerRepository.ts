import { NotFoundError } from '@backstage/errors';
import type {
  BranchCommitOptions,
  CommitOptions,
  CreatePullRequestOptions,
  GitRepository,
} from '../GitHost';
import { encodePath } from '../http/answerParts';
import type { GitHttpClient } from '../http/GitHttpClient';
import { RepositoryApi } from '../http/RepositoryApi';
import {
  defaultBranchAnswer,
  repositoryAnswer,
} from './bitbucketServerAnswers';
import {
  commitOnBranch,
  createBranchWithCommit,
  GitRemote,
} from './bitbucketServerCommit';
import {
  BitbucketServerApi,
  findHead,
  getFile,
  listFiles,
} from './bitbucketServerFiles';
import {
  createPullRequest,
  getPullRequest,
  listPullRequests,
  OwnRepository,
  updatePullRequest,
} from './bitbucketServerPullRequests';

/** @internal */
export interface BitbucketServerRepositoryOptions {
  /** Address of the server, under which everything else is: `https://host/context`. */
  baseUrl: string;
  /** Of the REST API: `/api/1.0`. */
  apiPath: string;
  project: string;
  name: string;
  /** Its paths begin after `/rest`. */
  client: GitHttpClient;
  /** How Git itself is spoken. */
  transport: GitRemote['transport'];
}

/**
 * One repository on Bitbucket Server or Data Center.
 *
 * @internal
 */
export class BitbucketServerRepository implements GitRepository {
  readonly url: string;
  readonly #host: BitbucketServerApi;
  readonly #own: OwnRepository;

  constructor(private readonly options: BitbucketServerRepositoryOptions) {
    const { baseUrl, apiPath, project, name, client } = options;
    const path = `/projects/${encodeURIComponent(project)}/repos/${name}`;
    this.url = `${baseUrl}${path}`;
    this.#own = { slug: name, project: { key: project } };
    const api = new RepositoryApi({
      client,
      path: `${apiPath}${path}`,
      assertExists: () => this.#repository(),
    });
    this.#host = { api, client, path, apiPath, url: this.url };
  }

  readonly defaultBranch = async (): Promise<string> => {
    const { api } = this.#host;
    const doing = `reading the default branch of ${this.url}`;
    // The second one is the only one that versions before 7.5 have.
    for (const path of ['/default-branch', '/branches/default']) {
      const found = await api.find(defaultBranchAnswer, { path, doing });
      if (found) return found.displayId;
    }
    throw new NotFoundError(
      `The repository ${this.url} is empty and has no default branch: push a first commit to it.`,
    );
  };

  async getFile(path: string, branch: string) {
    return getFile(this.#host, path, branch);
  }

  async listFiles(folder: string, branch: string) {
    return listFiles(this.#host, folder, branch);
  }

  async getBranch(name: string) {
    const commit = await findHead(this.#host, name);
    return commit === undefined ? undefined : { name, commit };
  }

  async createBranchWithCommit(options: CommitOptions) {
    return createBranchWithCommit(await this.#remote(), options);
  }

  async commitOnBranch(options: BranchCommitOptions) {
    return commitOnBranch(await this.#remote(), options);
  }

  async deleteBranch(name: string): Promise<void> {
    encodePath(name);
    // A branch that is not there is deleted without a word.
    if (!(await findHead(this.#host, name))) {
      throw new NotFoundError(
        `The repository ${this.url} has no branch ${name} that could be deleted`,
      );
    }
    await this.options.client.request({
      method: 'DELETE',
      path: `/branch-utils/1.0${this.#host.path}/branches`,
      doing: `deleting the branch ${name}`,
      body: { name: `refs/heads/${name}`, dryRun: false },
    });
  }

  async listPullRequests(options: {
    state: 'open' | 'closed' | 'all';
    headPrefix?: string;
    head?: string;
  }) {
    return listPullRequests(this.#host, this.#own, options);
  }

  async hasPullRequest({ head }: { head: string }): Promise<boolean> {
    return (await this.listPullRequests({ state: 'all', head })).length > 0;
  }

  async getPullRequest(number: number) {
    return getPullRequest(this.#host, number);
  }

  async createPullRequest(options: CreatePullRequestOptions) {
    return createPullRequest(this.#host, this.#own, options);
  }

  async updatePullRequest(
    number: number,
    options: { title?: string; body?: string },
  ) {
    return updatePullRequest(this.#host, number, options);
  }

  fileUrl(path: string, branch: string): string {
    const at = encodeURIComponent(`refs/heads/${branch}`);
    return `${this.url}/browse/${encodePath(path)}?at=${at}`;
  }

  #repository() {
    return this.#host.api.request(repositoryAnswer, {
      path: '',
      doing: `reading the repository ${this.url}`,
    });
  }

  /**
   * Where Git clones from. The server's own link counts, but only on the very same origin: the credentials go
   * there.
   */
  async #remote(): Promise<GitRemote> {
    const { baseUrl, project, name, transport } = this.options;
    const { links } = await this.#repository();
    const own = links?.clone
      ?.map(link => ({ ...link, url: safeUrl(link.href) }))
      .find(
        link =>
          /^https?$/.test(link.name) &&
          link.url?.origin === new URL(baseUrl).origin,
      )?.url;
    // It may have the name of the account in it.
    if (own) Object.assign(own, { username: '', password: '', search: '' });
    return {
      url: this.url,
      gitUrl:
        own?.href ??
        `${baseUrl}/scm/${encodeURIComponent(project)}/${name}.git`,
      transport,
    };
  }
}

function safeUrl(href: string): URL | undefined {
  return URL.canParse(href) ? new URL(href) : undefined;
}
