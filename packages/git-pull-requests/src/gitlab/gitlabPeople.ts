import type {
  FindUnknownReviewersOptions,
  GitAccount,
  UnknownReviewer,
} from '../GitRepository';
import { collectUnknown, noTeams, unknownReviewer } from '../unknownReviewer';
import { userAnswer, usersAnswer } from './gitlabAnswers';
import type { GitlabHost } from './gitlabRepository';

/** GitLab's id of a person by their login; undefined for a name that nobody has. */
export async function findUser(
  { root }: GitlabHost,
  login: string,
): Promise<number | undefined> {
  const users = await root.request(usersAnswer, {
    path: '/users',
    query: { username: login },
    doing: `looking up the person ${login}`,
  });
  return users.find(
    ({ username }) => username.toLowerCase() === login.toLowerCase(),
  )?.id;
}

/**
 * See {@link GitRepository.findUnknownReviewers}. A reviewer has to be a member of the project, by itself or by a group
 * (https://docs.gitlab.com/api/members).
 */
export async function findUnknownReviewers(
  host: GitlabHost,
  { reviewers = [], teamReviewers = [] }: FindUnknownReviewersOptions,
): Promise<UnknownReviewer[]> {
  const findReviewer = async (login: string) => {
    const id = await findUser(host, login);
    const known =
      id !== undefined &&
      (await host.api.exists({
        path: `/members/all/${id}`,
        doing: `looking up the member ${login}`,
      }));
    return known ? [] : [unknownReviewer('reviewer', login, host.url)];
  };
  return collectUnknown([
    ...reviewers.map(login => () => findReviewer(login)),
    async () => noTeams(teamReviewers, 'GitLab'),
  ]);
}

/** See {@link GitRepository.getAccount}. */
export async function getAccount({ root }: GitlabHost): Promise<GitAccount> {
  const { id, username } = await root.request(userAnswer, {
    path: '/user',
    doing: 'reading which account the credentials belong to',
  });
  return { login: username, id: String(id) };
}
