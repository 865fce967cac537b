import { isDeepStrictEqual } from 'node:util';
import {
  type CodedMessage,
  type Message,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
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

/** A failed request. The message, with the values of its code, is for people and holds no credential. */
export class ApiError extends Error implements Message {
  readonly messageCode: CodedMessage;

  constructor(
    readonly kind: ApiErrorKind,
    { message, messageCode }: Required<Message>,
    /** How long to wait before the next attempt, according to the server, in milliseconds. */
    readonly retryAfterMs?: number,
  ) {
    super(message);
    this.name = 'ApiError';
    this.messageCode = messageCode;
  }
}

/**
 * A fault of our own counts as one of the connection in which it happens, is shown there, and touches no other. Its
 * message stays behind: it may repeat what was being read.
 */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const { name = 'error', message, stack } = (error ?? {}) as Partial<Error>;
  const frames = stack?.slice(
    stack.indexOf(message ?? '') + (message?.length ?? 0),
  );
  const place = /([\w.-]+:\d+):\d+\)?(\n|$)/.exec(frames ?? '')?.[1];
  return new ApiError(
    'garbage',
    place
      ? writeMessage('unexpected-error-at', { error: name, place })
      : writeMessage('unexpected-error', { error: name }),
  );
}

/** Whether two errors say the same, or neither says anything. */
export function isSameMessage(a?: Message, b?: Message): boolean {
  return (
    a?.message === b?.message &&
    isDeepStrictEqual(a?.messageCode, b?.messageCode)
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

/** A part of a message: a text that is the same in every language, or one with a code. */
export type MessageText = string | Message;

/** Subject of an error. */
export interface ErrorContext {
  /** For messages: `Applications`. */
  what: MessageText;
  /** The rule that allows it, for the message of a 403: verbs and resource. */
  grant?: string;
  retryAfterMs?: number;
}

const CREDENTIALS = {
  token: 'credential-token',
  'client certificate': 'credential-client-certificate',
} as const;

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
    remedy?: Message;
  },
): ApiError {
  const { server, what, secrets, credential = 'token' } = options;
  const { remedy = writeMessage('remedy-renew') } = options;
  const { grant = writeMessage('grant-read') } = options;
  const waitMs = boundRetryAfter(options.retryAfterMs);
  const message = quote((status as any)?.message, secrets);
  switch (code) {
    case 401:
      return new ApiError(
        'unauthorized',
        writeMessage('response-unauthorized', {
          server,
          credential: writeMessage(CREDENTIALS[credential]),
          remedy,
        }),
      );
    case 403:
      return new ApiError(
        'forbidden',
        message
          ? writeMessage('response-forbidden-because', {
              what,
              server,
              message,
              grant,
            })
          : writeMessage('response-forbidden', { what, server, grant }),
      );
    case 404:
      return new ApiError(
        'notFound',
        writeMessage('response-not-found', { server, what }),
      );
    case 410:
      return new ApiError(
        'gone',
        writeMessage('response-gone', { what, server }),
      );
    case 429:
    case 503:
    case 504:
      return new ApiError(
        'throttled',
        message
          ? writeMessage('response-throttled-because', {
              server,
              what,
              status: code,
              message,
            })
          : writeMessage('response-throttled', { server, what, status: code }),
        waitMs,
      );
    default:
      return new ApiError(
        'rejected',
        message
          ? writeMessage('response-rejected-because', {
              server,
              what,
              status: code,
              message,
            })
          : writeMessage('response-rejected', { server, what, status: code }),
      );
  }
}
