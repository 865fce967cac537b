import { z } from 'zod/v4';
import { boundBody } from '../boundBody';
import type { GitPullRequest } from '../GitRepository';
import { toUtc, webUrlOr } from '../http/answerParts';

/** What is read of Gitea's answers (its `swagger.v1.json` has them in full). */

export const repositoryAnswer = z.object({ default_branch: z.string().min(1) });

export const branchAnswer = z.object({
  name: z.string(),
  commit: z.object({ id: z.string().min(1) }),
});

/** A file, or the entries of a folder. */
export const contentsAnswer = z.union([
  z.object({
    type: z.string(),
    path: z.string(),
    sha: z.string(),
    size: z.number().nullish(),
    encoding: z.string().nullish(),
    content: z.string().nullish(),
  }),
  z.array(z.object({ type: z.string(), path: z.string() })),
]);

export const filesAnswer = z.object({
  commit: z.object({ sha: z.string().min(1) }),
});

export const commitTextAnswer = z.object({
  commit: z.object({
    message: z.string(),
    author: z
      .object({ name: z.string().nullish(), date: z.string().nullish() })
      .nullish(),
  }),
});

export const labelsAnswer = z.array(
  z.object({ id: z.number(), name: z.string() }),
);

export const userAnswer = z.object({ id: z.number(), login: z.string() });

export const usersAnswer = z.array(z.object({ login: z.string() }));

export const teamsAnswer = z.array(z.object({ name: z.string() }));

const pullRequestBranch = z.object({
  /** Name of the branch, also after it has been deleted (`ref` is `refs/pull/<n>/head` then). */
  label: z.string().nullish(),
  ref: z.string(),
  sha: z.string().nullish(),
  repo_id: z.number().nullish(),
  repo: z
    .object({ full_name: z.string(), owner: z.object({ login: z.string() }) })
    .partial()
    .nullish(),
});

export const pullRequestAnswer = z.object({
  number: z.number(),
  html_url: z.string().nullish(),
  title: z.string(),
  body: z.string().nullish(),
  state: z.string(),
  merged: z.boolean().nullish(),
  draft: z.boolean().nullish(),
  user: userAnswer.partial({ id: true }).nullish(),
  head: pullRequestBranch,
  base: pullRequestBranch,
  created_at: z.string(),
  closed_at: z.string().nullish(),
  merged_at: z.string().nullish(),
  mergeable: z.boolean().nullish(),
});

/** All statuses of a commit; `pending` if there are none. */
export const combinedStatusAnswer = z.object({
  state: z.string(),
  total_count: z.number(),
});

export const reviewsAnswer = z.array(
  z.object({
    /** Null where a team was requested. */
    user: z.object({ login: z.string() }).nullish(),
    team: z.object({ name: z.string() }).nullish(),
    state: z.string(),
    dismissed: z.boolean().nullish(),
  }),
);

export const changedFilesAnswer = z.array(
  z.object({
    filename: z.string(),
    previous_filename: z.string().nullish(),
  }),
);

export type PullRequestAnswer = z.infer<typeof pullRequestAnswer>;

/**
 * A pull request as the rest of the portal knows it. The source branch of a pull request from another
 * repository (a fork) is `<owner>:<branch>`: a fork's branch must never pass for one of this repository.
 */
export function toPullRequest(
  answer: PullRequestAnswer,
  repositoryUrl: string,
): GitPullRequest {
  const finishedAt = answer.merged ? answer.merged_at : answer.closed_at;
  const open = answer.state === 'open';
  const unmergedState = open ? 'open' : 'closed';
  return {
    number: answer.number,
    url: webUrlOr(answer.html_url, `${repositoryUrl}/pulls/${answer.number}`),
    title: answer.title,
    body: boundBody(answer.body),
    state: answer.merged ? 'merged' : unmergedState,
    head: headOf(answer),
    base: answer.base.label || answer.base.ref,
    createdAt: toUtc(answer.created_at),
    ...(finishedAt && !open ? { finishedAt: toUtc(finishedAt) } : {}),
    ...(answer.user ? { author: answer.user.login } : {}),
    ...(answer.user?.id ? { authorId: String(answer.user.id) } : {}),
    ...(answer.head.sha ? { headCommit: answer.head.sha } : {}),
    ...(answer.draft ? { draft: true } : {}),
  };
}

function headOf({ head, base }: PullRequestAnswer): string {
  const branch = head.label || head.ref;
  const foreign =
    head.repo?.full_name && base.repo?.full_name
      ? head.repo.full_name !== base.repo.full_name
      : typeof head.repo_id === 'number' &&
        typeof base.repo_id === 'number' &&
        head.repo_id !== base.repo_id;
  if (!foreign) return branch;
  // A fork that has been deleted has no owner any more.
  const owner = head.repo?.owner?.login ?? 'unknown';
  return `${owner}:${branch.slice(branch.indexOf(':') + 1)}`;
}
