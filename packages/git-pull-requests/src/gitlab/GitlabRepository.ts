import type {
  BranchCommitOptions,
  CommitOptions,
  CreatedPullRequest,
  CreatePullRequestOptions,
  GitFile,
  GitPullRequest,
  GitRepository,
} from '../GitHost';
import { encodePath, encodeSegment } from '../http/answerParts';
import type { GitHttpClient } from '../http/GitHttpClient';
import { RepositoryApi } from '../http/RepositoryApi';
import { shortenBody } from '../pullRequestText';
import {
  mergeRequestAnswer,
  MergeRequestAnswer,
  projectAnswer,
  toPullRequest,
  treeAnswer,
} from './gitlabAnswers';
import { setAutoMerge } from './gitlabAutoMerge';
import {
  commitOnBranch,
  createBranchWithCommit,
  findBranch,
  findFile,
} from './gitlabCommit';
import { findPeople } from './gitlabPeople';

/** GitLab's own upper bound. */
const PAGE_SIZE = 100;
/** A list with more pages than this has a bug on the host's side. */
const MAX_PAGES = 400;
/** Characters of a merge request's text. */
const MAX_BODY = 1_048_576;
/** GitLab knows a draft by the beginning of its title. */
const DRAFT = 'Draft: ';

/** @internal */
export interface GitlabRepositoryOptions {
  /** Page of the project. */
  url: string;
  /** Path of the project in the API: `/projects/<group%2Fproject>`. */
  path: string;
  client: GitHttpClient;
}

/**
 * One project on GitLab; its merge requests are the pull requests.
 *
 * @internal
 */
export class GitlabRepository implements GitRepository {
  readonly url: string;
  readonly #api: RepositoryApi;
  readonly #host: RepositoryApi;

  constructor(options: GitlabRepositoryOptions) {
    const { client, path, url } = options;
    this.url = url;
    const assertExists = () => this.defaultBranch();
    this.#api = new RepositoryApi({ client, path, assertExists });
    this.#host = new RepositoryApi({ client, path: '', assertExists });
  }

