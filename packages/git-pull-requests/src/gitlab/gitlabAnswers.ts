import { z } from 'zod/v4';
import { boundBody } from '../boundBody';
import type { GitPullRequest } from '../GitRepository';
import { toUtc, webUrlOr } from '../http/answerParts';

/** What is read of GitLab's answers (https://docs.gitlab.com/api has them in full). */

export const projectAnswer = z.object({ default_branch: z.string().min(1) });

export const branchAnswer = z.object({
  name: z.string(),
  commit: z.object({ id: z.string().min(1) }),
});

export const fileAnswer = z.object({
  blob_id: z.string().min(1),
  size: z.number().nullish(),
  content: z.string(),
  encoding: z.literal('base64'),
  /** The last commit that changed the file. */
  last_commit_id: z.string().nullish(),
});

export const treeAnswer = z.array(
  z.object({ type: z.string(), path: z.string(), mode: z.string().nullish() }),
);

export const commitAnswer = z.object({ id: z.string().min(1) });

export const commitTextAnswer = z.object({
  message: z.string(),
  author_name: z.string().nullish(),
  authored_date: z.string().nullish(),
});

export const userAnswer = z.object({ id: z.number(), username: z.string() });

export const usersAnswer = z.array(userAnswer);

export const mergeRequestAnswer = z.object({
  /** Counts within the project; `id` counts within the whole host. */
  iid: z.number(),
  web_url: z.string().nullish(),
  title: z.string(),
  description: z.string().nullish(),
  state: z.string(),
  draft: z.boolean().nullish(),
  source_branch: z.string(),
  target_branch: z.string(),
  /** Null after its fork has been deleted. */
  source_project_id: z.number().nullish(),
  target_project_id: z.number().nullish(),
  author: userAnswer.nullish(),
  labels: z.array(z.string()).nullish(),
  reviewers: z.array(userAnswer).nullish(),
  assignees: z.array(userAnswer).nullish(),
  created_at: z.string(),
  merged_at: z.string().nullish(),
  closed_at: z.string().nullish(),
  /** Head of the source branch. */
  sha: z.string().nullish(),
  detailed_merge_status: z.string().nullish(),
  /** Comes a moment after the merge request; never where there is no CI. */
  head_pipeline: z
    .object({ id: z.number(), status: z.string().nullish() })
    .nullish(),
  has_conflicts: z.boolean().nullish(),
});

/** Of every plan; the free one has no rules about approvals. */
export const approvalsAnswer = z.object({
  approved_by: z.array(z.object({ user: userAnswer })).nullish(),
});

export const reviewersAnswer = z.array(
  z.object({ user: userAnswer, state: z.string().nullish() }),
);

export const diffsAnswer = z.array(
  z.object({ old_path: z.string(), new_path: z.string() }),
);

export type MergeRequestAnswer = z.infer<typeof mergeRequestAnswer>;

/**
 * A merge request as the rest of the portal knows a pull request. The source branch of one from a fork is
 * `<id of the fork>:<branch>`: it must never pass for one of this repository.
 */
export function toPullRequest(
  answer: MergeRequestAnswer,
  repositoryUrl: string,
): GitPullRequest {
  const { source_project_id: source, target_project_id: target } = answer;
  const finishedAt = answer.merged_at ?? answer.closed_at;
  const state = stateOf(answer.state);
  return {
    number: answer.iid,
    url: webUrlOr(
      answer.web_url,
      `${repositoryUrl}/-/merge_requests/${answer.iid}`,
    ),
    title: answer.title,
    body: boundBody(answer.description),
    state,
    head:
      source === target
        ? answer.source_branch
        : `${source ?? 'unknown'}:${answer.source_branch}`,
    base: answer.target_branch,
    createdAt: toUtc(answer.created_at),
    ...(finishedAt && state !== 'open'
      ? { finishedAt: toUtc(finishedAt) }
      : {}),
    ...(answer.author
      ? { author: answer.author.username, authorId: String(answer.author.id) }
      : {}),
    ...(answer.sha ? { headCommit: answer.sha } : {}),
    ...(answer.draft ? { draft: true } : {}),
  };
}

function stateOf(state: string): GitPullRequest['state'] {
  if (state === 'merged' || state === 'closed') return state;
  // `opened`, and `locked` for the moment in which it is being merged.
  return 'open';
}
