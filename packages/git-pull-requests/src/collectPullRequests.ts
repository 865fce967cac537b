import type { GitPullRequest, ListPullRequestsOptions } from './GitRepository';

/**
 * Collects the pull requests of a list, the newest first. What is selected is compared again, whatever the host has
 * selected: a fork has branches of the same name, and not every host has every filter.
 *
 * @param present - a pull request of an answer; undefined for one that is not of the repository
 * @internal
 */
export async function collectPullRequests<T>(
  { state, head, headPrefix = '' }: ListPullRequestsOptions,
  pages: AsyncIterable<T[]>,
  present: (answer: T) => GitPullRequest | undefined,
): Promise<GitPullRequest[]> {
  // By number: the list moves while it is read if a pull request is opened, and one would come twice.
  const found = new Map<number, GitPullRequest>();
  for await (const answers of pages) {
    for (const answer of answers) {
      const pullRequest = present(answer);
      if (
        pullRequest?.head.startsWith(headPrefix) &&
        (head === undefined || pullRequest.head === head) &&
        (state !== 'closed' || pullRequest.state !== 'open')
      ) {
        found.set(pullRequest.number, pullRequest);
      }
    }
  }
  return [...found.values()].sort((a, b) => b.number - a.number);
}
