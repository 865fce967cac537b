import { collectPullRequests } from '../collectPullRequests';
import type {
  CreatedPullRequest,
  CreatePullRequestOptions,
  GitPullRequest,
  ListPullRequestsOptions,
} from '../GitRepository';
import { shortenBody } from '../shortenBody';
import { MAX_PAGE_BYTES, shrinkingPages } from '../shrinkingPages';
import { pullRequestAnswer, toPullRequest } from './githubAnswers';
import { setOptions } from './githubOptions';
import type { GithubHost } from './githubRepository';

/** From GitHub's own upper bound on. */
const PAGE_SIZES = [100, 50, 25, 5, 1];

/** Characters of a pull request's text. */
const MAX_BODY = 65_536;

/** See {@link GitRepository.listPullRequests}. */
export async function listPullRequests(
  host: GithubHost,
  options: ListPullRequestsOptions,
): Promise<GitPullRequest[]> {
  const { state, head } = options;
  const pages = shrinkingPages(PAGE_SIZES, async (offset, size) => {
    const items = await host.api.request(pullRequestAnswer.array(), {
      path: '/pulls',
      query: {
        state,
        ...(head === undefined ? {} : { head: `${host.owner}:${head}` }),
        sort: 'created',
        direction: 'desc',
        per_page: size,
        page: offset / size + 1,
      },
      doing: `listing the pull requests of ${host.url}`,
      maxBytes: MAX_PAGE_BYTES,
    });
    return { items, last: items.length < size };
  });
  return collectPullRequests(options, pages, answer =>
    toPullRequest(answer, host.url),
  );
}

/** See {@link GitRepository.hasPullRequest}. */
export async function hasPullRequest(
  host: GithubHost,
  { head }: { head: string },
): Promise<boolean> {
  return (await listPullRequests(host, { state: 'all', head })).length > 0;
}

/** See {@link GitRepository.getPullRequest}. */
export async function getPullRequest(
  host: GithubHost,
  number: number,
): Promise<GitPullRequest> {
  const answer = await host.api.request(pullRequestAnswer, {
    path: `/pulls/${number}`,
    doing: `reading pull request ${number} of ${host.url}`,
  });
  return toPullRequest(answer, host.url);
}

/** See {@link GitRepository.createPullRequest}. */
export async function createPullRequest(
  host: GithubHost,
  options: CreatePullRequestOptions,
): Promise<CreatedPullRequest> {
  const warnings: string[] = [];
  const open = (draft: boolean) =>
    host.api.request(pullRequestAnswer, {
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
      'Not opened as a draft: this repository of GitHub has no drafts.',
    );
    return open(false);
  });
  warnings.push(...(await setOptions(host, answer, options)));
  return { ...toPullRequest(answer, host.url), warnings };
}

/** See {@link GitRepository.updatePullRequest}. */
export async function updatePullRequest(
  host: GithubHost,
  number: number,
  options: { title?: string; body?: string },
): Promise<GitPullRequest> {
  const answer = await host.api.request(pullRequestAnswer, {
    method: 'PATCH',
    path: `/pulls/${number}`,
    doing: `changing pull request ${number} of ${host.url}`,
    body: {
      title: options.title,
      body:
        options.body === undefined
          ? undefined
          : shortenBody(options.body, MAX_BODY),
    },
  });
  return toPullRequest(answer, host.url);
}

/** See {@link GitRepository.closePullRequest}. */
export async function closePullRequest(
  host: GithubHost,
  number: number,
): Promise<GitPullRequest> {
  const pullRequest = await getPullRequest(host, number);
  if (pullRequest.state !== 'open') return pullRequest;
  const answer = await host.api.request(pullRequestAnswer, {
    method: 'PATCH',
    path: `/pulls/${number}`,
    doing: `closing pull request ${number} of ${host.url}`,
    body: { state: 'closed' },
  });
  return toPullRequest(answer, host.url);
}
