import { z } from 'zod/v4';
import { boundBody } from '../boundBody';
import type { GitPullRequest } from '../GitRepository';
import { toUtc } from '../http/answerParts';

/** What is read of Azure DevOps' answers (https://learn.microsoft.com/rest/api/azure/devops/git has them in full). */

/** An empty repository has no default branch. */
export const repositoryAnswer = z.object({
  id: z.string(),
  name: z.string(),
  defaultBranch: z.string().nullish(),
});

export const itemAnswer = z.object({
  objectId: z.string().min(1),
  gitObjectType: z.string(),
  path: z.string(),
  content: z.string().nullish(),
});

export const itemsAnswer = z.object({
  value: z.array(z.object({ gitObjectType: z.string(), path: z.string() })),
});

export const refsAnswer = z.object({
  value: z.array(z.object({ name: z.string(), objectId: z.string() })),
});

/** What became of each ref; a refusal comes with status 200. */
export const refUpdatesAnswer = z.object({
  value: z
    .array(z.object({ updateStatus: z.string(), success: z.boolean() }))
    .min(1),
});

export const pushAnswer = z.object({
  commits: z.array(z.object({ commitId: z.string().min(1) })).min(1),
});

export const commitTextAnswer = z.object({
  comment: z.string().nullish(),
  author: z
    .object({ name: z.string().nullish(), date: z.string().nullish() })
    .nullish(),
});

export const connectionAnswer = z.object({
  authenticatedUser: z.object({
    id: z.string().min(1),
    providerDisplayName: z.string().nullish(),
    properties: z
      .object({ Account: z.object({ $value: z.string() }) })
      .partial()
      .nullish(),
  }),
});

/** In place of an identity that there is not: null. */
export const identitiesAnswer = z.object({
  value: z.array(z.object({ id: z.string() }).nullable()),
});

const identity = z
  .object({ id: z.string(), uniqueName: z.string(), displayName: z.string() })
  .partial();

const repositoryRef = z.object({
  id: z.string().nullish(),
  name: z.string().nullish(),
  project: z.object({ id: z.string(), name: z.string() }).partial().nullish(),
});

export const pullRequestAnswer = z.object({
  pullRequestId: z.number(),
  title: z.string(),
  description: z.string().nullish(),
  status: z.string(),
  isDraft: z.boolean().nullish(),
  createdBy: identity.nullish(),
  creationDate: z.string(),
  closedDate: z.string().nullish(),
  sourceRefName: z.string(),
  targetRefName: z.string(),
  lastMergeSourceCommit: z.object({ commitId: z.string() }).nullish(),
  mergeStatus: z.string().nullish(),
  reviewers: z
    .array(
      identity.and(
        z.object({ vote: z.number(), isContainer: z.boolean().nullish() }),
      ),
    )
    .nullish(),
  repository: repositoryRef.nullish(),
  /** Only of a pull request from a fork. */
  forkSource: z.object({ repository: repositoryRef.nullish() }).nullish(),
});

export const pullRequestsAnswer = z.object({
  value: z.array(pullRequestAnswer),
});

export type PullRequestAnswer = z.infer<typeof pullRequestAnswer>;

/** Statuses that other systems have posted, all of them; of one context the last counts. */
export const statusesAnswer = z.object({
  value: z.array(
    z.object({
      id: z.number(),
      state: z.string(),
      context: z
        .object({ name: z.string(), genre: z.string().nullish() })
        .nullish(),
    }),
  ),
});

/** What has become of each policy of the target branch. */
export const evaluationsAnswer = z.object({
  value: z.array(
    z.object({
      status: z.string(),
      configuration: z.object({
        isBlocking: z.boolean().nullish(),
        type: z.object({ id: z.string() }),
      }),
    }),
  ),
});

export const iterationsAnswer = z.object({
  value: z.array(z.object({ id: z.number() })),
});

export const changesAnswer = z.object({
  changeEntries: z.array(
    z.object({
      item: z.object({ path: z.string() }).partial().nullish(),
      originalPath: z.string().nullish(),
    }),
  ),
  /** 0 on the last page. */
  nextSkip: z.number().nullish(),
});

/** A branch's name without `refs/heads/`. */
export function branchOf(ref: string): string {
  return ref.replace(/^refs\/heads\//, '');
}

/**
 * A pull request as the rest of the portal knows it. The source branch of a pull request from a fork is
 * `<project>/<repository>:<branch>`: a fork's branch must never pass for one of this repository.
 */
export function toPullRequest(
  answer: PullRequestAnswer,
  repositoryUrl: string,
): GitPullRequest {
  const state = stateOf(answer.status);
  const author = answer.createdBy?.uniqueName ?? answer.createdBy?.displayName;
  const branch = branchOf(answer.sourceRefName);
  return {
    number: answer.pullRequestId,
    // The answer's own link leads to the API.
    url: `${repositoryUrl}/pullrequest/${answer.pullRequestId}`,
    title: answer.title,
    body: boundBody(answer.description),
    state,
    head: answer.forkSource ? `${forkOf(answer)}:${branch}` : branch,
    base: branchOf(answer.targetRefName),
    createdAt: toUtc(answer.creationDate),
    ...(answer.closedDate && state !== 'open'
      ? { finishedAt: toUtc(answer.closedDate) }
      : {}),
    ...(author ? { author } : {}),
    ...(answer.createdBy?.id ? { authorId: answer.createdBy.id } : {}),
    ...(answer.lastMergeSourceCommit
      ? { headCommit: answer.lastMergeSourceCommit.commitId }
      : {}),
    ...(answer.isDraft ? { draft: true } : {}),
  };
}

function stateOf(status: string): GitPullRequest['state'] {
  if (status === 'completed') return 'merged';
  return status === 'abandoned' ? 'closed' : 'open';
}

function forkOf({ forkSource }: PullRequestAnswer): string {
  const { name, project } = forkSource?.repository ?? {};
  return [project?.name, name].filter(Boolean).join('/') || 'unknown';
}