  readonly defaultBranch = async (): Promise<string> => {
    const { default_branch } = await this.#api.request(projectAnswer, {
      path: '',
      doing: `reading the repository ${this.url}`,
    });
    return default_branch;
  };

  async getFile(path: string, branch: string): Promise<GitFile | undefined> {
    const file = await findFile(this.#api, path, branch);
    return (
      file && {
        path,
        sha: file.blob_id,
        content: Buffer.from(file.content, 'base64').toString('utf8'),
      }
    );
  }

  async listFiles(folder: string, branch: string): Promise<string[]> {
    // In the query, where `..` moves nothing; the check is the same for all hosts all the same.
    encodePath(folder);
    const entries = await this.#pages(async (page, size) => {
      return (
        (await this.#api.find(treeAnswer, {
          path: '/repository/tree',
          query: { path: folder, ref: branch, per_page: size, page },
          doing: `listing the folder ${folder} on branch ${branch}`,
        })) ?? []
      );
    });
    return entries.filter(e => e.type === 'blob').map(e => e.path);
  }

  async getBranch(name: string) {
    return findBranch(this.#api, name);
  }

  async createBranchWithCommit(options: CommitOptions) {
    return createBranchWithCommit(this.#api, this.url, options);
  }

  async commitOnBranch(options: BranchCommitOptions) {
    return commitOnBranch(this.#api, this.url, options);
  }

  async deleteBranch(name: string): Promise<void> {
    await this.#api.call({
      method: 'DELETE',
      path: `/repository/branches/${encodeSegment(name)}`,
      doing: `deleting the branch ${name}`,
    });
  }

  async listPullRequests(options: {
    state: 'open' | 'closed' | 'all';
    headPrefix?: string;
    head?: string;
  }): Promise<GitPullRequest[]> {
    const { state, head, headPrefix = '' } = options;
    // GitLab's `closed` are those that were not merged.
    const states = {
      open: ['opened'],
      closed: ['closed', 'merged'],
      all: ['all'],
    };
    // By number: the list moves while it is read if one is opened, and one would come twice.
    const found = new Map<number, GitPullRequest>();
    for (const each of states[state]) {
      const answers = await this.#pages((page, size) =>
        this.#api.request(mergeRequestAnswer.array(), {
          path: '/merge_requests',
          query: {
            state: each,
            ...(head === undefined ? {} : { source_branch: head }),
            order_by: 'created_at',
            sort: 'desc',
            per_page: size,
            page,
          },
          doing: `listing the merge requests of ${this.url}`,
        }),
      );
      for (const answer of answers) {
        const pullRequest = toPullRequest(answer, this.url);
        // Again by `head`: a fork may have a branch of the same name.
        if (
          pullRequest.head.startsWith(headPrefix) &&
          (head === undefined || pullRequest.head === head)
        ) {
          found.set(pullRequest.number, pullRequest);
        }
      }
    }
    return [...found.values()].sort((a, b) => b.number - a.number);
  }

  async hasPullRequest({ head }: { head: string }): Promise<boolean> {
    return (await this.listPullRequests({ state: 'all', head })).length > 0;
  }

  async getPullRequest(number: number): Promise<GitPullRequest> {
    return toPullRequest(await this.#read(number), this.url);
  }

  async createPullRequest(
    options: CreatePullRequestOptions,
  ): Promise<CreatedPullRequest> {
    const { labels = [], reviewers = [], assignees = [] } = options;
    const warnings: string[] = [];
    const reviewerIds = await findPeople(
      this.#host,
      reviewers,
      'review this merge request',
      warnings,
    );
    const assigneeIds = await findPeople(
      this.#host,
      assignees,
      'be assigned this merge request',
      warnings,
    );
    let answer = await this.#api.request(mergeRequestAnswer, {
      method: 'POST',
      path: '/merge_requests',
      doing: `opening a merge request for the branch ${options.head}`,
      body: {
        source_branch: options.head,
        target_branch: options.base,
        title: (options.draft ? DRAFT : '') + options.title,
        description: shortenBody(options.body, MAX_BODY),
        ...(labels.length ? { labels: labels.join(',') } : {}),
        ...(reviewerIds.length ? { reviewer_ids: reviewerIds } : {}),
        ...(assigneeIds.length ? { assignee_ids: assigneeIds } : {}),
      },
    });
    warnings.push(...leftOut(answer, { labels, reviewerIds, assigneeIds }));
    if (options.teamReviewers?.length) {
      warnings.push(
        `No review was asked of ${options.teamReviewers.join(
          ', ',
        )}: GitLab has no teams as reviewers. Name people, or use approval rules.`,
      );
    }
    if (options.autoMerge) {
      try {
        answer = await setAutoMerge(this.#api, answer);
      } catch (error) {
        warnings.push(
          `It does not merge by itself: ${(error as Error).message}`,
        );
      }
    }
    return { ...toPullRequest(answer, this.url), warnings };
  }

  async updatePullRequest(
    number: number,
    options: { title?: string; body?: string },
  ): Promise<GitPullRequest> {
    let { title } = options;
    // A title without the mark would make a draft ready for review.
    if (title && !title.startsWith(DRAFT) && (await this.#read(number)).draft) {
      title = DRAFT + title;
    }
    const answer = await this.#api.request(mergeRequestAnswer, {
      method: 'PUT',
      path: `/merge_requests/${number}`,
      doing: `changing merge request ${number} of ${this.url}`,
      body: {
        title,
        description:
          options.body === undefined
            ? undefined
            : shortenBody(options.body, MAX_BODY),
      },
    });
    return toPullRequest(answer, this.url);
  }

  fileUrl(path: string, branch: string): string {
    return `${this.url}/-/blob/${encodePath(branch)}/${encodePath(path)}`;
  }

  async #read(number: number): Promise<MergeRequestAnswer> {
    return this.#api.request(mergeRequestAnswer, {
      path: `/merge_requests/${number}`,
      doing: `reading merge request ${number} of ${this.url}`,
    });
  }

  /** All entries of a list that comes in pages. */
  async #pages<T>(
    read: (page: number, size: number) => Promise<T[]>,
  ): Promise<T[]> {
    const all: T[] = [];
    for (let page = 1; page <= MAX_PAGES; page += 1) {
      const entries = await read(page, PAGE_SIZE);
      all.push(...entries);
      if (entries.length < PAGE_SIZE) break;
    }
    return all;
  }
}

/** GitLab leaves out what a person may not set, without a word, and more than one person on its free plan. */
function leftOut(
  answer: MergeRequestAnswer,
  wanted: { labels: string[]; reviewerIds: number[]; assigneeIds: number[] },
): string[] {
  const lacks = <T>(want: T[], have: T[]) => want.some(w => !have.includes(w));
  const ids = (people: MergeRequestAnswer['reviewers']) =>
    (people ?? []).map(({ id }) => id);
  const names = (people: MergeRequestAnswer['reviewers']) =>
    (people ?? []).map(({ username }) => username).join(', ') || 'nobody';
  const warnings: string[] = [];
  if (lacks(wanted.labels, answer.labels ?? [])) {
    warnings.push(
      `GitLab took only these labels: ${
        (answer.labels ?? []).join(', ') || 'none'
      }. Check that the account may set labels.`,
    );
  }
  if (lacks(wanted.reviewerIds, ids(answer.reviewers))) {
    warnings.push(
      `GitLab asked only ${names(
        answer.reviewers,
      )} for a review. Check that the others have access to the project, and that the host's plan allows several.`,
    );
  }
  if (lacks(wanted.assigneeIds, ids(answer.assignees))) {
    warnings.push(
      `GitLab assigned only ${names(
        answer.assignees,
      )}. Check that the others have access to the project, and that the host's plan allows several.`,
    );
  }
  return warnings;
}
