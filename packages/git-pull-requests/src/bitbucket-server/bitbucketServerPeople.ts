import { AuthenticationError } from '@backstage/errors';
import type {
  FindUnknownReviewersOptions,
  GitAccount,
  UnknownReviewer,
} from '../GitRepository';
import { collectUnknown, noTeams, unknownReviewer } from '../unknownReviewer';
import { usersAnswer } from './bitbucketServerAnswers';
import type { BitbucketServerHost } from './bitbucketServerRepository';

/**
 * See {@link GitRepository.findUnknownReviewers}. Bitbucket lists the users that may read a repository
 * (https://developer.atlassian.com/server/bitbucket/rest, `GET /users` with `permission.1`).
 */
export async function findUnknownReviewers(
  { root, url, project, name }: BitbucketServerHost,
  { reviewers = [], teamReviewers = [] }: FindUnknownReviewersOptions,
): Promise<UnknownReviewer[]> {
  const findReviewer = async (login: string) => {
    const { values } = await root.request(usersAnswer, {
      path: '/users',
      query: {
        // Selects what the name is a part of.
        filter: login,
        limit: 1000,
        'permission.1': 'REPO_READ',
        'permission.1.projectKey': project,
        'permission.1.repositorySlug': name,
      },
      doing: `looking up the reviewer ${login}`,
    });
    const known = values.some(
      user => user.name.toLowerCase() === login.toLowerCase(),
    );
    return known ? [] : [unknownReviewer('reviewer', login, url)];
  };
  return collectUnknown([
    ...reviewers.map(login => () => findReviewer(login)),
    async () => noTeams(teamReviewers, 'Bitbucket Server'),
  ]);
}

/**
 * See {@link GitRepository.getAccount}. The REST API has no call for it; this one, of the server itself, answers with
 * the name of the account and nothing else.
 */
export async function getAccount({
  pages,
  baseUrl,
}: BitbucketServerHost): Promise<GitAccount> {
  const doing = 'reading which account the credentials belong to';
  const text = await pages.findText({
    path: '/plugins/servlet/applinks/whoami',
    headers: { Accept: '*/*' },
    maxBytes: 1024,
    doing,
  });
  const login = text?.trim();
  if (!login) {
    throw new AuthenticationError(
      `The Git host ${baseUrl} treats the portal as anonymous while ${doing}. Check the token of this host under integrations.bitbucketServer in the portal's configuration.`,
    );
  }
  return { login, id: login };
}
