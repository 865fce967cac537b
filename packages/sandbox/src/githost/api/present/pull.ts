import type { Host } from '../../core/Host';
import { labelsFor } from '../../core/labels';
import { pullRef } from '../../core/pullBranches';
import { isWorkInProgress } from '../../core/pullRequests';
import type { ChangedFile } from '../../git/diff';
import { listBranches } from '../../git/objects';
import { encodePath } from '../../http/paths';
import type {
  CommentRecord,
  PullRecord,
  RepositoryRecord,
} from '../../state/model';
import { pageOf } from './commit';
import { presentLabel, presentRepository } from './repository';
import { presentLogin } from './user';

const STATUS: Record<ChangedFile['status'], string> = {
  added: 'added',
  deleted: 'deleted',
  modified: 'changed',
  renamed: 'renamed',
};

/** Gitea's `PullRequest`. */
export async function presentPull(
  host: Host,
  repository: RepositoryRecord,
  pull: PullRecord,
  branches?: Map<string, string>,
) {
  const heads = branches ?? (await listBranches(host.git(repository)));
  const baseCommit = heads.get(pull.base);
  const judgement =
    pull.state === 'open' && baseCommit
      ? await host.judge(repository, baseCommit, pull.headCommit)
      : undefined;
  const page = pullPage(host, repository, pull);
  const repo = presentRepository(host, repository);
  return {
    ...presentIssueFields(host, repository, pull),
    url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    draft: isWorkInProgress(pull.title),
    mergeable:
      judgement?.state === 'mergeable' && !isWorkInProgress(pull.title),
    merged: pull.state === 'merged',
    merged_at: pull.state === 'merged' ? pull.closedAt : null,
    merge_commit_sha: pull.mergeCommit ?? null,
    merged_by: pull.mergedBy ? presentLogin(host, pull.mergedBy) : null,
    allow_maintainer_edit: false,
    base: {
      label: pull.base,
      ref: pull.base,
      sha: baseCommit ?? '',
      repo_id: repository.id,
      repo,
    },
    head: {
      label: pull.head,
      // As Gitea does once the branch is gone.
      ref: heads.has(pull.head) ? pull.head : pullRef(pull),
      sha: pull.headCommit,
      repo_id: repository.id,
      repo,
    },
    merge_base: pull.mergeBase ?? judgement?.mergeBase ?? '',
    // As Gitea does: whoever has reviewed stays in it.
    requested_reviewers: [
      ...new Set([
        ...pull.reviewers,
        ...(pull.reviews ?? []).map(({ author }) => author),
      ]),
    ].map(login => presentLogin(host, login)),
    requested_reviewers_teams: (pull.teamReviewers ?? []).map(name => ({
      name,
    })),
    review_comments: 0,
  };
}

/** What Gitea's `PullRequest` and `Issue` have in common. */
function presentIssueFields(
  host: Host,
  repository: RepositoryRecord,
  pull: PullRecord,
) {
  const assignees = pull.assignees.map(login => presentLogin(host, login));
  return {
    id: pull.id,
    html_url: pullPage(host, repository, pull),
    number: pull.number,
    user: presentLogin(host, pull.author),
    title: pull.title,
    body: pull.body,
    labels: labelsFor(host, repository)
      .filter(label => pull.labels.includes(label.id))
      .map(label => presentLabel(host, repository, label)),
    milestone: null,
    assignee: assignees[0] ?? null,
    assignees: assignees.length > 0 ? assignees : null,
    state: pull.state === 'open' ? 'open' : 'closed',
    is_locked: false,
    comments: pull.comments.length,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt ?? null,
    due_date: null,
    pin_order: 0,
  };
}

/** Gitea's `Issue`, which every pull request is too. */
export function presentIssue(
  host: Host,
  repository: RepositoryRecord,
  pull: PullRecord,
) {
  return {
    ...presentIssueFields(host, repository, pull),
    url: `${host.url}/api/v1/repos/${repository.owner}/${repository.name}/issues/${pull.number}`,
    original_author: '',
    original_author_id: 0,
    ref: '',
    assets: [],
    pull_request: {
      merged: pull.state === 'merged',
      merged_at: pull.state === 'merged' ? pull.closedAt : null,
      draft: isWorkInProgress(pull.title),
      html_url: pullPage(host, repository, pull),
    },
    repository: {
      id: repository.id,
      name: repository.name,
      owner: repository.owner,
      full_name: `${repository.owner}/${repository.name}`,
    },
  };
}

/** Gitea's `Comment`. */
export function presentComment(
  host: Host,
  repository: RepositoryRecord,
  pull: PullRecord,
  comment: CommentRecord,
) {
  const page = pullPage(host, repository, pull);
  return {
    id: comment.id,
    html_url: `${page}#issuecomment-${comment.id}`,
    pull_request_url: page,
    issue_url: '',
    user: presentLogin(host, comment.author),
    original_author: '',
    original_author_id: 0,
    body: comment.body,
    assets: [],
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
  };
}

/** Gitea's `ChangedFile`. */
export function presentChangedFile(
  host: Host,
  repository: RepositoryRecord,
  commit: string,
  file: ChangedFile,
) {
  const page = pageOf(host, repository);
  const path = encodePath(file.path);
  return {
    filename: file.path,
    ...(file.previousPath && { previous_filename: file.previousPath }),
    status: STATUS[file.status],
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    html_url: `${page}/src/commit/${commit}/${path}`,
    contents_url: `${host.url}/api/v1/repos/${repository.owner}/${repository.name}/contents/${path}?ref=${commit}`,
    raw_url: `${page}/raw/commit/${commit}/${path}`,
  };
}

/** The page for people. */
function pullPage(
  host: Host,
  repository: RepositoryRecord,
  pull: PullRecord,
): string {
  return `${pageOf(host, repository)}/pulls/${pull.number}`;
}
