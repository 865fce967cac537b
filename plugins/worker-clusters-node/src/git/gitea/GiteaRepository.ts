import { NotFoundError } from '@backstage/errors';
import type { z } from 'zod/v4';
import type {
  CommitOptions,
  GitFile,
  GitPullRequest,
  GitRepository,
} from '../GitHost';
import type { Call, GitHttpClient } from '../http/GitHttpClient';
import {
  branchAnswer,
  contentsAnswer,
  filesAnswer,
  labelsAnswer,
  pullRequestAnswer,
  repositoryAnswer,
  toPullRequest,
} from './giteaAnswers';

/** Gitea's own upper bound (`[api] MAX_RESPONSE_ITEMS`), by default. */
const PAGE_SIZE = 50;
/** A repository with more pull requests than this many pages has a bug on the host's side. */
const MAX_PAGES = 400;

/** @internal */
export interface GiteaRepositoryOptions {
  /** Page of the repository. */
  url: string;
  /** Path of the repository in the API: `/repos/<owner>/<repository>`. */
  path: string;
  client: GitHttpClient;
}

/**
 * One repository on Gitea or Forgejo.
 *
 * @internal
 */
export class GiteaRepository implements GitRepository {
  readonly url: string;
  #exists = false;

  constructor(private readonly options: GiteaRepositoryOptions) {
    this.url = options.url;
  }

  readonly defaultBranch = async (): Promise<string> => {
    const { default_branch } = await this.#request(repositoryAnswer, {
      path: '',
      doing: `reading the repository ${this.url}`,
    });
    this.#exists = true;
    return default_branch;
  };

  async getFile(path: string, branch: string): Promise<GitFile | undefined> {
    const answer = await this.#find(contentsAnswer, {
      path: `/contents/${encodePath(path)}`,
      query: { ref: branch },
      doing: `reading the file ${path} on branch ${branch}`,
    });
    if (!answer || Array.isArray(answer) || answer.type !== 'file') {
      return undefined;
    }
    return {
      path,
      sha: answer.sha,
      content: Buffer.from(answer.content ?? '', 'base64').toString('utf8'),
    };
  }

  async listFiles(folder: string, branch: string): Promise<string[]> {
    const answer = await this.#find(contentsAnswer, {
      path: `/contents/${encodePath(folder)}`,
      query: { ref: branch },
      doing: `listing the folder ${folder} on branch ${branch}`,
    });
    return Array.isArray(answer)
      ? answer.filter(entry => entry.type === 'file').map(entry => entry.path)
      : [];
  }

  async getBranch(name: string) {
    const answer = await this.#find(branchAnswer, {
      path: `/branches/${encodePath(name)}`,
      doing: `reading the branch ${name}`,
    });
    return answer && { name: answer.name, commit: answer.commit.id };
  }

  async createBranchWithCommit(options: CommitOptions) {
    const { branch, base, message, author, changes } = options;
    const answer = await this.#request(filesAnswer, {
      method: 'POST',
      path: '/contents',
      doing: `creating the branch ${branch}`,
      body: {
        branch: base,
        new_branch: branch,
        message,
        author,
        files: changes.map(({ path, content, sha }) => ({
          operation: operationOf(content, sha),
          path,
          sha,
          content:
            content === undefined
              ? undefined
              : Buffer.from(content, 'utf8').toString('base64'),
        })),
      },
    });
    return { commit: answer.commit.sha };
  }

  async deleteBranch(name: string): Promise<void> {
    await this.#call({
      method: 'DELETE',
      path: `/branches/${encodePath(name)}`,
      doing: `deleting the branch ${name}`,
    });
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
      const answers = await this.#request(pullRequestAnswer.array(), {
        path: '/pulls',
        query: { state, page, limit: PAGE_SIZE },
        doing: `listing the pull requests of ${this.url}`,
      });
      for (const answer of answers) {
        const pullRequest = this.#toPullRequest(answer);
        if (
          pullRequest.head.startsWith(headPrefix) &&
          (head === undefined || pullRequest.head === head)
        ) {
          found.set(pullRequest.number, pullRequest);
        }
      }
      // A host may be set to shorter pages than asked for: only an empty one is certainly the last.
      if (answers.length === 0) break;
    }
    return [...found.values()].sort((a, b) => b.number - a.number);
  }

  async getPullRequest(number: number): Promise<GitPullRequest> {
    return this.#toPullRequest(
      await this.#request(pullRequestAnswer, {
        path: `/pulls/${number}`,
        doing: `reading pull request ${number} of ${this.url}`,
      }),
    );
  }

  async createPullRequest(options: {
    head: string;
    base: string;
    title: string;
    body: string;
    labels?: string[];
  }): Promise<GitPullRequest> {
    const { head, base, title, body, labels = [] } = options;
    return this.#toPullRequest(
      await this.#request(pullRequestAnswer, {
        method: 'POST',
        path: '/pulls',
        doing: `opening a pull request for the branch ${head}`,
        body: { head, base, title, body, labels: await this.#labelIds(labels) },
      }),
    );
  }

  fileUrl(path: string, branch: string): string {
    return `${this.url}/src/branch/${encodePath(branch)}/${encodePath(path)}`;
  }

  /** Ids of the labels that the repository has; Gitea refuses a pull request with an unknown one. */
  async #labelIds(names: string[]): Promise<number[]> {
    if (names.length === 0) return [];
    const labels = await this.#request(labelsAnswer, {
      path: '/labels',
      query: { limit: PAGE_SIZE },
      doing: `listing the labels of ${this.url}`,
    });
    return labels.filter(l => names.includes(l.name)).map(l => l.id);
  }

  #toPullRequest(answer: z.infer<typeof pullRequestAnswer>) {
    return toPullRequest(answer, number => `${this.url}/pulls/${number}`);
  }

  async #call(call: Call): Promise<unknown> {
    return this.options.client.request({
      ...call,
      path: this.options.path + call.path,
    });
  }

  async #request<T extends z.ZodType>(
    schema: T,
    call: Call,
  ): Promise<z.infer<T>> {
    return this.#checked(schema, call, await this.#call(call));
  }

  /** Undefined on 404; but a repository that is not there is an error, not an empty one. */
  async #find<T extends z.ZodType>(
    schema: T,
    call: Call,
  ): Promise<z.infer<T> | undefined> {
    const answer = await this.options.client.find({
      ...call,
      path: this.options.path + call.path,
    });
    if (answer !== undefined) {
      this.#exists = true;
      return this.#checked(schema, call, answer);
    }
    if (!this.#exists) await this.defaultBranch();
    return undefined;
  }

  #checked<T extends z.ZodType>(
    schema: T,
    call: Call,
    answer: unknown,
  ): z.infer<T> {
    const result = schema.safeParse(answer);
    if (!result.success) throw this.options.client.unsound(call);
    return result.data;
  }
}

function operationOf(content: string | undefined, sha: string | undefined) {
  if (content === undefined) return 'delete';
  return sha === undefined ? 'create' : 'update';
}

/**
 * A path or a branch's name in a URL, slashes kept.
 *
 * @throws NotFoundError for `.` and `..`, which a URL would resolve to another part of the API.
 */
function encodePath(path: string): string {
  return path
    .split('/')
    .map(segment => {
      if (segment === '.' || segment === '..') {
        throw new NotFoundError(`'${path}' is not a path in a repository`);
      }
      return encodeURIComponent(segment);
    })
    .join('/');
}
