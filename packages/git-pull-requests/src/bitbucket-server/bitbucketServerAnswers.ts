import { z } from 'zod/v4';
import { boundBody } from '../boundBody';
import type { GitPullRequest } from '../GitRepository';
import { webUrlOr } from '../http/answerParts';

/** What is read of Bitbucket Server's answers (https://developer.atlassian.com/server/bitbucket/rest has them in full). */

const repositoryRef = z.object({
  id: z.number().nullish(),
  slug: z.string(),
  project: z.object({ key: z.string() }),
});

export const repositoryAnswer = repositoryRef.extend({
  links: z
    .object({
      clone: z
        .array(z.object({ href: z.string(), name: z.string() }))
        .nullish(),
    })
    .nullish(),
});

export const defaultBranchAnswer = z.object({ displayId: z.string().min(1) });

/** A page of a list: `nextPageStart` is where the next one starts, which is not always the end of this one. */
function pageOf<T extends z.ZodType>(item: T) {
  return z.object({
    values: z.array(item),
    isLastPage: z.boolean(),
    nextPageStart: z.number().nullish(),
  });
}

export const branchesAnswer = pageOf(
  z.object({
    id: z.string(),
    displayId: z.string(),
    latestCommit: z.string().min(1),
  }),
);

export const commitTextAnswer = z.object({
  message: z.string(),
  author: z.object({ name: z.string().nullish() }).nullish(),
  authorTimestamp: z.number().nullish(),
});

/** `FILE`, `DIRECTORY` or `SUBMODULE` */
export const typeAnswer = z.object({ type: z.string() });

export const folderAnswer = z.object({
  children: pageOf(
    z.object({
      type: z.string(),
      path: z.object({ components: z.array(z.string()) }),
    }),
  ),
});

const user = z.object({ name: z.string() });

export const usersAnswer = pageOf(user);

const pullRequestRef = z.object({
  id: z.string(),
  latestCommit: z.string().nullish(),
  displayId: z.string().nullish(),
  repository: repositoryRef,
});

export const pullRequestAnswer = z.object({
  id: z.number(),
  /** Goes up with every change; to be sent back with the next one. */
  version: z.number(),
  title: z.string(),
  description: z.string().nullish(),
  state: z.string(),
  /** Since 8.18. */
  draft: z.boolean().nullish(),
  createdDate: z.number(),
  updatedDate: z.number().nullish(),
  closedDate: z.number().nullish(),
  fromRef: pullRequestRef,
  toRef: pullRequestRef,
  author: z.object({ user }).nullish(),
  reviewers: z
    .array(z.object({ user, status: z.string().nullish() }))
    .nullish(),
  links: z
    .object({ self: z.array(z.object({ href: z.string() })).nullish() })
    .nullish(),
});

export const pullRequestsAnswer = pageOf(pullRequestAnswer);

export type PullRequestAnswer = z.infer<typeof pullRequestAnswer>;

export const mergeAnswer = z.object({
  canMerge: z.boolean(),
  conflicted: z.boolean().nullish(),
  /** `CLEAN`, `CONFLICTED` or `UNKNOWN` */
  outcome: z.string().nullish(),
});

/** How many builds of a commit have come to what. */
export const buildStatsAnswer = z.object({
  successful: z.number(),
  inProgress: z.number(),
  failed: z.number(),
});

const changedPath = z.object({ components: z.array(z.string()) });

export const changesAnswer = pageOf(
  z.object({ path: changedPath, srcPath: changedPath.nullish() }),
);

/**
 * A pull request as the rest of the portal knows it. The source branch of a pull request from a fork is
 * `<project>:<branch>`: a fork's branch must never pass for one of this repository.
 */
export function toPullRequest(
  answer: PullRequestAnswer,
  repositoryUrl: string,
): GitPullRequest {
  const state = stateOf(answer.state);
  const finishedAt = answer.closedDate ?? answer.updatedDate;
  return {
    number: answer.id,
    url: webUrlOr(
      answer.links?.self?.[0]?.href,
      `${repositoryUrl}/pull-requests/${answer.id}`,
    ),
    title: answer.title,
    body: boundBody(answer.description),
    state,
    head: headOf(answer),
    base: branchOf(answer.toRef.id),
    createdAt: new Date(answer.createdDate).toISOString(),
    ...(finishedAt && state !== 'open'
      ? { finishedAt: new Date(finishedAt).toISOString() }
      : {}),
    // The name is one account's on a server.
    ...(answer.author
      ? { author: answer.author.user.name, authorId: answer.author.user.name }
      : {}),
    ...(answer.fromRef.latestCommit
      ? { headCommit: answer.fromRef.latestCommit }
      : {}),
    ...(answer.draft ? { draft: true } : {}),
  };
}

/** Two answers about the same repository; keys and slugs differ in their case at times. */
export function sameRepository(
  a: { slug: string; project: { key: string } },
  b: { slug: string; project: { key: string } },
): boolean {
  const nameOf = ({ slug, project }: typeof a) =>
    `${project.key}/${slug}`.toLowerCase();
  return nameOf(a) === nameOf(b);
}

function headOf({ fromRef, toRef }: PullRequestAnswer): string {
  const branch = branchOf(fromRef.id);
  return sameRepository(fromRef.repository, toRef.repository)
    ? branch
    : `${fromRef.repository.project.key}:${branch}`;
}

function branchOf(ref: string): string {
  return ref.replace(/^refs\/heads\//, '');
}

function stateOf(state: string): GitPullRequest['state'] {
  if (state === 'OPEN') return 'open';
  return state === 'MERGED' ? 'merged' : 'closed';
}
