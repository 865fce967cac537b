/**
 * Why a request to an API server came to nothing.
 *
 * - `unauthorized` (401), `forbidden` (403), `notFound` (404)
 * - `gone` (410): the version that was asked for is compacted away
 * - `throttled` (429, 503, 504 with a hint): the server asks for patience
 * - `rejected`: any other answer that is not a 2xx
 * - `garbage`: an answer that is not what the API promises
 * - `unreachable`: no answer
 */
export type ApiErrorKind =
  | 'unauthorized'
  | 'forbidden'
  | 'notFound'
  | 'gone'
  | 'throttled'
  | 'rejected'
  | 'garbage'
  | 'unreachable';

/** A failed request. The message is for people and holds no credential. */
export class ApiError extends Error {
  constructor(
    readonly kind: ApiErrorKind,
    message: string,
    /** How long the server asks to wait, in milliseconds. */
    readonly retryAfterMs?: number,
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

const MAX_MESSAGE = 300;

/** Text from a server, cut to a length that a page can show. */
const quoted = (text: unknown) =>
  typeof text === 'string' && text !== ''
    ? `: ${text.length > MAX_MESSAGE ? `${text.slice(0, MAX_MESSAGE)}…` : text}`
    : '';

const MAX_RETRY_AFTER_MS = 5 * 60 * 1000;

/** Reads `Retry-After`: seconds or a date. */
export function retryAfter(
  header: string | undefined,
  now: number,
): number | undefined {
  if (!header) return undefined;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds)
    ? seconds * 1000
    : Date.parse(header) - now;
  return Number.isNaN(ms)
    ? undefined
    : Math.min(Math.max(ms, 0), MAX_RETRY_AFTER_MS);
}

/**
 * The error of an answer or of an ERROR event.
 *
 * @param code - HTTP status, or `code` of the event's `Status`
 * @param status - the body, if it was read: a Kubernetes `Status` or anything else
 */
export function errorOfStatus(
  code: number,
  status: unknown,
  options: { server: string; what: string; retryAfterMs?: number },
): ApiError {
  const { server, what, retryAfterMs } = options;
  const message = quoted((status as any)?.message);
  switch (code) {
    case 401:
      return new ApiError(
        'unauthorized',
        `${server} does not accept the portal's token (401). Renew the token that the portal is given.`,
      );
    case 403:
      return new ApiError(
        'forbidden',
        `The portal may not read ${what} on ${server} (403)${message}. Give its read-only role this right.`,
      );
    case 404:
      return new ApiError('notFound', `${server} does not serve ${what} (404)`);
    case 410:
      return new ApiError('gone', `${what} on ${server}: version expired`);
    case 429:
    case 503:
    case 504:
      return new ApiError(
        'throttled',
        `${server} asks for patience (${code})${message}`,
        retryAfterMs ?? 1000,
      );
    default:
      return new ApiError(
        'rejected',
        `${server} answered ${code} to a request for ${what}${message}`,
      );
  }
}
