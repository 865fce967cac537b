import type {
  FindUnknownReviewersOptions,
  GitAccount,
  UnknownReviewer,
} from '../GitRepository';
import { encodeSegment } from '../http/answerParts';
import { collectUnknown, noTeams, unknownReviewer } from '../unknownReviewer';
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
  const findReviewer = async (member: string) => {
    const known = await root.exists({
      path: `/workspaces/${workspace}/members/${encodeSegment(member)}`,
      doing: `looking up the member ${member}`,
    });
    const what = 'the UUID in braces, or the account id';
    return known ? [] : [unknownReviewer('reviewer', member, url, what)];
  };
  return collectUnknown([
    ...reviewers.map(member => () => findReviewer(member)),
    async () => noTeams(teamReviewers, 'Bitbucket Cloud'),
  ]);
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
