import type { CreatePullRequestOptions } from '../GitHost';
import type { RepositoryApi } from '../http/RepositoryApi';
import { Asides } from '../pullRequestAsides';

/**
 * Sets what Gitea takes only after a pull request is open. Never rejects.
 *
 * @returns a warning for each thing that it refused
 * @internal
 */
export async function setAsides(
  api: RepositoryApi,
  number: number,
  wanted: CreatePullRequestOptions,
): Promise<string[]> {
  const asides = new Asides();
  for (const [field, who, names] of [
    ['reviewers', '', wanted.reviewers],
    ['team_reviewers', 'the team ', wanted.teamReviewers],
  ] as const) {
    await asides.tryAll(
      names ?? [],
      some => `No review was asked of ${who}${some}`,
      some =>
        api.call({
          method: 'POST',
          path: `/pulls/${number}/requested_reviewers`,
          doing: `asking for a review of pull request ${number}`,
          body: { [field]: some },
        }),
    );
  }
  // Each call sets the whole list: it grows by those whom the host has taken.
  const taken: string[] = [];
  await asides.tryAll(
    wanted.assignees ?? [],
    some => `It was not assigned to ${some}`,
    async some => {
      await api.call({
        method: 'PATCH',
        path: `/issues/${number}`,
        doing: `assigning pull request ${number}`,
        body: { assignees: [...taken, ...some] },
      });
      taken.push(...some);
    },
  );
  if (wanted.autoMerge) {
    await asides.try('It does not merge by itself', () =>
      api.call({
        method: 'POST',
        path: `/pulls/${number}/merge`,
        doing: `setting pull request ${number} to merge by itself`,
        body: { Do: 'merge', merge_when_checks_succeed: true },
      }),
    );
  }
  return asides.warnings;
}
