import type {
  FindUnknownReviewersOptions,
  GitAccount,
  UnknownReviewer,
} from '../GitRepository';
import { encodeSegment } from '../http/answerParts';
import { noTeams, unknownReviewer } from '../unknownReviewer';
import { accountAnswer, readAccount } from './bitbucketCloudAnswers';
import type { BitbucketCloudHost } from './bitbucketCloudRepository';

/**
 * See {@link GitRepository.findUnknownReviewers}. A reviewer has to be a member of the workspace
 * (https://developer.atlassian.com/cloud/bitbucket/rest/api-group-workspaces).
 */
export async function findUnknownReviewers(
  { root, url, workspace }: BitbucketCloudHost,
  { reviewers = [], teamReviewers = [] }: FindUnknownReviewersOptions,
): Promise<UnknownReviewer[]> {
  const unknown: UnknownReviewer[] = [];
  for (const member of reviewers) {
    const known = await root.exists({
      path: `/workspaces/${workspace}/members/${encodeSegment(member)}`,
      doing: `looking up the member ${member}`,
    });
    if (!known) {
      const what = 'the UUID in braces, or the account id';
      unknown.push(unknownReviewer('reviewer', member, url, what));
    }
  }
  return [...unknown, ...noTeams(teamReviewers, 'Bitbucket Cloud')];
}

/**
 * See {@link GitRepository.getAccount}. An access token of a repository, project or workspace has no account: this
 * rejects with `NotAllowedError` then.
 */
export async function getAccount({
  root,
}: BitbucketCloudHost): Promise<GitAccount> {
  const answer = await root.request(accountAnswer, {
    path: '/user',
    doing: 'reading which account the credentials belong to',
  });
  const { login = '', id = '' } = readAccount(answer);
  return { login, id };
}
