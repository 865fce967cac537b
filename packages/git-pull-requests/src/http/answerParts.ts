import { NotFoundError } from '@backstage/errors';

/**
 * A path or a branch's name in a URL, slashes kept.
 *
 * @throws NotFoundError for `.` and `..`, which a URL would resolve to another part of the API.
 */
export function encodePath(path: string): string {
  return requirePlainPath(path).split('/').map(encodeURIComponent).join('/');
}

/**
 * A path or a branch's name as one segment of a URL, as GitLab wants it.
 *
 * @throws NotFoundError for `.` and `..`: a proxy may decode the slashes before it resolves the path.
 */
export function encodeSegment(path: string): string {
  return encodeURIComponent(requirePlainPath(path));
}

function requirePlainPath(path: string): string {
  if (path.split('/').some(segment => segment === '.' || segment === '..')) {
    throw new NotFoundError(`'${path}' is not a path in a repository`);
  }
  return path;
}

/** A host's link if it is one that a browser may follow, otherwise the other one. */
export function webUrlOr(
  url: string | null | undefined,
  otherwise: string,
): string {
  return url && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)
    ? url
    : otherwise;
}

/** A host's time as RFC 3339 in UTC. */
export function toUtc(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? time : date.toISOString();
}
