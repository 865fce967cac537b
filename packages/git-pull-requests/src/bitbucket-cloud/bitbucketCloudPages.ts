import type { Call } from '../http/GitHttpClient';
import type { BitbucketCloudHost } from './bitbucketCloudRepository';

/**
 * Path of the next page, relative to the repository's. Bitbucket sends it as a whole URL, made up as it likes;
 * it is followed only within the repository, because the credentials go with it.
 *
 * @returns undefined after the last page
 * @throws ServiceUnavailableError if the link leads elsewhere
 * @internal
 */
export function nextPage(
  { api, client, apiUrl }: BitbucketCloudHost,
  call: Call,
  next: string | null | undefined,
): string | undefined {
  if (!next) return undefined;
  const own = new URL(apiUrl);
  const url = URL.canParse(next) ? new URL(next) : undefined;
  const start = `${own.pathname.replace(/\/+$/, '')}${api.path}/`;
  if (
    url?.origin !== own.origin ||
    !url.pathname.toLowerCase().startsWith(start.toLowerCase())
  ) {
    throw client.unexpectedAnswer(call);
  }
  return `/${url.pathname.slice(start.length)}${url.search}`;
}
