import { ConflictError } from '@backstage/errors';
import { collectPullRequests } from '../collectPullRequests';
import type {
  CreatedPullRequest,
  CreatePullRequestOptions,
  GitPullRequest,
  ListPullRequestsOptions,
} from '../GitRepository';
import {
  PullRequestAnswer,
  pullRequestAnswer,
  pullRequestsAnswer,
  toPullRequest,
} from './bitbucketCloudAnswers';
import { setOptions } from './bitbucketCloudOptions';
import { nextPage } from './bitbucketCloudPages';
import type { BitbucketCloudHost } from './bitbucketCloudRepository';

/** Bitbucket's own upper bound for pull requests. */
const PAGE_SIZE = 50;
/** A repository with more pull requests than this many pages has a bug on the host's side. */
const MAX_PAGES = 400;

const STATES = {
  open: ['OPEN'],
  closed: ['MERGED', 'DECLINED', 'SUPERSEDED'],
  all: ['OPEN', 'MERGED', 'DECLINED', 'SUPERSEDED'],
};

/** See {@link GitRepository.listPullRequests}. */
export async function listPullRequests(
  host: BitbucketCloudHost,
  options: ListPullRequestsOptions,
): Promise<GitPullRequest[]> {
  return collectPullRequests(options, eachPage(host, options), answer =>
    present(host, answer),
  );
}

async function* eachPage(
  host: BitbucketCloudHost,
  { state, head, headPrefix }: ListPullRequestsOptions,
): AsyncGenerator<PullRequestAnswer[]> {
  const query = new URLSearchParams({
    pagelen: String(PAGE_SIZE),
    sort: '-created_on',
  });
  for (const each of STATES[state]) query.append('state', each);
  if (head !== undefined) {
    query.set('q', `source.branch.name = ${quoted(head)}`);
  } else if (headPrefix) {
    // There is no "begins with": `~` is "contains", whatever the case, and the rest is done by `collectPullRequests`.
    query.set('q', `source.branch.name ~ ${quoted(headPrefix)}`);
  }
  let page: string | undefined = `/pullrequests?${query}`;
  for (let i = 0; page && i < MAX_PAGES; i += 1) {
    const call = {
      path: page,
      doing: `listing the pull requests of ${host.url}`,
    };
    const answer: ReturnType<(typeof pullRequestsAnswer)['parse']> =
      await host.api.request(pullRequestsAnswer, call);
    yield answer.values;
    page = nextPage(host, call, answer.next);
  }
}

/** See {@link GitRepository.hasPullRequest}. */
export async function hasPullRequest(
  host: BitbucketCloudHost,
  { head }: { head: string },
): Promise<boolean> {
  return (await listPullRequests(host, { state: 'all', head })).length > 0;
}

/** See {@link GitRepository.getPullRequest}. */
export async function getPullRequest(
  host: BitbucketCloudHost,
  number: number,
): Promise<GitPullRequest> {
  return present(host, await read(host, number));
}

/** See {@link GitRepository.createPullRequest}. */
export async function createPullRequest(
  host: BitbucketCloudHost,
  options: CreatePullRequestOptions,
): Promise<CreatedPullRequest> {
  const { head, base, title, body, draft } = options;
  // For a branch with an open one Bitbucket changes that one instead of refusing.
  const [open] = await listPullRequests(host, { state: 'open', head });
  if (open) {
    throw new ConflictError(
      `A pull request is open already for the branch ${head} of ${host.url}: ${open.url}`,
    );
  }
  const answer = await host.api.request(pullRequestAnswer, {
    method: 'POST',
    path: '/pullrequests',
    doing: `opening a pull request for the branch ${head}`,
    body: {
      title,
      description: body,
      source: { branch: { name: head } },
      destination: { branch: { name: base } },
      ...(draft ? { draft: true } : {}),
    },
  });
  const warnings: string[] = [];
  if (draft && !answer.draft) {
    warnings.push('Not opened as a draft: Bitbucket Cloud made none of it.');
  }
  warnings.push(...(await setOptions(host, answer, options)));
  return { ...present(host, answer), warnings };
}

/** See {@link GitRepository.updatePullRequest}. */
export async function updatePullRequest(
  host: BitbucketCloudHost,
  number: number,
  options: { title?: string; body?: string },
): Promise<GitPullRequest> {
  const before = await read(host, number);
  const answer = await host.api.request(pullRequestAnswer, {
    method: 'PUT',
    path: `/pullrequests/${number}`,
    doing: `changing pull request ${number} of ${host.url}`,
    // All of it: the title has to be there, and reviewers who are not named are dropped.
    body: {
      title: options.title ?? before.title,
      description: options.body ?? before.description ?? '',
      reviewers: (before.reviewers ?? []).map(({ uuid, account_id }) =>
        uuid ? { uuid } : { account_id },
      ),
    },
  });
  return present(host, answer);
}

/** See {@link GitRepository.closePullRequest}. */
export async function closePullRequest(
  host: BitbucketCloudHost,
  number: number,
): Promise<GitPullRequest> {
  const pullRequest = await getPullRequest(host, number);
  if (pullRequest.state !== 'open') return pullRequest;
  const answer = await host.api.request(pullRequestAnswer, {
    method: 'POST',
    path: `/pullrequests/${number}/decline`,
    doing: `declining pull request ${number} of ${host.url}`,
  });
  return present(host, answer);
}

function read(host: BitbucketCloudHost, number: number) {
  return host.api.request(pullRequestAnswer, {
    path: `/pullrequests/${number}`,
    doing: `reading pull request ${number} of ${host.url}`,
  });
}

function present(host: BitbucketCloudHost, answer: PullRequestAnswer) {
  return toPullRequest(answer, host.url);
}

/** A text in Bitbucket's query language; nothing in it can end the quotes. */
function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}
