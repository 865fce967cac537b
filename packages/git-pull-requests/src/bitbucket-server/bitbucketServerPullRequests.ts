import type {
  CreatedPullRequest,
  CreatePullRequestOptions,
  GitPullRequest,
} from '../GitHost';
import { Asides } from '../pullRequestAsides';
import { shortenBody } from '../pullRequestText';
import {
  PullRequestAnswer,
  pullRequestAnswer,
  pullRequestsAnswer,
  sameRepository,
  toPullRequest,
} from './bitbucketServerAnswers';
import { BitbucketServerApi, eachPage } from './bitbucketServerFiles';

const PAGE_SIZE = 100;
/** Bitbucket's bound on a description. */
const MAX_BODY = 32_768;

/** There is no state for "merged or declined". */
const STATE = { open: 'OPEN', closed: 'ALL', all: 'ALL' };

/** Which repository it is, as its answers name it. */
export interface OwnRepository {
  slug: string;
  project: { key: string };
}

/** See {@link GitRepository.listPullRequests}. */
export async function listPullRequests(
  host: BitbucketServerApi,
  own: OwnRepository,
  options: {
    state: 'open' | 'closed' | 'all';
    headPrefix?: string;
    head?: string;
  },
): Promise<GitPullRequest[]> {
  const { state, head, headPrefix = '' } = options;
  // By number: the list moves while it is read if a pull request is opened, and one would come twice.
  const found = new Map<number, GitPullRequest>();
  const pages = eachPage(start =>
    host.api.request(pullRequestsAnswer, {
      path: '/pull-requests',
      query: {
        state: STATE[state],
        order: 'NEWEST',
        limit: PAGE_SIZE,
        start,
        ...(head === undefined
          ? {}
          : { at: `refs/heads/${head}`, direction: 'OUTGOING' }),
      },
      doing: `listing the pull requests of ${host.url}`,
    }),
  );
  for await (const answers of pages) {
    for (const answer of answers) {
      const pullRequest = present(host, answer);
      if (
        // Of a fork's branch there may be some to the repository that it was forked from.
        sameRepository(answer.toRef.repository, own) &&
        pullRequest.head.startsWith(headPrefix) &&
        (head === undefined || pullRequest.head === head) &&
        (state !== 'closed' || pullRequest.state !== 'open')
      ) {
        found.set(pullRequest.number, pullRequest);
      }
    }
  }
  return [...found.values()].sort((a, b) => b.number - a.number);
}

/** See {@link GitRepository.getPullRequest}. */
export async function getPullRequest(
  host: BitbucketServerApi,
  number: number,
): Promise<GitPullRequest> {
  return present(host, await read(host, number));
}

/** See {@link GitRepository.createPullRequest}. */
export async function createPullRequest(
  host: BitbucketServerApi,
  own: OwnRepository,
  options: CreatePullRequestOptions,
): Promise<CreatedPullRequest> {
  const { head, base, title, body, draft } = options;
  const ref = (branch: string) => ({
    id: `refs/heads/${branch}`,
    repository: { slug: own.slug, project: { key: own.project.key } },
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
  const asides = new Asides();
  // A version before 8.18 passes over what it does not know.
  if (draft && !answer.draft) {
    asides.warnings.push(
      'It was opened as a usual pull request: Bitbucket has drafts since version 8.18, and this one made none.',
    );
  }
  for (const name of options.reviewers ?? []) {
    // One by one: all would be refused for one whom Bitbucket does not take.
    await asides.try(`No review was asked of ${name}`, () =>
      host.api.call({
        method: 'POST',
        path: `/pull-requests/${answer.id}/participants`,
        doing: `asking ${name} for a review of pull request ${answer.id}`,
        body: { user: { name }, role: 'REVIEWER' },
      }),
    );
  }
  const warnings = [...asides.warnings, ...lacking(options)];
  return { ...present(host, answer), warnings };
}

/** See {@link GitRepository.updatePullRequest}. */
export async function updatePullRequest(
  host: BitbucketServerApi,
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

function lacking(options: CreatePullRequestOptions): string[] {
  const { labels = [], assignees = [], teamReviewers = [] } = options;
  const warnings: string[] = [];
  const lacks = (what: string, names: string[]) => {
    if (names.length === 0) return;
    warnings.push(
      `Bitbucket Server has no ${what}: ${names.join(', ')} were left out.`,
    );
  };
  lacks('teams or groups as reviewers', teamReviewers);
  lacks('labels of pull requests', labels);
  lacks('assignees of pull requests', assignees);
  if (options.autoMerge) {
    warnings.push(
      'It does not merge by itself: the portal cannot ask Bitbucket Server for that. Set it on the page of the pull request, where this version has it.',
    );
  }
  return warnings;
}

function read(host: BitbucketServerApi, number: number) {
  return host.api.request(pullRequestAnswer, {
    path: `/pull-requests/${number}`,
    doing: `reading pull request ${number} of ${host.url}`,
  });
}

function present(host: BitbucketServerApi, answer: PullRequestAnswer) {
  return toPullRequest(answer, number => `${host.url}/pull-requests/${number}`);
}
