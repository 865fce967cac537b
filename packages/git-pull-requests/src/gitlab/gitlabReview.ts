import { collectPaths } from '../collectPaths';
import type {
  GitChangedPaths,
  GitCheckState,
  GitPullRequestStatus,
} from '../GitRepository';
import {
  approvalsAnswer,
  diffsAnswer,
  MergeRequestAnswer,
  mergeRequestAnswer,
  reviewersAnswer,
} from './gitlabAnswers';
import { NOT_LOOKED_AT } from './gitlabOptions';
import type { GitlabHost } from './gitlabRepository';

/** A page has the text of the diffs in it. */
const PAGE_SIZE = 50;

/** See {@link GitRepository.getPullRequestStatus}. */
export async function getPullRequestStatus(
  { api, url }: GitlabHost,
  number: number,
): Promise<GitPullRequestStatus> {
  const path = `/merge_requests/${number}`;
  const answer = await api.request(mergeRequestAnswer, {
    path,
    doing: `reading merge request ${number} of ${url}`,
  });
  const doing = `reading the reviews of merge request ${number}`;
  const approvals = await api.request(approvalsAnswer, {
    path: `${path}/approvals`,
    doing,
  });
  const reviewers = await api.request(reviewersAnswer, {
    path: `${path}/reviewers`,
    doing,
  });
  const approvedBy = (approvals.approved_by ?? []).map(
    ({ user }) => user.username,
  );
  const whose = (states: string[]) =>
    reviewers
      .filter(({ state }) => states.includes(state ?? 'unreviewed'))
      .map(({ user }) => user.username)
      .filter(name => !approvedBy.includes(name));
  return {
    headCommit: answer.sha ?? '',
    checks: checkState(answer.head_pipeline?.status),
    reviews: {
      approvedBy,
      changesRequestedBy: whose(['requested_changes']),
      // `unapproved` has taken an approval back; who has only commented is `reviewed`.
      pending: whose(['unreviewed', 'review_started', 'unapproved']),
    },
    mergeability: mergeabilityOf(answer),
  };
}

/** See {@link GitRepository.listChangedPaths}. The list of diffs is there since GitLab 15.7. */
export async function listChangedPaths(
  { api, url }: GitlabHost,
  number: number,
  { limit }: { limit?: number } = {},
): Promise<GitChangedPaths> {
  return collectPaths(limit, async page => {
    const diffs = await api.request(diffsAnswer, {
      path: `/merge_requests/${number}/diffs`,
      query: { per_page: PAGE_SIZE, page: page + 1 },
      doing: `listing the files of merge request ${number} of ${url}`,
    });
    return {
      files: diffs.map(d => [d.new_path, d.old_path]),
      last: diffs.length < PAGE_SIZE,
    };
  });
}

/** By the pipeline of the head, which has the statuses of other systems in it. */
function checkState(status: string | null | undefined): GitCheckState {
  if (!status) return 'none';
  if (['success', 'skipped'].includes(status)) return 'passed';
  return ['failed', 'canceled'].includes(status) ? 'failed' : 'pending';
}

function mergeabilityOf({
  has_conflicts: conflicts,
  detailed_merge_status: status,
}: MergeRequestAnswer): GitPullRequestStatus['mergeability'] {
  if (conflicts || status === 'conflict') return 'conflict';
  if (status === 'mergeable') return 'mergeable';
  // Before 15.6 there is no such status.
  return !status || NOT_LOOKED_AT.includes(status) ? 'unknown' : 'blocked';
}
