import { retryAfterMs as readRetryAfter } from '@worker-clusters/git-pull-requests';
import { quote } from './quote';

/**
 * Why a request to an API server came to nothing.
 *
 * - `unauthorized` (401), `forbidden` (403), `notFound` (404)
 * - `gone` (410): the requested version is compacted away
 * - `throttled` (429, 503, 504): to be tried again later
 * - `rejected`: any other response that is not a 2xx
 * - `excessive`: more than the portal reads or keeps of one server
 * - `garbage`: a response that is not what the API promises
 * - `paused`: the portal does not read from the server for a while
 * - `unreachable`: no response, or one that came too slowly
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
  | 'paused'
  | 'unreachable';

/** A failed request. The message is for people and holds no credential. */
export class ApiError extends Error {
  constructor(
    readonly kind: ApiErrorKind,
    message: string,
    /** How long to wait before the next attempt, according to the server, in milliseconds. */
    readonly retryAfterMs?: number,
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

/**
 * A fault of our own counts as one of the connection in which it happens, is shown there, and touches no other. Its
 * message stays behind: it may repeat what was being read.
 */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const { name, message, stack } = (error ?? {}) as Partial<Error>;
  const frames = stack?.slice(
    stack.indexOf(message ?? '') + (message?.length ?? 0),
  );
  const place = /([\w.-]+:\d+):\d+\)?(\n|$)/.exec(frames ?? '')?.[1];
  return new ApiError(
    'garbage',
    `Unexpected ${name ?? 'error'} in the portal${
      place ? ` at ${place}` : ''
    }; please report it`,
  );
}

const MAX_RETRY_AFTER_MS = 5 * 60 * 1000;

const boundRetryAfter = (ms: number | undefined) =>
  ms === undefined || Number.isNaN(ms)
    ? undefined
    : Math.min(Math.max(ms, 0), MAX_RETRY_AFTER_MS);

/** Reads `Retry-After`, seconds or a date, as milliseconds; five minutes at most. */
export function retryAfter(
  header: string | undefined,
  now: number,
): number | undefined {
  return boundRetryAfter(readRetryAfter(header, now));
}

/** Subject of an error. */
export interface ErrorContext {
  /** For messages: `Applications`. */
  what: string;
  /** The rule that allows it, for the message of a 403: verbs and resource. */
  grant?: string;
  retryAfterMs?: number;
}

/**
 * The error of a response or of an ERROR event.
 *
 * @param code - HTTP status, or `code` of the event's `Status`
 * @param status - the body, if it was read: a Kubernetes `Status` or anything else
 */
export function errorOfStatus(
  code: number,
  status: unknown,
  options: ErrorContext & {
    server: string;
    /** A message of the server that holds a part of one of them is not repeated. */
    secrets: string[];
    /** What was sent, and what to do if it is not accepted. */
    credential?: 'token' | 'client certificate';
    remedy?: string;
  },
): ApiError {
  const { server, what, grant, secrets } = options;
  const { credential = 'token', remedy = 'renew it' } = options;
  const waitMs = boundRetryAfter(options.retryAfterMs);
  const quoted = quote((status as any)?.message, secrets);
  const message = quoted ? `: ${quoted}` : '';
  switch (code) {
    case 401:
      return new ApiError(
        'unauthorized',
        `${server}: ${credential} not accepted (401); ${remedy}`,
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
        `${server}: request for ${what} to be tried again later (${code})${message}`,
        waitMs,
      );
    default:
      return new ApiError(
        'rejected',
        `${server}: request for ${what} failed (${code})${message}`,
      );
  }
}
