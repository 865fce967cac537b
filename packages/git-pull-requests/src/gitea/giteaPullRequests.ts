import { collectPullRequests } from '../collectPullRequests';
import type {
  CreatedPullRequest,
  CreatePullRequestOptions,
  GitPullRequest,
  ListPullRequestsOptions,
} from '../GitRepository';
import { encodePath, encodeSegment } from '../http/answerParts';
import { MAX_PAGE_BYTES, shrinkingPages } from '../shrinkingPages';
import {
  PullRequestAnswer,
  pullRequestAnswer,
  toPullRequest,
} from './giteaAnswers';
import { findLabels, setOptions } from './giteaOptions';
import type { GiteaHost } from './giteaRepository';

/** From Gitea's own upper bound on (`[api] MAX_RESPONSE_ITEMS`, by default). */
const PAGE_SIZES = [50, 25, 5, 1];

/** Gitea knows a draft by the beginning of its title (`[repository.pull-request] WORK_IN_PROGRESS_PREFIXES`). */
const DRAFT = 'WIP: ';

/** See {@link GitRepository.listPullRequests}. */
export async function listPullRequests(
  host: GiteaHost,
  options: ListPullRequestsOptions,
): Promise<GitPullRequest[]> {
  const { state } = options;
  const pages = shrinkingPages(PAGE_SIZES, async (offset, size) => {
    const items = await host.api.request(pullRequestAnswer.array(), {
      path: '/pulls',
      query: { state, page: offset / size + 1, limit: size },
      doing: `listing the pull requests of ${host.url}`,
      maxBytes: MAX_PAGE_BYTES,
    });
    // A host may be configured with shorter pages than requested: only an empty page is certainly the last.
    return { items, last: items.length === 0 };
  });
  return collectPullRequests(options, pages, answer => present(host, answer));
}

/** See {@link GitRepository.hasPullRequest}. */
export async function hasPullRequest(
  { api }: GiteaHost,
  { head, base }: { head: string; base: string },
): Promise<boolean> {
  const answer = await api.find(pullRequestAnswer, {
    path: `/pulls/${encodeSegment(base)}/${encodePath(head)}`,
    doing: `looking for a pull request of the branch ${head}`,
  });
  return answer !== undefined;
}

/** See {@link GitRepository.getPullRequest}. */
export async function getPullRequest(
  host: GiteaHost,
  number: number,
): Promise<GitPullRequest> {
  const answer = await host.api.request(pullRequestAnswer, {
    path: `/pulls/${number}`,
    doing: `reading pull request ${number} of ${host.url}`,
  });
  return present(host, answer);
}

/** See {@link GitRepository.createPullRequest}. */
export async function createPullRequest(
  host: GiteaHost,
  options: CreatePullRequestOptions,
): Promise<CreatedPullRequest> {
  const { head, base, title, body, labels = [] } = options;
  const { ids, warnings } = await findLabels(host, labels);
  const answer = await host.api.request(pullRequestAnswer, {
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
  });
  const pullRequest = present(host, answer);
  warnings.push(...(await setOptions(host, pullRequest.number, options)));
  // With nothing to wait for, auto merge has merged already.
  const now = options.autoMerge
    ? await getPullRequest(host, pullRequest.number).catch(() => pullRequest)
    : pullRequest;
  return { ...now, warnings };
}

/** See {@link GitRepository.updatePullRequest}. */
export async function updatePullRequest(
  host: GiteaHost,
  number: number,
  options: { title?: string; body?: string },
): Promise<GitPullRequest> {
  let { title } = options;
  // A title without the mark would make a draft ready for review.
  if (title && !isDraft(title)) {
    const now = await getPullRequest(host, number);
    if (isDraft(now.title)) title = DRAFT + title;
  }
  const answer = await host.api.request(pullRequestAnswer, {
    method: 'PATCH',
    path: `/pulls/${number}`,
    doing: `changing pull request ${number} of ${host.url}`,
    body: { title, body: options.body },
  });
  return present(host, answer);
}

/** See {@link GitRepository.closePullRequest}. */
export async function closePullRequest(
  host: GiteaHost,
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
  return present(host, answer);
}

function present({ url }: GiteaHost, answer: PullRequestAnswer) {
  return toPullRequest(answer, url);
}

/** By the prefixes that Gitea has from the start. */
function isDraft(title: string): boolean {
  return /^(WIP:|\[WIP\])/i.test(title);
}
