import type { CreatePullRequestOptions } from '../GitRepository';
import { explained, noReview } from '../OptionWarnings';
import { noTeams } from '../unknownReviewer';
import type { PullRequestAnswer } from './bitbucketCloudAnswers';
import { findUnknownReviewers } from './bitbucketCloudPeople';
import type { BitbucketCloudHost } from './bitbucketCloudRepository';

/**
 * Sets the options that Bitbucket Cloud has after a pull request is open. Never rejects.
 *
 * @returns a warning for each thing that it refused or does not have
 * @internal
 */
export async function setOptions(
  host: BitbucketCloudHost,
  opened: PullRequestAnswer,
  options: CreatePullRequestOptions,
): Promise<string[]> {
  const { teamReviewers = [], labels = [], assignees = [] } = options;
  const warnings = await addReviewers(host, opened, options.reviewers ?? []);
  for (const { name, message } of noTeams(teamReviewers, 'Bitbucket Cloud')) {
    warnings.push(`${noReview('team', name)}: ${message}`);
  }
  if (labels.length) {
    warnings.push(
      `Label ${labels.join(
        ', ',
      )} not set: Bitbucket Cloud has no labels of pull requests.`,
    );
  }
  if (assignees.length) {
    warnings.push(
      `Not assigned to ${assignees.join(
        ', ',
      )}: Bitbucket Cloud has no assignees of pull requests.`,
    );
  }
  if (options.autoMerge) {
    warnings.push(
      'Auto-merge not enabled: the API of Bitbucket Cloud does not have it.',
    );
  }
  return warnings;
}

/**
 * Requests reviews of an open pull request, of each person by UUID (`{…}`, with its braces) or account id: Bitbucket
 * Cloud knows no other names. Not while opening it, because one unknown person would cost the whole pull request.
 * Never rejects.
 *
 * @returns a warning for each person who was not taken
 */
async function addReviewers(
  host: BitbucketCloudHost,
  pullRequest: PullRequestAnswer,
  people: string[],
): Promise<string[]> {
  if (people.length === 0) return [];
  const { id, title, description } = pullRequest;
  const set = (some: string[], doing: string) =>
    host.api.call({
      method: 'PUT',
      path: `/pullrequests/${id}`,
      doing,
      body: { title, description, reviewers: some.map(toReviewer) },
    });
  const doing = (names: string) =>
    `requesting a review of pull request ${id} from ${names}`;

  const warnings: string[] = [];
  const fail = (names: string, error: unknown) =>
    warnings.push(
      `${noReview('reviewer', names)}: ${(error as Error).message}`,
    );
  const explain = (person: string, error: unknown) =>
    explained(error, () => findUnknownReviewers(host, { reviewers: [person] }));
  const all = people.join(', ');
  try {
    await set(people, doing(all));
    return warnings;
  } catch (error) {
    // One whom Bitbucket does not take is refused together with all others; anything else fails alone as well.
    if (people.length === 1 || (error as Error).name !== 'InputError') {
      fail(all, await explain(people[0], error));
      return warnings;
    }
  }
  const taken: string[] = [];
  for (const person of people) {
    try {
      await set([...taken, person], doing(person));
      taken.push(person);
    } catch (error) {
      fail(person, await explain(person, error));
    }
  }
  return warnings;
}

function toReviewer(name: string) {
  return /^\{.+\}$/.test(name) ? { uuid: name } : { account_id: name };
}
