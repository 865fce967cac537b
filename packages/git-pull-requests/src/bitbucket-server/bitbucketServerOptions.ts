import type { CreatePullRequestOptions } from '../GitRepository';
import { OptionWarnings } from '../OptionWarnings';
import type { PullRequestAnswer } from './bitbucketServerAnswers';
import type { BitbucketServerHost } from './bitbucketServerRepository';

/**
 * Sets the options that Bitbucket Server has after a pull request is open. Never rejects.
 *
 * @returns a warning for each thing that it refused or does not have
 * @internal
 */
export async function setOptions(
  { api }: BitbucketServerHost,
  opened: PullRequestAnswer,
  wanted: CreatePullRequestOptions,
): Promise<string[]> {
  const warnings = new OptionWarnings();
  // A version before 8.18 passes over what it does not know.
  if (wanted.draft && !opened.draft) {
    warnings.list.push(
      'It was opened as a usual pull request: Bitbucket has drafts since version 8.18, and this one made none.',
    );
  }
  for (const name of wanted.reviewers ?? []) {
    // One by one: all would be refused for one whom Bitbucket does not take.
    await warnings.try(`No review was asked of ${name}`, () =>
      api.call({
        method: 'POST',
        path: `/pull-requests/${opened.id}/participants`,
        doing: `asking ${name} for a review of pull request ${opened.id}`,
        body: { user: { name }, role: 'REVIEWER' },
      }),
    );
  }
  return [...warnings.list, ...lacking(wanted)];
}

function lacking(options: CreatePullRequestOptions): string[] {
  const { labels = [], assignees = [], teamReviewers = [] } = options;
  const warnings: string[] = [];
  const lacks = (what: string, names: string[]) => {
    if (names.length === 0) return;
    warnings.push(
      `Bitbucket Server has no ${what}: ${names.join(', ')} were left out.`,
    );
  };
  lacks('teams or groups as reviewers', teamReviewers);
  lacks('labels of pull requests', labels);
  lacks('assignees of pull requests', assignees);
  if (options.autoMerge) {
    warnings.push(
      'It does not merge by itself: the portal cannot ask Bitbucket Server for that. Set it on the page of the pull request, where this version has it.',
    );
  }
  return warnings;
}
