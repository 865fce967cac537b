/** A host that says nothing else is left alone for this long, as GitHub's documentation advises. */
const UNKNOWN_WAIT_MS = 60_000;
/** No host limits for longer than an hour; a header that says so is a mistake. */
const MAX_WAIT_MS = 60 * 60_000;

/**
 * When a host takes calls again, if this answer is a refusal because of too many: epoch milliseconds.
 *
 * | host               | status   | header                                                                     |
 * | ------------------ | -------- | -------------------------------------------------------------------------- |
 * | GitHub             | 403, 429 | `Retry-After`, or `X-RateLimit-Remaining: 0` with `X-RateLimit-Reset`      |
 * | GitLab             | 429      | `Retry-After`, `RateLimit-Reset`                                           |
 * | Gitea, Forgejo     | 429      | none of its own; `Retry-After` of the proxy before it                      |
 * | Bitbucket Cloud    | 429      | none that names a time                                                     |
 * | Bitbucket Server   | 429      | `Retry-After`                                                              |
 * | Azure DevOps       | 429      | `Retry-After`, `X-RateLimit-Reset`                                         |
 *
 * The resets are epoch seconds. Sources: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api,
 * https://docs.gitlab.com/administration/settings/user_and_ip_rate_limits,
 * https://support.atlassian.com/bitbucket-cloud/docs/api-request-limits,
 * https://confluence.atlassian.com/bitbucketserver/improving-instance-stability-with-rate-limiting-976171954.html,
 * https://learn.microsoft.com/azure/devops/integrate/concepts/rate-limits.
 *
 * @returns undefined if the answer is no such refusal
 * @internal
 */
export function rateLimitedUntil(
  status: number,
  headers: Headers,
  now = Date.now(),
): number | undefined {
  const waitMs = retryAfterMs(headers.get('Retry-After'), now);
  const spent = headers.get('X-RateLimit-Remaining') === '0';
  // GitHub says it with 403, which is a missing right otherwise.
  if (status !== 429 && !(status === 403 && (waitMs !== undefined || spent))) {
    return undefined;
  }
  const reset =
    headers.get('X-RateLimit-Reset') ?? headers.get('RateLimit-Reset');
  const until =
    waitMs === undefined && reset && /^\d{1,12}$/.test(reset)
      ? Number(reset) * 1000
      : now + (waitMs ?? UNKNOWN_WAIT_MS);
  return Math.min(Math.max(until, now), now + MAX_WAIT_MS);
}

/**
 * Reads a `Retry-After` header, seconds or an HTTP date (RFC 9110, section 10.2.3).
 *
 * @returns milliseconds from now, not bounded; undefined for no header, and for anything else
 * @public
 */
export function retryAfterMs(
  header: string | null | undefined,
  now = Date.now(),
): number | undefined {
  if (!header) return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
