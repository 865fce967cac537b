import type {
  FindUnknownReviewersOptions,
  GitAccount,
  UnknownReviewer,
} from '../GitRepository';
import { collectUnknown, noTeams, unknownReviewer } from '../unknownReviewer';
import { teamsAnswer, userAnswer, usersAnswer } from './giteaAnswers';
import type { GiteaHost } from './giteaRepository';

/**
 * See {@link GitRepository.findUnknownReviewers}. Gitea lists who can be requested (`repoGetReviewers`) and the teams
 * that have access (`repoListTeams`) for accounts that may write to the repository.
 */
export async function findUnknownReviewers(
  host: GiteaHost,
  { reviewers = [], teamReviewers = [] }: FindUnknownReviewersOptions,
): Promise<UnknownReviewer[]> {
  return collectUnknown([
    async () => (reviewers.length ? findUnknownUsers(host, reviewers) : []),
    async () =>
      teamReviewers.length ? findUnknownTeams(host, teamReviewers) : [],
  ]);
}

async function findUnknownUsers(
  { api, url }: GiteaHost,
  logins: string[],
): Promise<UnknownReviewer[]> {
  const users = await api.request(usersAnswer, {
    path: '/reviewers',
    doing: 'listing who can be requested to review',
  });
  const known = new Set(users.map(({ login }) => login.toLowerCase()));
  return logins
    .filter(login => !known.has(login.toLowerCase()))
    .map(login => unknownReviewer('reviewer', login, url));
}

async function findUnknownTeams(
  { api, url }: GiteaHost,
  names: string[],
): Promise<UnknownReviewer[]> {
  let teams;
  try {
    teams = await api.request(teamsAnswer, {
      path: '/teams',
      doing: 'listing the teams of the repository',
    });
  } catch (error) {
    // 405: only a repository of an organization has teams.
    if ((error as Error).name !== 'InputError') throw error;
    return noTeams(names, `The repository ${url} belongs to a user, and`);
  }
  const known = new Set(teams.map(({ name }) => name.toLowerCase()));
  return names
    .filter(name => !known.has(name.toLowerCase()))
    .map(name => unknownReviewer('team', name, url));
}

/** See {@link GitRepository.getAccount}. */
export async function getAccount({ root }: GiteaHost): Promise<GitAccount> {
  const { id, login } = await root.request(userAnswer, {
    path: '/user',
    doing: 'reading which account the credentials belong to',
  });
  return { login, id: String(id) };
}
