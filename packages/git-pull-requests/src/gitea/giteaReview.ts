import { collectPaths } from '../collectPaths';
import type {
  GitChangedPaths,
  GitCheckState,
  GitPullRequestStatus,
} from '../GitRepository';
import { lastReviews } from '../lastReviews';
import {
  changedFilesAnswer,
  combinedStatusAnswer,
  PullRequestAnswer,
  pullRequestAnswer,
  reviewsAnswer,
} from './giteaAnswers';
import type { GiteaHost } from './giteaRepository';

const PAGE_SIZE = 50;
/** Reviews that are read of one pull request. */
const MAX_REVIEW_PAGES = 10;

/** See {@link GitRepository.getPullRequestStatus}. */
export async function getPullRequestStatus(
  host: GiteaHost,
  number: number,
): Promise<GitPullRequestStatus> {
  const pull = await host.api.request(pullRequestAnswer, {
    path: `/pulls/${number}`,
    doing: `reading pull request ${number} of ${host.url}`,
  });
  const headCommit = pull.head.sha ?? '';
  const { total_count: total, state } = await host.api.request(
    combinedStatusAnswer,
    {
      path: `/commits/${headCommit}/status`,
      doing: `reading the checks of pull request ${number}`,
    },
  );
  return {
    headCommit,
    checks: total ? checkState(state) : 'none',
    reviews: {
      ...lastReviews(await readReviews(host, number)),
      pending: [
        ...(pull.requested_reviewers ?? []).map(({ login }) => login),
        ...(pull.requested_reviewers_teams ?? []).map(({ name }) => name),
      ],
    },
    mergeability: mergeabilityOf(pull),
  };
}

/** See {@link GitRepository.listChangedPaths}. */
export async function listChangedPaths(
  { api, url }: GiteaHost,
  number: number,
  { limit }: { limit?: number } = {},
): Promise<GitChangedPaths> {
  return collectPaths(limit, async page => {
    const files = await api.request(changedFilesAnswer, {
      path: `/pulls/${number}/files`,
      query: { limit: PAGE_SIZE, page: page + 1 },
      doing: `listing the files of pull request ${number} of ${url}`,
    });
    return {
      files: files.map(f => [f.filename, f.previous_filename]),
      // A host may be configured with shorter pages than requested: only an empty page is certainly the last.
      last: files.length === 0,
    };
  });
}

/** A warning is a failure in Gitea's own sum. */
function checkState(state: string): GitCheckState {
  if (['success', 'skipped'].includes(state)) return 'passed';
  return state === 'pending' ? 'pending' : 'failed';
}

async function readReviews({ api }: GiteaHost, number: number) {
  const all: Parameters<typeof lastReviews>[0] = [];
  for (let page = 1; page <= MAX_REVIEW_PAGES; page += 1) {
    // Oldest first.
    const reviews = await api.request(reviewsAnswer, {
      path: `/pulls/${number}/reviews`,
      query: { limit: PAGE_SIZE, page },
      doing: `reading the reviews of pull request ${number}`,
    });
    if (reviews.length === 0) break;
    for (const { user, state, dismissed } of reviews) {
      const login = user?.login ?? '';
      const counts = ['APPROVED', 'REQUEST_CHANGES'].includes(state);
      if (counts && dismissed) all.push({ login, state: 'withdrawn' });
      else if (state === 'APPROVED') all.push({ login, state: 'approved' });
      else if (counts) all.push({ login, state: 'changes' });
    }
  }
  return all;
}

/** Gitea has one flag, which is down for a conflict, for a draft, and for the moment in which it still looks. */
function mergeabilityOf({
  mergeable,
  draft,
}: PullRequestAnswer): GitPullRequestStatus['mergeability'] {
  if (mergeable) return 'mergeable';
  if (draft) return 'blocked';
  return mergeable === false ? 'conflict' : 'unknown';
}
