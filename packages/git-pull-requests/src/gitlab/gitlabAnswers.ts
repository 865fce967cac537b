import { z } from 'zod/v4';
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
  content: z.string(),
  encoding: z.literal('base64'),
  /** The last commit that changed the file. */
  last_commit_id: z.string().nullish(),
});

export const treeAnswer = z.array(
  z.object({ type: z.string(), path: z.string(), mode: z.string().nullish() }),
);

export const commitAnswer = z.object({ id: z.string().min(1) });

const user = z.object({ id: z.number(), username: z.string() });

export const usersAnswer = z.array(user);

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
  author: z.object({ username: z.string() }).nullish(),
  labels: z.array(z.string()).nullish(),
  reviewers: z.array(user).nullish(),
  assignees: z.array(user).nullish(),
  created_at: z.string(),
  merged_at: z.string().nullish(),
  closed_at: z.string().nullish(),
  /** Head of the source branch. */
  sha: z.string().nullish(),
  detailed_merge_status: z.string().nullish(),
  /** Comes a moment after the merge request; never where there is no CI. */
  head_pipeline: z.object({ id: z.number() }).nullish(),
});

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
    body: answer.description ?? '',
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
    ...(answer.author ? { author: answer.author.username } : {}),
  };
}

function stateOf(state: string): GitPullRequest['state'] {
  if (state === 'merged' || state === 'closed') return state;
  // `opened`, and `locked` for the moment in which it is being merged.
  return 'open';
}
