import { NotFoundError } from '@backstage/errors';
import type {
  BranchCommitOptions,
  CommitOptions,
  CreatedPullRequest,
  CreatePullRequestOptions,
  GitPullRequest,
  GitRepository,
} from '../GitHost';
import { encodePath } from '../http/answerParts';
import type { GitHttpClient } from '../http/GitHttpClient';
import { RepositoryApi } from '../http/RepositoryApi';
import { shortenBody } from '../pullRequestText';
import {
  pullRequestAnswer,
  repositoryAnswer,
  toPullRequest,
} from './githubAnswers';
import { setAsides } from './githubAsides';
import {
  commitOnBranch,
  createBranchWithCommit,
  findHead,
} from './githubCommit';
import { getFile, listFiles } from './githubFiles';

/** GitHub's own upper bound. */
const PAGE_SIZE = 100;
/** A repository with more pull requests than this many pages has a bug on the host's side. */
const MAX_PAGES = 400;

/** Characters of a pull request's text. */
const MAX_BODY = 65_536;

/** @internal */
export interface GithubRepositoryOptions {
  /** Page of the repository. */
  url: string;
  owner: string;
  /** Path of the repository in the API: `/repos/<owner>/<repository>`. */
  path: string;
  client: GitHttpClient;
  /** For the GraphQL endpoint; its calls have an empty path. */
  graphql: GitHttpClient;
}

/**
 * One repository on GitHub or GitHub Enterprise.
 *
 * @internal
 */
export class GithubRepository implements GitRepository {
  readonly url: string;
  readonly #api: RepositoryApi;

  constructor(private readonly options: GithubRepositoryOptions) {
    this.url = options.url;
    this.#api = new RepositoryApi({
      client: options.client,
      path: options.path,
      headers: {
        Accept: 'application/vnd.github+json',
        'X-GitHub-Api-Version': '2022-11-28',
      },
      assertExists: () => this.defaultBranch(),
    });
  }

  readonly defaultBranch = async (): Promise<string> => {
    const { default_branch } = await this.#api.request(repositoryAnswer, {
      path: '',
      doing: `reading the repository ${this.url}`,
    });
    return default_branch;
  };

  async getFile(path: string, branch: string) {
    return getFile(this.#api, path, branch);
  }

  async listFiles(folder: string, branch: string) {
    return listFiles(this.#api, folder, branch);
  }

  async getBranch(name: string) {
    const commit = await findHead(this.#api, name);
    return commit === undefined ? undefined : { name, commit };
  }

  async createBranchWithCommit(options: CommitOptions) {
    return createBranchWithCommit(this.#api, this.url, options);
  }

  async commitOnBranch(options: BranchCommitOptions) {
    return commitOnBranch(this.#api, this.url, options);
  }

  async deleteBranch(name: string): Promise<void> {
    try {
      await this.#api.call({
        method: 'DELETE',
        path: `/git/refs/heads/${encodePath(name)}`,
        doing: `deleting the branch ${name}`,
      });
    } catch (error) {
      // GitHub's 422 for a branch that is not there.
      if (/reference does not exist/i.test((error as Error).message)) {
        throw new NotFoundError(
          `The repository ${this.url} has no branch ${name}`,
        );
      }
      throw error;
    }
  }

  async listPullRequests(options: {
    state: 'open' | 'closed' | 'all';
    headPrefix?: string;
    head?: string;
  }): Promise<GitPullRequest[]> {
    const { state, head, headPrefix = '' } = options;
    // By number: the list moves while it is read if a pull request is opened, and one would come twice.
    const found = new Map<number, GitPullRequest>();
    for (let page = 1; page <= MAX_PAGES; page += 1) {
      const answers = await this.#api.request(pullRequestAnswer.array(), {
        path: '/pulls',
        query: {
          state,
          ...(head === undefined
            ? {}
            : { head: `${this.options.owner}:${head}` }),
          sort: 'created',
          direction: 'desc',
          per_page: PAGE_SIZE,
          page,
        },
        doing: `listing the pull requests of ${this.url}`,
      });
      for (const answer of answers) {
        const pullRequest = toPullRequest(answer, this.url);
        // Again by `head`: a fork of the same owner has the same name in GitHub's filter.
        if (
          pullRequest.head.startsWith(headPrefix) &&
          (head === undefined || pullRequest.head === head)
        ) {
          found.set(pullRequest.number, pullRequest);
        }
      }
      if (answers.length < PAGE_SIZE) break;
    }
    return [...found.values()].sort((a, b) => b.number - a.number);
  }

  async hasPullRequest({ head }: { head: string }): Promise<boolean> {
    return (await this.listPullRequests({ state: 'all', head })).length > 0;
  }

  async getPullRequest(number: number): Promise<GitPullRequest> {
    const answer = await this.#api.request(pullRequestAnswer, {
      path: `/pulls/${number}`,
      doing: `reading pull request ${number} of ${this.url}`,
    });
    return toPullRequest(answer, this.url);
  }

  async createPullRequest(
    options: CreatePullRequestOptions,
  ): Promise<CreatedPullRequest> {
    const warnings: string[] = [];
    const open = (draft: boolean) =>
      this.#api.request(pullRequestAnswer, {
        method: 'POST',
        path: '/pulls',
        doing: `opening a pull request for the branch ${options.head}`,
        body: {
          head: options.head,
          base: options.base,
          title: options.title,
          body: shortenBody(options.body, MAX_BODY),
          draft,
        },
      });
    const answer = await open(!!options.draft).catch(error => {
      // Not every plan of GitHub has drafts in a private repository.
      if (!options.draft || !/draft pull requests are not/i.test(error.message))
        throw error;
      warnings.push(
        'It is not a draft: this repository of GitHub has no drafts.',
      );
      return open(false);
    });
    warnings.push(
      ...(await setAsides({
        api: this.#api,
        graphql: this.options.graphql,
        number: answer.number,
        nodeId: answer.node_id,
        wanted: options,
      })),
    );
    return { ...toPullRequest(answer, this.url), warnings };
  }

  async updatePullRequest(
    number: number,
    options: { title?: string; body?: string },
  ): Promise<GitPullRequest> {
    const answer = await this.#api.request(pullRequestAnswer, {
      method: 'PATCH',
      path: `/pulls/${number}`,
      doing: `changing pull request ${number} of ${this.url}`,
      body: {
        title: options.title,
        body:
          options.body === undefined
            ? undefined
            : shortenBody(options.body, MAX_BODY),
      },
    });
    return toPullRequest(answer, this.url);
  }

  fileUrl(path: string, branch: string): string {
    return `${this.url}/blob/${encodePath(branch)}/${encodePath(path)}`;
  }
}
