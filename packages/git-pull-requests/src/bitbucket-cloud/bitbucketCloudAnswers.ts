import { z } from 'zod/v4';
import { boundBody } from '../boundBody';
import type { GitPullRequest } from '../GitRepository';
import { toUtc, webUrlOr } from '../http/answerParts';

/** What is read of Bitbucket Cloud's answers (https://developer.atlassian.com/cloud/bitbucket/rest has them in full). */

/** An empty repository has no main branch. */
export const repositoryAnswer = z.object({
  mainbranch: z.object({ name: z.string().min(1) }).nullish(),
});

export const branchAnswer = z.object({
  name: z.string(),
  target: z.object({
    hash: z.string().min(1),
    parents: z.array(z.object({ hash: z.string() })).nullish(),
  }),
});

export const commitTextAnswer = z.object({
  message: z.string(),
  date: z.string().nullish(),
  /** `raw` is `Name <address>`. */
  author: z.object({ raw: z.string().nullish() }).nullish(),
});

/** A file (`commit_file`) or a folder (`commit_directory`). */
export const entryAnswer = z.object({
  type: z.string(),
  path: z.string(),
  /** Of a file, in bytes. */
  size: z.number().nullish(),
});

export const entriesAnswer = z.object({
  values: z.array(entryAnswer),
  next: z.string().nullish(),
});

/** A nickname is anybody's choice, and no two accounts need different ones: the UUID tells them apart. */
export const accountAnswer = z
  .object({
    uuid: z.string(),
    account_id: z.string(),
    nickname: z.string(),
    display_name: z.string(),
  })
  .partial();

/** The repository of a branch is null when it was a fork that has been deleted. */
const pullRequestBranch = z.object({
  branch: z.object({ name: z.string() }),
  /** Shortened to 12 digits. */
  commit: z.object({ hash: z.string() }).nullish(),
  repository: z.object({ full_name: z.string() }).nullish(),
});

export const pullRequestAnswer = z.object({
  id: z.number(),
  title: z.string(),
  description: z.string().nullish(),
  state: z.string(),
  draft: z.boolean().nullish(),
  author: accountAnswer.nullish(),
  source: pullRequestBranch,
  destination: pullRequestBranch,
  reviewers: z.array(accountAnswer).nullish(),
  /** Not in lists. */
  participants: z
    .array(
      z.object({
        user: accountAnswer.nullish(),
        role: z.string(),
        approved: z.boolean().nullish(),
        state: z.string().nullish(),
      }),
    )
    .nullish(),
  created_on: z.string(),
  updated_on: z.string().nullish(),
  closed_on: z.string().nullish(),
  links: z
    .object({ html: z.object({ href: z.string() }).partial().nullish() })
    .nullish(),
});

export const pullRequestsAnswer = z.object({
  values: z.array(pullRequestAnswer),
  next: z.string().nullish(),
});

export type PullRequestAnswer = z.infer<typeof pullRequestAnswer>;

export const statusesAnswer = z.object({
  values: z.array(z.object({ state: z.string() })),
  next: z.string().nullish(),
});

/** Files that cannot be merged. */
export const conflictsAnswer = z.object({ values: z.array(z.unknown()) });

/** What became of each file; the side that is not there is null. */
export const diffstatAnswer = z.object({
  values: z.array(
    z.object({
      old: z.object({ path: z.string() }).nullish(),
      new: z.object({ path: z.string() }).nullish(),
    }),
  ),
  next: z.string().nullish(),
});

/** How an account is shown, and what it is known by. */
export function readAccount(account: z.infer<typeof accountAnswer>): {
  login?: string;
  id?: string;
} {
  const { uuid, account_id: accountId, nickname, display_name } = account;
  return { login: nickname ?? display_name, id: uuid ?? accountId };
}

/**
 * A pull request as the rest of the portal knows it. The source branch of a pull request from a fork is
 * `<workspace>:<branch>`: a fork's branch must never pass for one of this repository.
 */
export function toPullRequest(
  answer: PullRequestAnswer,
  repositoryUrl: string,
): GitPullRequest {
  const state = stateOf(answer.state);
  // An ended pull request changes rarely: without its own time the last change is near enough.
  const finishedAt = answer.closed_on ?? answer.updated_on;
  const author = readAccount(answer.author ?? {});
  const headCommit = answer.source.commit?.hash;
  return {
    number: answer.id,
    url: webUrlOr(
      answer.links?.html?.href,
      `${repositoryUrl}/pull-requests/${answer.id}`,
    ),
    title: answer.title,
    body: boundBody(answer.description),
    state,
    head: headOf(answer),
    base: answer.destination.branch.name,
    createdAt: toUtc(answer.created_on),
    ...(finishedAt && state !== 'open'
      ? { finishedAt: toUtc(finishedAt) }
      : {}),
    ...(author.login ? { author: author.login } : {}),
    ...(author.id ? { authorId: author.id } : {}),
    ...(headCommit ? { headCommit } : {}),
    ...(answer.draft ? { draft: true } : {}),
  };
}

function stateOf(state: string): GitPullRequest['state'] {
  if (state === 'OPEN' || state === 'DRAFT') return 'open';
  return state === 'MERGED' ? 'merged' : 'closed';
}

function headOf({ source, destination }: PullRequestAnswer): string {
  const branch = source.branch.name;
  const from = source.repository?.full_name;
  if (from && from === destination.repository?.full_name) return branch;
  return `${from?.split('/')[0] ?? 'unknown'}:${branch}`;
}
