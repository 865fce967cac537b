import { collectPullRequests } from '../collectPullRequests';
import type {
  CreatedPullRequest,
  CreatePullRequestOptions,
  GitPullRequest,
  ListPullRequestsOptions,
} from '../GitRepository';
import { shortenBody } from '../shortenBody';
import { MAX_PAGE_BYTES, shrinkingPages } from '../shrinkingPages';
import {
  MergeRequestAnswer,
  mergeRequestAnswer,
  toPullRequest,
} from './gitlabAnswers';
import { findOptions, leftOut, setAutoMerge } from './gitlabOptions';
import type { GitlabHost } from './gitlabRepository';

/** From GitLab's own upper bound on. A text may have a megabyte. */
const PAGE_SIZES = [100, 50, 25, 5, 1];
/** Characters of a merge request's text. */
const MAX_BODY = 1_048_576;
/** GitLab knows a draft by the beginning of its title. */
const DRAFT = 'Draft: ';
/** GitLab's `closed` are those that were not merged. */
const STATES = {
  open: ['opened'],
  closed: ['closed', 'merged'],
  all: ['all'],
};

/** See {@link GitRepository.listPullRequests}. */
export async function listPullRequests(
  host: GitlabHost,
  options: ListPullRequestsOptions,
): Promise<GitPullRequest[]> {
  return collectPullRequests(options, eachPage(host, options), answer =>
    toPullRequest(answer, host.url),
  );
}

async function* eachPage(
  { api, url }: GitlabHost,
  { state, head }: ListPullRequestsOptions,
): AsyncGenerator<MergeRequestAnswer[]> {
  for (const each of STATES[state]) {
    yield* shrinkingPages(PAGE_SIZES, async (offset, size) => {
      const items = await api.request(mergeRequestAnswer.array(), {
        path: '/merge_requests',
        query: {
          state: each,
          ...(head === undefined ? {} : { source_branch: head }),
          order_by: 'created_at',
          sort: 'desc',
          per_page: size,
          page: offset / size + 1,
        },
        doing: `listing the merge requests of ${url}`,
        maxBytes: MAX_PAGE_BYTES,
      });
      return { items, last: items.length < size };
    });
  }
}

/** See {@link GitRepository.hasPullRequest}. */
export async function hasPullRequest(
  host: GitlabHost,
  { head }: { head: string },
): Promise<boolean> {
  return (await listPullRequests(host, { state: 'all', head })).length > 0;
}

/** See {@link GitRepository.getPullRequest}. */
export async function getPullRequest(
  host: GitlabHost,
  number: number,
): Promise<GitPullRequest> {
  return toPullRequest(await read(host, number), host.url);
}

/** See {@link GitRepository.createPullRequest}. */
export async function createPullRequest(
  host: GitlabHost,
  options: CreatePullRequestOptions,
): Promise<CreatedPullRequest> {
  const { wanted, warnings } = await findOptions(host, options);
  let answer = await host.api.request(mergeRequestAnswer, {
    method: 'POST',
    path: '/merge_requests',
    doing: `opening a merge request for the branch ${options.head}`,
    body: {
      source_branch: options.head,
      target_branch: options.base,
      title: (options.draft ? DRAFT : '') + options.title,
      description: shortenBody(options.body, MAX_BODY),
      ...(wanted.labels.length ? { labels: wanted.labels.join(',') } : {}),
      ...(wanted.reviewerIds.length
        ? { reviewer_ids: wanted.reviewerIds }
        : {}),
      ...(wanted.assigneeIds.length
        ? { assignee_ids: wanted.assigneeIds }
        : {}),
    },
  });
  warnings.push(...leftOut(answer, wanted));
  if (options.autoMerge) {
    try {
      answer = await setAutoMerge(host, answer);
    } catch (error) {
      warnings.push(`Auto-merge not enabled: ${(error as Error).message}`);
    }
  }
  return { ...toPullRequest(answer, host.url), warnings };
}

/** See {@link GitRepository.updatePullRequest}. */
export async function updatePullRequest(
  host: GitlabHost,
  number: number,
  options: { title?: string; body?: string },
): Promise<GitPullRequest> {
  let { title } = options;
  // A title without the mark would make a draft ready for review.
  if (title && !title.startsWith(DRAFT) && (await read(host, number)).draft) {
    title = DRAFT + title;
  }
  const answer = await host.api.request(mergeRequestAnswer, {
    method: 'PUT',
    path: `/merge_requests/${number}`,
    doing: `changing merge request ${number} of ${host.url}`,
    body: {
      title,
      description:
        options.body === undefined
          ? undefined
          : shortenBody(options.body, MAX_BODY),
    },
  });
  return toPullRequest(answer, host.url);
}

/** See {@link GitRepository.closePullRequest}. */
export async function closePullRequest(
  host: GitlabHost,
  number: number,
): Promise<GitPullRequest> {
  const pullRequest = await getPullRequest(host, number);
  if (pullRequest.state !== 'open') return pullRequest;
  const answer = await host.api.request(mergeRequestAnswer, {
    method: 'PUT',
    path: `/merge_requests/${number}`,
    doing: `closing merge request ${number} of ${host.url}`,
    body: { state_event: 'close' },
  });
  return toPullRequest(answer, host.url);
}

async function read(
  { api, url }: GitlabHost,
  number: number,
): Promise<MergeRequestAnswer> {
  return api.request(mergeRequestAnswer, {
    path: `/merge_requests/${number}`,
    doing: `reading merge request ${number} of ${url}`,
  });
}
