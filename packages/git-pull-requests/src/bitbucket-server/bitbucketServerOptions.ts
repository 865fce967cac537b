import type { CreatePullRequestOptions } from '../GitRepository';
import { noReview, OptionWarnings } from '../OptionWarnings';
import { noTeams } from '../unknownReviewer';
import type { PullRequestAnswer } from './bitbucketServerAnswers';
import { findUnknownReviewers } from './bitbucketServerPeople';
import type { BitbucketServerHost } from './bitbucketServerRepository';

/**
 * Sets the options that Bitbucket Server has after a pull request is open. Never rejects.
 *
 * @returns a warning for each thing that it refused or does not have
 * @internal
 */
export async function setOptions(
  host: BitbucketServerHost,
  opened: PullRequestAnswer,
  wanted: CreatePullRequestOptions,
): Promise<string[]> {
  const warnings = new OptionWarnings();
  // A version before 8.18 passes over what it does not know.
  if (wanted.draft && !opened.draft) {
    warnings.list.push(
      'Not opened as a draft: Bitbucket has drafts since version 8.18, and this one made none.',
    );
  }
  for (const name of wanted.reviewers ?? []) {
    // One by one: all would be refused for one whom Bitbucket does not know.
    await warnings.requestReviews({
      kind: 'reviewer',
      names: [name],
      request: () =>
        host.api.call({
          method: 'POST',
          path: `/pull-requests/${opened.id}/participants`,
          doing: `requesting a review of pull request ${opened.id} from ${name}`,
          body: { user: { name }, role: 'REVIEWER' },
        }),
      findUnknown: () => findUnknownReviewers(host, { reviewers: [name] }),
    });
  }
  return [...warnings.list, ...lacking(wanted)];
}

function lacking(options: CreatePullRequestOptions): string[] {
  const { labels = [], assignees = [], teamReviewers = [] } = options;
  const warnings = noTeams(teamReviewers, 'Bitbucket Server').map(
    ({ name, message }) => `${noReview('team', name)}: ${message}`,
  );
  if (labels.length) {
    warnings.push(
      `Label ${labels.join(
        ', ',
      )} not set: Bitbucket Server has no labels of pull requests.`,
    );
  }
  if (assignees.length) {
    warnings.push(
      `Not assigned to ${assignees.join(
        ', ',
      )}: Bitbucket Server has no assignees of pull requests.`,
    );
  }
  if (options.autoMerge) {
    warnings.push(
      'Auto-merge not enabled: the API of Bitbucket Server does not have it. Enable it on the page of the pull request, where this version has it.',
    );
  }
  return warnings;
}
