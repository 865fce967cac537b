import type { CreatePullRequestOptions } from '../GitRepository';
import type { PullRequestAnswer } from './bitbucketCloudAnswers';
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
  const warnings = await addReviewers(host, opened, options.reviewers ?? []);
  const lacks = (what: string) =>
    warnings.push(`Bitbucket Cloud has no ${what}: they were left out.`);
  if (options.teamReviewers?.length) {
    lacks(`teams as reviewers (${options.teamReviewers.join(', ')})`);
  }
  if (options.labels?.length) {
    lacks(`labels of pull requests (${options.labels.join(', ')})`);
  }
  if (options.assignees?.length) {
    lacks(`assignees of pull requests (${options.assignees.join(', ')})`);
  }
  if (options.autoMerge) {
    warnings.push(
      'It does not merge by itself: the API of Bitbucket Cloud cannot ask for that.',
    );
  }
  return warnings;
}

/**
 * Asks people for a review of an open pull request, each by UUID (`{…}`, with its braces) or account id: Bitbucket
 * Cloud knows no other names. Not while opening it, because one person whom it does not take would cost the
 * whole pull request. Never rejects.
 *
 * @returns a warning for each person who was not taken
 */
async function addReviewers(
  { api }: BitbucketCloudHost,
  pullRequest: PullRequestAnswer,
  people: string[],
): Promise<string[]> {
  if (people.length === 0) return [];
  const { id, title, description } = pullRequest;
  const set = (some: string[], doing: string) =>
    api.call({
      method: 'PUT',
      path: `/pullrequests/${id}`,
      doing,
      body: { title, description, reviewers: some.map(toReviewer) },
    });
  const doing = (names: string) =>
    `asking ${names} for a review of pull request ${id}`;

  const warnings: string[] = [];
  const fail = (names: string, error: unknown) =>
    warnings.push(
      `No review was asked of ${names}: ${(error as Error).message}`,
    );
  const all = people.join(', ');
  try {
    await set(people, doing(all));
    return warnings;
  } catch (error) {
    // One whom Bitbucket does not take is refused together with all others; anything else fails alone as well.
    if (people.length === 1 || (error as Error).name !== 'InputError') {
      fail(all, error);
      return warnings;
    }
  }
  const taken: string[] = [];
  for (const person of people) {
    try {
      await set([...taken, person], doing(person));
      taken.push(person);
    } catch (error) {
      fail(person, error);
    }
  }
  return warnings;
}

function toReviewer(name: string) {
  return /^\{.+\}$/.test(name) ? { uuid: name } : { account_id: name };
}
