import type {
  FindUnknownReviewersOptions,
  GitAccount,
  UnknownReviewer,
} from '../GitRepository';
import { encodeSegment } from '../http/answerParts';
import { collectUnknown, unknownReviewer } from '../unknownReviewer';
import { viewerAnswer } from './githubAnswers';
import type { GithubHost } from './githubRepository';
import { queryGraphql } from './queryGraphql';

/**
 * See {@link GitRepository.findUnknownReviewers}. GitHub takes collaborators of the repository, and teams that have
 * access to it (https://docs.github.com/rest/collaborators/collaborators, https://docs.github.com/rest/teams/teams).
 */
export async function findUnknownReviewers(
  host: GithubHost,
  { reviewers = [], teamReviewers = [] }: FindUnknownReviewersOptions,
): Promise<UnknownReviewer[]> {
  const { api, root, owner, name, url } = host;
  const findReviewer = async (login: string) => {
    const known = await api.exists({
      path: `/collaborators/${encodeSegment(login)}`,
      doing: `looking up the reviewer ${login}`,
    });
    return known ? [] : [unknownReviewer('reviewer', login, url)];
  };
  const findTeam = async (slug: string) => {
    const known = await root.exists({
      path: `/orgs/${owner}/teams/${encodeSegment(
        slug,
      )}/repos/${owner}/${name}`,
      doing: `looking up the team ${slug}`,
    });
    const what =
      "the team's short name without the organization; the portal's account must see the organization's teams";
    return known ? [] : [unknownReviewer('team', slug, url, what)];
  };
  return collectUnknown([
    ...reviewers.map(login => () => findReviewer(login)),
    ...teamReviewers.map(slug => () => findTeam(slug)),
  ]);
}

/**
 * See {@link GitRepository.getAccount}. By GraphQL, because REST has no answer for an App's installation: its pull
 * requests are by `<app>[bot]`.
 */
export async function getAccount(host: GithubHost): Promise<GitAccount> {
  const { viewer } = await queryGraphql(host, viewerAnswer, {
    read: true,
    doing: 'reading which account the credentials belong to',
    body: { query: 'query { viewer { login databaseId } }' },
  });
  return { login: viewer.login, id: String(viewer.databaseId) };
}
