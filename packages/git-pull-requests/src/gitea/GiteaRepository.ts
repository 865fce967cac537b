import { ConflictError } from '@backstage/errors';
import type {
  BranchCommitOptions,
  CommitOptions,
  CreatedPullRequest,
  CreatePullRequestOptions,
  GitFile,
  GitPullRequest,
  GitRepository,
} from '../GitHost';
import { movedBranchError } from '../guardChanges';
import { encodePath, encodeSegment } from '../http/answerParts';
import type { GitHttpClient } from '../http/GitHttpClient';
import { RepositoryApi } from '../http/RepositoryApi';
import {
  branchAnswer,
  contentsAnswer,
  filesAnswer,
  pullRequestAnswer,
  repositoryAnswer,
  PullRequestAnswer,
  toPullRequest,
} from './giteaAnswers';
import { setAsides } from './giteaAsides';
import { findLabels } from './giteaLabels';

/** Gitea's own upper bound (`[api] MAX_RESPONSE_ITEMS`), by default. */
const PAGE_SIZE = 50;
/** A repository with more pull requests than this many pages has a bug on the host's side. */
const MAX_PAGES = 400;

/** Gitea knows a draft by the beginning of its title (`[repository.pull-request] WORK_IN_PROGRESS_PREFIXES`). */
const DRAFT = 'WIP: ';

/** @internal */
export interface GiteaRepositoryOptions {
  /** Page of the repository. */
  url: string;
  /** Path of the repository in the API: `/repos/<owner>/<repository>`. */
  path: string;
  owner: string;
  client: GitHttpClient;
}

/**
 * One repository on Gitea or Forgejo.
 *
 * @internal
 */
export class GiteaRepository implements GitRepository {
  readonly url: string;
  readonly #api: RepositoryApi;

  constructor(private readonly options: GiteaRepositoryOptions) {
    this.url = options.url;
    this.#api = new RepositoryApi({
      client: options.client,
      path: options.path,
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

  async getFile(path: string, branch: string): Promise<GitFile | undefined> {
    const answer = await this.#api.find(contentsAnswer, {
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
    const answer = await this.#api.find(contentsAnswer, {
      path: `/contents/${encodePath(folder)}`,
      query: { ref: branch },
      doing: `listing the folder ${folder} on branch ${branch}`,
    });
    return Array.isArray(answer)
      ? answer.filter(entry => entry.type === 'file').map(entry => entry.path)
      : [];
  }

  async getBranch(name: string) {
    const answer = await this.#api.find(branchAnswer, {
      path: `/branches/${encodePath(name)}`,
      doing: `reading the branch ${name}`,
    });
    return answer && { name: answer.name, commit: answer.commit.id };
  }

  async createBranchWithCommit(options: CommitOptions) {
    const { branch, base } = options;
    return this.#commit(options, `creating the branch ${branch}`, {
      branch: base,
      new_branch: branch,
    });
  }

  async commitOnBranch(options: BranchCommitOptions) {
    const { branch, expectedHead } = options;
    const head = await this.getBranch(branch);
    if (head?.commit !== expectedHead) {
      throw movedBranchError(branch, this.url, expectedHead, head?.commit);
    }
    return this.#commit(options, `adding a commit to the branch ${branch}`, {
      branch,
    });
  }

  async #commit(
    options: Omit<CommitOptions, 'base'>,
    doing: string,
    target: { branch: string; new_branch?: string },
  ) {
    const { message, author, changes } = options;
    const unseen = changes.find(c => c.content === undefined && !c.sha);
    if (unseen) {
      // Gitea would delete whatever stands there.
      throw new ConflictError(
        `The file ${unseen.path} cannot be deleted on ${this.url} without the id of the content that was seen. Nothing was written.`,
      );
    }
    const call = {
      method: 'POST' as const,
      path: '/contents',
      doing,
      body: {
        ...target,
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
    };
    const answer = await this.#api.request(filesAnswer, call).catch(error => {
      throw refined(error);
    });
    return { commit: answer.commit.sha };
  }

  async deleteBranch(name: string): Promise<void> {
    await this.#api.call({
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
      const answers = await this.#api.request(pullRequestAnswer.array(), {
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

  async hasPullRequest({ head, base }: { head: string; base: string }) {
    const answer = await this.#api.find(pullRequestAnswer, {
      path: `/pulls/${encodeSegment(base)}/${encodePath(head)}`,
      doing: `looking for a pull request of the branch ${head}`,
    });
    return answer !== undefined;
  }

  async getPullRequest(number: number): Promise<GitPullRequest> {
    return this.#toPullRequest(
      await this.#api.request(pullRequestAnswer, {
        path: `/pulls/${number}`,
        doing: `reading pull request ${number} of ${this.url}`,
      }),
    );
  }

  async createPullRequest(
    options: CreatePullRequestOptions,
  ): Promise<CreatedPullRequest> {
    const { head, base, title, body, labels = [] } = options;
    const { ids, warnings } = await findLabels({
      ...this.options,
      names: labels,
    });
    const pullRequest = this.#toPullRequest(
      await this.#api.request(pullRequestAnswer, {
        method: 'POST',
        path: '/pulls',
        doing: `opening a pull request for the branch ${head}`,
        body: {
          head,
          base,
          title: (options.draft ? DRAFT : '') + title,
          body,
          labels: ids,
        },
      }),
    );
    warnings.push(...(await setAsides(this.#api, pullRequest.number, options)));
    // With nothing to wait for, auto merge has merged already.
    const now = options.autoMerge
      ? await this.getPullRequest(pullRequest.number).catch(() => pullRequest)
      : pullRequest;
    return { ...now, warnings };
  }

  async updatePullRequest(
    number: number,
    options: { title?: string; body?: string },
  ): Promise<GitPullRequest> {
    let { title } = options;
    // A title without the mark would make a draft ready for review.
    if (title && !isDraft(title)) {
      const now = await this.getPullRequest(number);
      if (isDraft(now.title)) title = DRAFT + title;
    }
    return this.#toPullRequest(
      await this.#api.request(pullRequestAnswer, {
        method: 'PATCH',
        path: `/pulls/${number}`,
        doing: `changing pull request ${number} of ${this.url}`,
        body: { title, body: options.body },
      }),
    );
  }

  fileUrl(path: string, branch: string): string {
    return `${this.url}/src/branch/${encodePath(branch)}/${encodePath(path)}`;
  }

  #toPullRequest(answer: PullRequestAnswer) {
    return toPullRequest(answer, number => `${this.url}/pulls/${number}`);
  }
}

function operationOf(content: string | undefined, sha: string | undefined) {
  if (content === undefined) return 'delete';
  return sha === undefined ? 'create' : 'update';
}

/** By the prefixes that Gitea has from the start. */
function isDraft(title: string): boolean {
  return /^(WIP:|\[WIP\])/i.test(title);
}

/** Gitea's 422 and 404 for a file that is not what the change was made for. */
function refined(error: Error): Error {
  return /sha does not match|SHA or commit ID must be provided|(file|object) does not exist/i.test(
    error.message,
  )
    ? new ConflictError(error.message)
    : error;
}
