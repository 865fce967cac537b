import { NotFoundError } from '@backstage/errors';
import { collectPullRequests } from '../collectPullRequests';
import type {
  CreatedPullRequest,
  CreatePullRequestOptions,
  GitPullRequest,
  ListPullRequestsOptions,
} from '../GitRepository';
import { shortenBody } from '../shortenBody';
import {
  pullRequestAnswer,
  PullRequestAnswer,
  pullRequestsAnswer,
  toPullRequest,
} from './azureAnswers';
import { VERSION } from './azureFiles';
import { setOptions } from './azureOptions';
import type { AzureHost } from './azureRepository';

const PAGE_SIZE = 100;
/** A repository with more pull requests than this many pages has a bug on the host's side. */
const MAX_PAGES = 400;
/** Azure's bound on a description. */
const MAX_BODY = 4000;
/** A list has no more than this of a description. */
const LISTED_BODY = 400;
const AT_ONCE = 8;

const STATUS = { open: 'active', closed: 'all', all: 'all' };

/** See {@link GitRepository.listPullRequests}. */
export async function listPullRequests(
  host: AzureHost,
  options: ListPullRequestsOptions,
): Promise<GitPullRequest[]> {
  const found = await collectPullRequests(
    options,
    eachPage(host, options),
    answer => toPullRequest(answer, host.url),
  );
  return completeBodies(host, found);
}

async function* eachPage(
  host: AzureHost,
  { state, head }: ListPullRequestsOptions,
): AsyncGenerator<PullRequestAnswer[]> {
  for (let page = 0, skip = 0; page < MAX_PAGES; page += 1) {
    const { value } = await host.api.request(pullRequestsAnswer, {
      path: '/pullrequests',
      query: {
        ...VERSION,
        'searchCriteria.status': STATUS[state],
        ...(head === undefined
          ? {}
          : { 'searchCriteria.sourceRefName': `refs/heads/${head}` }),
        $top: PAGE_SIZE,
        $skip: skip,
      },
      doing: `listing the pull requests of ${host.url}`,
    });
    // A host may be configured with shorter pages than requested: only an empty page is certainly the last.
    if (value.length === 0) return;
    yield value;
    skip += value.length;
  }
}

/** Reads those in full whose text the list has cut: the portal looks for its marks at the end of it. */
async function completeBodies(
  host: AzureHost,
  found: GitPullRequest[],
): Promise<GitPullRequest[]> {
  const cut = found.filter(p => p.body.length >= LISTED_BODY);
  const whole = new Map<number, GitPullRequest>();
  for (let start = 0; start < cut.length; start += AT_ONCE) {
    const some = await Promise.all(
      cut
        .slice(start, start + AT_ONCE)
        .map(({ number }) => getPullRequest(host, number)),
    );
    for (const each of some) whole.set(each.number, each);
  }
  return found.map(each => whole.get(each.number) ?? each);
}

/** See {@link GitRepository.hasPullRequest}. */
export async function hasPullRequest(
  host: AzureHost,
  { head }: { head: string },
): Promise<boolean> {
  return (await listPullRequests(host, { state: 'all', head })).length > 0;
}

/** See {@link GitRepository.getPullRequest}. */
export async function getPullRequest(
  host: AzureHost,
  number: number,
): Promise<GitPullRequest> {
  return present(
    host,
    await host.api.request(pullRequestAnswer, {
      path: `/pullrequests/${number}`,
      query: VERSION,
      doing: `reading pull request ${number} of ${host.url}`,
    }),
  );
}

/** See {@link GitRepository.createPullRequest}. */
export async function createPullRequest(
  host: AzureHost,
  options: CreatePullRequestOptions,
): Promise<CreatedPullRequest> {
  const { head, base, title, body, draft } = options;
  const answer = await host.api.request(pullRequestAnswer, {
    method: 'POST',
    path: '/pullrequests',
    query: VERSION,
    doing: `opening a pull request for the branch ${head}`,
    body: {
      sourceRefName: `refs/heads/${head}`,
      targetRefName: `refs/heads/${base}`,
      title,
      description: shortenBody(body, MAX_BODY),
      ...(draft ? { isDraft: true } : {}),
    },
  });
  const warnings = await setOptions(host, answer.pullRequestId, options);
  if (draft && !answer.isDraft) {
    warnings.push('Not opened as a draft: Azure DevOps made none of it.');
  }
  return { ...present(host, answer), warnings };
}

/** See {@link GitRepository.updatePullRequest}. */
export async function updatePullRequest(
  host: AzureHost,
  number: number,
  options: { title?: string; body?: string },
): Promise<GitPullRequest> {
  const { title, body } = options;
  return present(
    host,
    await host.api.request(pullRequestAnswer, {
      method: 'PATCH',
      path: `/pullrequests/${number}`,
      query: VERSION,
      doing: `changing pull request ${number} of ${host.url}`,
      body: {
        title,
        description:
          body === undefined ? undefined : shortenBody(body, MAX_BODY),
      },
    }),
  );
}

/** See {@link GitRepository.closePullRequest}. */
export async function closePullRequest(
  host: AzureHost,
  number: number,
): Promise<GitPullRequest> {
  const pullRequest = await getPullRequest(host, number);
  if (pullRequest.state !== 'open') return pullRequest;
  return present(
    host,
    await host.api.request(pullRequestAnswer, {
      method: 'PATCH',
      path: `/pullrequests/${number}`,
      query: VERSION,
      doing: `abandoning pull request ${number} of ${host.url}`,
      body: { status: 'abandoned' },
    }),
  );
}

/** Numbers are unique in the whole organization, and Azure may answer with one of another repository. */
function present(host: AzureHost, answer: PullRequestAnswer): GitPullRequest {
  const name = answer.repository?.name;
  const own = decodeURIComponent(host.url.slice(host.url.lastIndexOf('/') + 1));
  if (name && name.toLowerCase() !== own.toLowerCase()) {
    throw new NotFoundError(
      `${host.url} has no pull request ${answer.pullRequestId}: it belongs to another repository`,
    );
  }
  return toPullRequest(answer, host.url);
}
