import type { RepositoryApi } from '../http/RepositoryApi';
import { usersAnswer } from './gitlabAnswers';

/**
 * GitLab's ids of people by their login.
 *
 * @param host - the API of the whole host, not of one project
 * @param what - completes "cannot …", for example `review this merge request`
 * @param warnings - gets a sentence for each that the host does not know
 * @internal
 */
export async function findPeople(
  host: RepositoryApi,
  logins: string[],
  what: string,
  warnings: string[],
): Promise<number[]> {
  const ids: number[] = [];
  for (const login of logins) {
    try {
      const users = await host.request(usersAnswer, {
        path: '/users',
        query: { username: login },
        doing: `looking up the person ${login}`,
      });
      const found = users.find(
        ({ username }) => username.toLowerCase() === login.toLowerCase(),
      );
      if (found) ids.push(found.id);
      else {
        warnings.push(
          `${login} cannot ${what}: GitLab knows nobody of that name. Check the name.`,
        );
      }
    } catch (error) {
      warnings.push(`${login} cannot ${what}: ${(error as Error).message}`);
    }
  }
  return ids;
}
