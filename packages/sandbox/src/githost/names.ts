import { ApiError, unprocessable } from './errors';

/** First path segments that the host itself uses. */
const RESERVED_OWNERS = ['api', 'assets', 'user', 'explore', 'admin', 'org'];

/** Longest branch name that Gitea's API takes. */
const MAX_BRANCH_LENGTH = 100;
const MAX_PATH_LENGTH = 500;

/** Names of users and organisations. They become folder names and path segments of URLs. */
export function isOwnerName(name: unknown): name is string {
  return (
    isSimpleName(name) &&
    name.length <= 40 &&
    !RESERVED_OWNERS.includes(name.toLowerCase())
  );
}

/** Names of repositories. `.git` and Gitea's other endings would be taken for something else in a URL. */
export function isRepositoryName(name: unknown): name is string {
  return (
    isSimpleName(name) &&
    name.length <= 100 &&
    !/\.(git|wiki|rss|atom|lock)$/i.test(name)
  );
}

function isSimpleName(name: unknown): name is string {
  return (
    typeof name === 'string' &&
    /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(name) &&
    !name.includes('..')
  );
}

/**
 * Whether a branch or tag may have this name: the rules of `git check-ref-format`, and no `-` in front, so that a name
 * never passes for an option of the `git` command.
 */
export function isRefName(name: unknown): name is string {
  return (
    typeof name === 'string' &&
    name.length > 0 &&
    name.length <= MAX_BRANCH_LENGTH &&
    name !== '@' &&
    name !== 'HEAD' &&
    !name.startsWith('-') &&
    !name.includes('..') &&
    !name.includes('@{') &&
    !name.endsWith('.') &&
    // eslint-disable-next-line no-control-regex
    !/[\x00-\x20\x7f~^:?*[\\]/.test(name) &&
    isWellFormed(name) &&
    name
      .split('/')
      .every(
        part => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'),
      )
  );
}

/** Whether a string names a file in a repository: relative, without `.`, `..` and `.git` in any spelling. */
export function isFilePath(path: unknown): path is string {
  return (
    typeof path === 'string' &&
    path.length > 0 &&
    path.length <= MAX_PATH_LENGTH &&
    // eslint-disable-next-line no-control-regex
    !/[\x00-\x1f\x7f\\]/.test(path) &&
    isWellFormed(path) &&
    path
      .split('/')
      .every(
        part =>
          part !== '' &&
          part !== '.' &&
          part !== '..' &&
          !/^(\.git|git~\d+)[ .]*$/i.test(part),
      )
  );
}

/** Whether it has no half of a surrogate pair, which UTF-8 cannot hold. */
function isWellFormed(text: string): boolean {
  return Buffer.from(text, 'utf8').toString('utf8') === text;
}

export function isCommitId(text: unknown): text is string {
  return typeof text === 'string' && /^[0-9a-f]{40}$/.test(text);
}

/** @throws ApiError 422 */
export function requireBranchName(name: unknown): string {
  if (isRefName(name)) return name;
  throw unprocessable(
    `branch name is invalid [name: ${String(name).slice(0, 100)}]`,
  );
}

/** @throws ApiError 422 */
export function requireFilePath(path: unknown): string {
  if (isFilePath(path)) return path;
  throw unprocessable(
    `path contains a malformed path component [path: ${String(path).slice(
      0,
      200,
    )}]`,
  );
}

/** @throws ApiError 422 if this is no text, or longer than allowed. */
export function requireText(
  value: unknown,
  name: string,
  maxLength: number,
): string {
  if (typeof value !== 'string' || value.trim() === '') {
    throw new ApiError(422, `[${name}]: Required`);
  }
  if (value.length > maxLength || value.includes('\0')) {
    throw new ApiError(422, `[${name}]: at most ${maxLength} characters`);
  }
  return value;
}
