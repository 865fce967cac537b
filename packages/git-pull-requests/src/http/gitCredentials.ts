import type { GitCredentials } from './GitHttpClient';

/**
 * Credentials for one call, with everything in them that must not stand in a message: the tokens
 * themselves, and what the `Authorization` header makes of them (Base64 of user name and password).
 *
 * @internal
 */
export function gitCredentials(
  headers: Record<string, string> | undefined,
  ...secrets: Array<string | undefined>
): GitCredentials {
  const sent = Object.entries(headers ?? {})
    .filter(([name]) => name.toLowerCase() === 'authorization')
    .map(([, value]) => value.slice(value.indexOf(' ') + 1));
  return {
    headers: headers ?? {},
    secrets: [...secrets, ...sent].filter((s): s is string => !!s),
  };
}
