import { z } from 'zod/v4';
import { boundBody } from '../boundBody';
import type { GitPullRequest } from '../GitRepository';
import { toUtc, webUrlOr } from '../http/answerParts';

/** What is read of GitHub's answers (https://docs.github.com/rest has them in full). */

export const repositoryAnswer = z.object({
  default_branch: z.string().min(1),
  // Only for who may push.
  allow_merge_commit: z.boolean().nullish(),
  allow_squash_merge: z.boolean().nullish(),
});

export const refAnswer = z.object({
  object: z.object({ sha: z.string().min(1) }),
});

/** A file, or the entries of a folder. */
export const contentsAnswer = z.union([
  z.object({
    type: z.string(),
    sha: z.string(),
    size: z.number().nullish(),
    encoding: z.string().nullish(),
    content: z.string().nullish(),
  }),
  z.array(z.object({ type: z.string(), path: z.string() })),
]);

export const blobAnswer = z.object({
  encoding: z.literal('base64'),
  content: z.string(),
});

export const treeAnswer = z.object({
  tree: z.array(
    z.object({ path: z.string(), type: z.string(), sha: z.string() }),
  ),
});

export const commitAnswer = z.object({
  sha: z.string().min(1),
  tree: z.object({ sha: z.string().min(1) }),
});

export const commitTextAnswer = z.object({
  message: z.string(),
  author: z
    .object({ name: z.string().nullish(), date: z.string().nullish() })
    .nullish(),
});

export const objectAnswer = z.object({ sha: z.string().min(1) });

export const assigneesAnswer = z.object({
  assignees: z.array(z.object({ login: z.string() })),
});

const user = z.object({ id: z.number().nullish(), login: z.string() });

const pullRequestBranch = z.object({
  ref: z.string(),
  sha: z.string().nullish(),
  /** Null after its fork has been deleted. */
  repo: z.object({ full_name: z.string() }).nullish(),
  user: z.object({ login: z.string() }).nullish(),
});

export const pullRequestAnswer = z.object({
  number: z.number(),
  node_id: z.string().nullish(),
  html_url: z.string().nullish(),
  title: z.string(),
  body: z.string().nullish(),
  state: z.string(),
  draft: z.boolean().nullish(),
  user: user.nullish(),
  head: pullRequestBranch,
  base: pullRequestBranch,
  created_at: z.string(),
  closed_at: z.string().nullish(),
  // Lists have no `merged`, only this.
  merged_at: z.string().nullish(),
  requested_reviewers: z.array(user).nullish(),
  requested_teams: z.array(z.object({ slug: z.string() })).nullish(),
  // Not in lists. Null while GitHub looks.
  mergeable: z.boolean().nullish(),
  mergeable_state: z.string().nullish(),
});

/** Commit statuses, the older kind of checks; `pending` if there are none. */
export const combinedStatusAnswer = z.object({
  state: z.string(),
  total_count: z.number(),
});

export const checkRunsAnswer = z.object({
  check_runs: z.array(
    z.object({ status: z.string(), conclusion: z.string().nullish() }),
  ),
});

export const reviewsAnswer = z.array(
  z.object({
    // Null for an account that was deleted.
    user: user.nullish(),
    state: z.string(),
  }),
);

export const changedFilesAnswer = z.array(
  z.object({
    filename: z.string(),
    previous_filename: z.string().nullish(),
  }),
);

export const viewerAnswer = z.object({
  viewer: z.object({ login: z.string(), databaseId: z.number() }),
});

export const graphqlAnswer = z.object({
  data: z.unknown(),
  errors: z.array(z.object({ message: z.string() })).nullish(),
});

/**
 * A pull request as the rest of the portal knows it. The source branch of a pull request from a fork
 * is `<owner>:<branch>`: it must never pass for one of this repository.
 */
export function toPullRequest(
  answer: z.infer<typeof pullRequestAnswer>,
  repositoryUrl: string,
): GitPullRequest {
  const finishedAt = answer.merged_at ?? answer.closed_at;
  const open = answer.state === 'open';
  const unmerged = open ? 'open' : 'closed';
  const { head, base } = answer;
  const own = head.repo && head.repo.full_name === base.repo?.full_name;
  return {
    number: answer.number,
    url: webUrlOr(answer.html_url, `${repositoryUrl}/pull/${answer.number}`),
    title: answer.title,
    body: boundBody(answer.body),
    state: answer.merged_at ? 'merged' : unmerged,
    head: own ? head.ref : `${head.user?.login ?? 'unknown'}:${head.ref}`,
    base: base.ref,
    createdAt: toUtc(answer.created_at),
    ...(finishedAt && !open ? { finishedAt: toUtc(finishedAt) } : {}),
    ...(answer.user ? { author: answer.user.login } : {}),
    ...(answer.user?.id ? { authorId: String(answer.user.id) } : {}),
    ...(head.sha ? { headCommit: head.sha } : {}),
    ...(answer.draft ? { draft: true } : {}),
  };
}
