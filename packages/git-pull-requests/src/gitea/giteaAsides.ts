import type { CreatePullRequestOptions } from '../GitHost';
import type { RepositoryApi } from '../http/RepositoryApi';
import { Asides } from '../pullRequestAsides';
import { usersAnswer } from './giteaAnswers';

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
  await assign(api, number, wanted.assignees ?? [], asides);
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

/** Gitea fails (500, without a word) if one of the names is nobody's, so those who cannot be assigned are told apart before. */
async function assign(
  api: RepositoryApi,
  number: number,
  names: string[],
  asides: Asides,
): Promise<void> {
  if (names.length === 0) return;
  await asides.try(`It was not assigned to ${names.join(', ')}`, async () => {
    const known = await api.request(usersAnswer, {
      path: '/assignees',
      doing: 'listing who can be assigned',
    });
    const logins = new Set(known.map(({ login }) => login.toLowerCase()));
    const some = names.filter(name => logins.has(name.toLowerCase()));
    for (const name of names.filter(n => !some.includes(n))) {
      asides.warnings.push(
        `It was not assigned to ${name}: the Git host has no such user with write access to the repository`,
      );
    }
    if (some.length === 0) return;
    await api.call({
      method: 'PATCH',
      path: `/issues/${number}`,
      doing: `assigning pull request ${number}`,
      body: { assignees: some },
    });
  });
}
