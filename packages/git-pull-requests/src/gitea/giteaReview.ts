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
    reviews: await readReviews(host, number),
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

/**
 * By the list of reviews, requests included. Not by `requested_reviewers` of the pull request, in which Gitea keeps
 * whoever has reviewed.
 */
async function readReviews(
  { api }: GiteaHost,
  number: number,
): Promise<GitPullRequestStatus['reviews']> {
  const words: Parameters<typeof lastReviews>[0] = [];
  const last = new Map<string, string>();
  for (let page = 1; page <= MAX_REVIEW_PAGES; page += 1) {
    // Oldest first.
    const reviews = await api.request(reviewsAnswer, {
      path: `/pulls/${number}/reviews`,
      query: { limit: PAGE_SIZE, page },
      doing: `reading the reviews of pull request ${number}`,
    });
    if (reviews.length === 0) break;
    for (const { user, team, state, dismissed } of reviews) {
      const login = user?.login ?? team?.name ?? 'unknown';
      last.set(login, state);
      const counts = ['APPROVED', 'REQUEST_CHANGES'].includes(state);
      if (counts && dismissed) words.push({ login, state: 'withdrawn' });
      else if (state === 'APPROVED') words.push({ login, state: 'approved' });
      else if (counts) words.push({ login, state: 'changes' });
    }
  }
  const pending = [...last]
    .filter(([, state]) => state === 'REQUEST_REVIEW')
    .map(([login]) => login);
  return { ...lastReviews(words), pending };
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
