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
  PullRequestAnswer,
  pullRequestAnswer,
  pullRequestsAnswer,
  sameRepository,
  toPullRequest,
} from './bitbucketServerAnswers';
import { setOptions } from './bitbucketServerOptions';
import type { BitbucketServerHost } from './bitbucketServerRepository';

const PAGE_SIZES = [100, 50, 25, 5, 1];
/** Bitbucket's bound on a description. */
const MAX_BODY = 32_768;

/** There is no state for "merged or declined". */
const STATE = { open: 'OPEN', closed: 'ALL', all: 'ALL' };

/** See {@link GitRepository.listPullRequests}. */
export async function listPullRequests(
  host: BitbucketServerHost,
  options: ListPullRequestsOptions,
): Promise<GitPullRequest[]> {
  const { state, head } = options;
  const pages = shrinkingPages(PAGE_SIZES, async (start, limit) => {
    const { values, isLastPage } = await host.api.request(pullRequestsAnswer, {
      path: '/pull-requests',
      query: {
        state: STATE[state],
        order: 'NEWEST',
        limit,
        start,
        ...(head === undefined
          ? {}
          : { at: `refs/heads/${head}`, direction: 'OUTGOING' }),
      },
      doing: `listing the pull requests of ${host.url}`,
      maxBytes: MAX_PAGE_BYTES,
    });
    return { items: values, last: isLastPage };
  });
  return collectPullRequests(options, pages, answer =>
    // Of a fork's branch there may be some to the repository that it was forked from.
    sameRepository(answer.toRef.repository, repositoryRef(host))
      ? present(host, answer)
      : undefined,
  );
}

/** See {@link GitRepository.hasPullRequest}. */
export async function hasPullRequest(
  host: BitbucketServerHost,
  { head }: { head: string },
): Promise<boolean> {
  return (await listPullRequests(host, { state: 'all', head })).length > 0;
}

/** See {@link GitRepository.getPullRequest}. */
export async function getPullRequest(
  host: BitbucketServerHost,
  number: number,
): Promise<GitPullRequest> {
  return present(host, await read(host, number));
}

/** See {@link GitRepository.createPullRequest}. */
export async function createPullRequest(
  host: BitbucketServerHost,
  options: CreatePullRequestOptions,
): Promise<CreatedPullRequest> {
  const { head, base, title, body, draft } = options;
  const ref = (branch: string) => ({
    id: `refs/heads/${branch}`,
    repository: repositoryRef(host),
  });
  const answer = await host.api.request(pullRequestAnswer, {
    method: 'POST',
    path: '/pull-requests',
    doing: `opening a pull request for the branch ${head}`,
    body: {
      title,
      description: shortenBody(body, MAX_BODY),
      fromRef: ref(head),
      toRef: ref(base),
      ...(draft ? { draft: true } : {}),
    },
  });
  const warnings = await setOptions(host, answer, options);
  return { ...present(host, answer), warnings };
}

/** See {@link GitRepository.updatePullRequest}. */
export async function updatePullRequest(
  host: BitbucketServerHost,
  number: number,
  options: { title?: string; body?: string },
): Promise<GitPullRequest> {
  const before = await read(host, number);
  const body = options.body ?? before.description ?? '';
  const answer = await host.api.request(pullRequestAnswer, {
    method: 'PUT',
    path: `/pull-requests/${number}`,
    doing: `changing pull request ${number} of ${host.url}`,
    body: {
      // Of the state that was read: Bitbucket answers 409 if somebody has changed it since.
      version: before.version,
      title: options.title ?? before.title,
      description: shortenBody(body, MAX_BODY),
      // Whoever is not named is dropped.
      reviewers: (before.reviewers ?? []).map(({ user }) => ({
        user: { name: user.name },
      })),
      ...(before.draft ? { draft: true } : {}),
    },
  });
  return present(host, answer);
}

/** See {@link GitRepository.closePullRequest}. */
export async function closePullRequest(
  host: BitbucketServerHost,
  number: number,
): Promise<GitPullRequest> {
  const before = await read(host, number);
  const pullRequest = present(host, before);
  if (pullRequest.state !== 'open') return pullRequest;
  const answer = await host.api.request(pullRequestAnswer, {
    method: 'POST',
    path: `/pull-requests/${number}/decline`,
    // Of the state that was read: Bitbucket answers 409 if somebody has changed it since.
    query: { version: before.version },
    doing: `declining pull request ${number} of ${host.url}`,
    // Without a body of JSON it takes the request for one of a browser, and wants a token of its own.
    body: {},
  });
  return present(host, answer);
}

/** Which repository it is, as its answers name it. */
function repositoryRef({ project, name }: BitbucketServerHost) {
  return { slug: name, project: { key: project } };
}

function read(host: BitbucketServerHost, number: number) {
  return host.api.request(pullRequestAnswer, {
    path: `/pull-requests/${number}`,
    doing: `reading pull request ${number} of ${host.url}`,
  });
}

function present(host: BitbucketServerHost, answer: PullRequestAnswer) {
  return toPullRequest(answer, host.url);
}
