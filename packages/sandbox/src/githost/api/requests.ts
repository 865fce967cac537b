import type { Request, Response } from 'express';
import type { Host } from '../core/Host';
import type { Doer } from '../core/Users';
import { ApiError, notFound, unprocessable } from '../errors';
import { resolveCommit } from '../git/objects';
import type { PullRecord, RepositoryRecord } from '../state/model';

/** Who asks, if anybody in particular. */
export function doerOf(response: Response): Doer | undefined {
  return response.locals.doer;
}

/** @throws ApiError 401 */
export function requireDoer(response: Response): Doer {
  const doer = doerOf(response);
  if (!doer) throw new ApiError(401, 'token is required');
  return doer;
}

/** @throws ApiError 403 */
export function requireAdmin(response: Response): Doer {
  const doer = requireDoer(response);
  if (!doer.admin) {
    throw new ApiError(
      403,
      'user should be an owner or a collaborator with admin write of a repository',
    );
  }
  return doer;
}

/** The repository that the path names. @throws ApiError 404, also for a private one and nobody in particular. */
export function repositoryOf(
  host: Host,
  request: Request,
  response: Response,
): RepositoryRecord {
  const { owner, repo } = request.params;
  const repository = host.find(owner, repo);
  if (!repository || (repository.private && !doerOf(response))) {
    throw notFound();
  }
  return repository;
}

/** The pull request that the path names. @throws ApiError 404 */
export function pullOf(
  repository: RepositoryRecord,
  request: Request,
): PullRecord {
  const number = Number(request.params.index);
  const pull = repository.pulls.find(p => p.number === number);
  if (!pull) {
    throw notFound();
  }
  return pull;
}

/** The commit that `?ref=` or a path stands for; the default branch's if there is none. @throws ApiError 404 */
export async function commitOf(
  host: Host,
  repository: RepositoryRecord,
  ref: unknown,
): Promise<{ ref: string; commit: string; kind: 'branch' | 'commit' }> {
  const name =
    typeof ref === 'string' && ref !== '' ? ref : repository.defaultBranch;
  const commit = await resolveCommit(host.git(repository), name);
  if (!commit) {
    throw notFound(
      `object does not exist [id: ${name.slice(0, 200)}, rel_path: ]`,
    );
  }
  return { ref: name, commit, kind: commit === name ? 'commit' : 'branch' };
}

/** A JSON object in the body. @throws ApiError 422 */
export function bodyOf(request: Request): Record<string, any> {
  const { body } = request;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw unprocessable(
      'Send a JSON object, with Content-Type: application/json',
    );
  }
  return body;
}

/** @throws ApiError 422 if this is neither missing nor a string. */
export function optionalText(value: unknown, name: string): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string')
    throw unprocessable(`[${name}]: a text is needed`);
  return value;
}

/** Numbers in a list; undefined if there is none. @throws ApiError 422 */
export function optionalIds(
  value: unknown,
  name: string,
): number[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value) || !value.every(Number.isInteger)) {
    throw unprocessable(`[${name}]: a list of ids is needed`);
  }
  return value;
}

/**
 * Logins of users there are, in their own spelling.
 *
 * @param unknown - the refusal of a login that nobody has: Gitea has another one for every purpose
 * @throws ApiError 422 for what is no list
 */
export function optionalLogins(
  host: Host,
  value: unknown,
  name: string,
  unknown: (login: string) => ApiError,
): string[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw unprocessable(`[${name}]: a list is needed`);
  return value.map(login => {
    const user = host.users.find(String(login));
    if (user?.kind !== 'user') throw unknown(String(login).slice(0, 50));
    return user.login;
  });
}

/** What Gitea says to an unknown reviewer. */
export const unknownReviewer = (login: string) =>
  notFound(`User '${login}' not exist`);

/** What Gitea says to an unknown assignee of a pull request that is opened. */
export const unknownAssignee = (login: string) =>
  unprocessable(
    `Assignee does not exist: [name: user does not exist [uid: 0, name: ${login}]]`,
  );

/** To an unknown assignee of one that is there Gitea 1.26 fails without a word, and nothing is changed. */
export const failedAssignee = () => new ApiError(500, '');
