import { collectPaths } from '../collectPaths';
import type {
  GitChangedPaths,
  GitCheckState,
  GitPullRequestStatus,
} from '../GitRepository';
import { lastReviews } from '../lastReviews';
import { sumChecks } from '../sumChecks';
import {
  changedFilesAnswer,
  checkRunsAnswer,
  combinedStatusAnswer,
  pullRequestAnswer,
  reviewsAnswer,
} from './githubAnswers';
import type { GithubHost } from './githubRepository';

const PAGE_SIZE = 100;
/** Check runs that are read of one commit, in pages. */
const MAX_CHECK_PAGES = 10;
/** Reviews that are read of one pull request. */
const MAX_REVIEW_PAGES = 5;

/** See {@link GitRepository.getPullRequestStatus}. */
export async function getPullRequestStatus(
  host: GithubHost,
  number: number,
): Promise<GitPullRequestStatus> {
  const pull = await host.api.request(pullRequestAnswer, {
    path: `/pulls/${number}`,
    doing: `reading pull request ${number} of ${host.url}`,
  });
  const headCommit = pull.head.sha ?? '';
  const pending = [
    ...(pull.requested_reviewers ?? []).map(({ login }) => login),
    ...(pull.requested_teams ?? []).map(({ slug }) => slug),
  ];
  const reviews = await readReviews(host, number);
  return {
    headCommit,
    checks: sumChecks(await readChecks(host, number, headCommit)),
    reviews: {
      ...lastReviews(reviews),
      // Who is requested again is listed there again.
      pending,
    },
    mergeability: mergeabilityOf(pull.mergeable, pull.mergeable_state),
  };
}

/** See {@link GitRepository.listChangedPaths}. */
export async function listChangedPaths(
  { api, url }: GithubHost,
  number: number,
  { limit }: { limit?: number } = {},
): Promise<GitChangedPaths> {
  return collectPaths(limit, async page => {
    const files = await api.request(changedFilesAnswer, {
      path: `/pulls/${number}/files`,
      query: { per_page: PAGE_SIZE, page: page + 1 },
      doing: `listing the files of pull request ${number} of ${url}`,
    });
    return {
      files: files.map(f => [f.filename, f.previous_filename]),
      last: files.length < PAGE_SIZE,
    };
  });
}

/** Commit statuses and check runs: GitHub keeps them apart, and shows them as one list. */
async function readChecks(
  { api }: GithubHost,
  number: number,
  commit: string,
): Promise<GitCheckState[]> {
  const doing = `reading the checks of pull request ${number}`;
  const statuses = await api.request(combinedStatusAnswer, {
    path: `/commits/${commit}/status`,
    doing,
  });
  const states = statuses.total_count ? [statusState(statuses.state)] : [];
  for (let page = 1; page <= MAX_CHECK_PAGES; page += 1) {
    const { check_runs: runs } = await api.request(checkRunsAnswer, {
      path: `/commits/${commit}/check-runs`,
      query: { filter: 'latest', per_page: PAGE_SIZE, page },
      doing,
    });
    states.push(...runs.map(run => runState(run.status, run.conclusion)));
    if (runs.length < PAGE_SIZE) break;
  }
  return states;
}

function statusState(state: string): GitCheckState {
  if (state === 'success') return 'passed';
  return state === 'pending' ? 'pending' : 'failed';
}

function runState(
  status: string,
  conclusion: string | null | undefined,
): GitCheckState {
  if (status !== 'completed') return 'pending';
  return ['success', 'neutral', 'skipped'].includes(conclusion ?? '')
    ? 'passed'
    : 'failed';
}

async function readReviews({ api }: GithubHost, number: number) {
  const all: Array<{
    login: string;
    state: 'approved' | 'changes' | 'withdrawn';
  }> = [];
  for (let page = 1; page <= MAX_REVIEW_PAGES; page += 1) {
    // Oldest first.
    const reviews = await api.request(reviewsAnswer, {
      path: `/pulls/${number}/reviews`,
      query: { per_page: PAGE_SIZE, page },
      doing: `reading the reviews of pull request ${number}`,
    });
    for (const { user, state } of reviews) {
      const login = user?.login ?? 'ghost';
      if (state === 'APPROVED') all.push({ login, state: 'approved' });
      if (state === 'CHANGES_REQUESTED') all.push({ login, state: 'changes' });
      if (state === 'DISMISSED') all.push({ login, state: 'withdrawn' });
    }
    if (reviews.length < PAGE_SIZE) break;
  }
  return all;
}

/** By `mergeable_state`, which is not documented in full, only where `mergeable` leaves it open. */
function mergeabilityOf(
  mergeable: boolean | null | undefined,
  state: string | null | undefined,
): GitPullRequestStatus['mergeability'] {
  if (mergeable === false) return 'conflict';
  if (mergeable !== true) return 'unknown';
  return ['blocked', 'behind', 'draft'].includes(state ?? '')
    ? 'blocked'
    : 'mergeable';
}
