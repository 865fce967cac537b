import type {
  CreatedPullRequest,
  CreatePullRequestOptions,
  GitPullRequest,
  ListPullRequestsOptions,
} from '../GitRepository';
import { encodePath, encodeSegment } from '../http/answerParts';
import {
  PullRequestAnswer,
  pullRequestAnswer,
  toPullRequest,
} from './giteaAnswers';
import { findLabels, setOptions } from './giteaOptions';
import type { GiteaHost } from './giteaRepository';

/** Gitea's own upper bound (`[api] MAX_RESPONSE_ITEMS`), by default. */
const PAGE_SIZE = 50;
/** A repository with more pull requests than this many pages has a bug on the host's side. */
const MAX_PAGES = 400;

/** Gitea knows a draft by the beginning of its title (`[repository.pull-request] WORK_IN_PROGRESS_PREFIXES`). */
const DRAFT = 'WIP: ';

/** See {@link GitRepository.listPullRequests}. */
export async function listPullRequests(
  host: GiteaHost,
  options: ListPullRequestsOptions,
): Promise<GitPullRequest[]> {
  const { state, head, headPrefix = '' } = options;
  // By number: the list moves while it is read if a pull request is opened, and one would come twice.
  const found = new Map<number, GitPullRequest>();
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const answers = await host.api.request(pullRequestAnswer.array(), {
      path: '/pulls',
      query: { state, page, limit: PAGE_SIZE },
      doing: `listing the pull requests of ${host.url}`,
    });
    for (const answer of answers) {
      const pullRequest = present(host, answer);
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

function present({ url }: GiteaHost, answer: PullRequestAnswer) {
  return toPullRequest(answer, url);
}

/** By the prefixes that Gitea has from the start. */
function isDraft(title: string): boolean {
  return /^(WIP:|\[WIP\])/i.test(title);
}
