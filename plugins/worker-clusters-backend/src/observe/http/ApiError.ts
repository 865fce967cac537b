/**
 * Why a request to an API server came to nothing.
 *
 * - `unauthorized` (401), `forbidden` (403), `notFound` (404)
 * - `gone` (410): the version that was asked for is compacted away
 * - `throttled` (429, 503, 504): the server asks for patience
 * - `rejected`: any other answer that is not a 2xx
 * - `excessive`: more than the portal keeps of one server
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
  | 'excessive'
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

/** A fault of our own counts as one of the connection in which it happens, is shown there, and touches no other. */
export const asApiError = (error: unknown): ApiError =>
  error instanceof ApiError
    ? error
    : new ApiError('garbage', `unexpected: ${(error as Error)?.message}`);

const MAX_MESSAGE = 300;

/** Text from a server, cut to a length that a page can show, on one line. */
function quoted(text: unknown) {
  if (typeof text !== 'string' || text === '') return '';
  const line = text
    .slice(0, 4 * MAX_MESSAGE)
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim();
  return `: ${
    line.length > MAX_MESSAGE ? `${line.slice(0, MAX_MESSAGE)}…` : line
  }`;
}

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

/** What an error speaks of. */
export interface ErrorContext {
  /** For messages: `Applications`. */
  what: string;
  /** The rule that allows it, for the message of a 403: verbs and resource. */
  grant?: string;
  retryAfterMs?: number;
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
  options: ErrorContext & { server: string },
): ApiError {
  const { server, what, grant, retryAfterMs } = options;
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
        `Not allowed to read ${what} on ${server} (403)${message}. Add to the role of the portal's identity: ${
          grant ?? 'the right to read it'
        }.`,
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
        retryAfterMs,
      );
    default:
      return new ApiError(
        'rejected',
        `${server} answered ${code} to a request for ${what}${message}`,
      );
  }
}
