import {
  AuthenticationError,
  ConflictError,
  InputError,
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { RateLimitedError } from '../RateLimitedError';

/** What was tried, where and with whose credentials: goes into every message. */
export interface CallContext {
  /** Origin of the Git host, for example `http://gitea.example.com`. */
  host: string;
  /** `https://host/owner/repo` */
  repository: string;
  /** Completes "while …", for example `reading the file crossplane/xrds/workercluster.yaml`. */
  doing: string;
  /** Path in the portal's configuration that holds the credentials, for example `integrations.gitea`. */
  configPath: string;
  /** A person's own token was used. */
  userToken: boolean;
}

const COME_BACK =
  'Try again when it is back; if it stays down tell the platform team.';

/**
 * The error for an answer that is not a 2xx.
 *
 * @param detail - what the host says itself: untrusted, cleaned by {@link hostDetail}
 */
export function errorForStatus(
  status: number,
  context: CallContext,
  detail?: string,
): Error {
  const { host, repository, doing, configPath, userToken } = context;
  const says = detail ? ` It says: ${detail}` : '';
  const whose = userToken ? 'your' : `the portal's`;

  switch (true) {
    case status === 401:
      return new AuthenticationError(
        `The Git host ${host} refused ${whose} credentials (401) while ${doing}. ${
          userToken
            ? 'Sign in to the Git host again.'
            : `Check user name and token of this host under ${configPath} in the portal's configuration.`
        }${says}`,
      );
    case status === 403 || status === 423:
      return new NotAllowedError(
        `The Git host ${host} does not allow ${doing} (${status}): ${whose} account lacks a right on ${repository}, or the repository is archived.${says}`,
      );
    case status === 404 && saysWhatIsMissing(detail ?? ''):
      return new NotFoundError(
        `The Git host ${host} refused ${doing} (404).${says}`,
      );
    case status === 404:
      return new NotFoundError(
        `The Git host ${host} answered 404 while ${doing}: check that ${repository} exists and that ${whose} account may see it.${says}`,
      );
    case status === 409 || (status === 422 && saysItExists(detail ?? '')):
      return new ConflictError(
        `The Git host ${host} refused ${doing} (${status}): it exists already or has changed meanwhile.${says}`,
      );
    case status >= 500:
      return new ServiceUnavailableError(
        `The Git host ${host} failed (${status}) while ${doing}. ${COME_BACK}${says}`,
      );
    default:
      return new InputError(
        `The Git host ${host} refused ${doing} (${status}).${says}`,
      );
  }
}

/**
 * The error for a host that takes no more calls of this account.
 *
 * @param until - epoch milliseconds
 * @param detail - see {@link errorForStatus}
 */
export function errorForRateLimit(
  until: number,
  { host, doing }: CallContext,
  detail?: string,
): RateLimitedError {
  const at = new Date(until);
  const seconds = Math.max(0, Math.ceil((until - Date.now()) / 1000));
  return new RateLimitedError(
    `Rate limited by the Git host ${host} while ${doing}. Try again in ${seconds} s, at ${at.toISOString()}.${
      detail ? ` It says: ${detail}` : ''
    }`,
    until,
  );
}

function saysItExists(detail: string): boolean {
  return /exist/i.test(detail) && !/(not|n't) exist/i.test(detail);
}

/** Gitea's `User 'ada' not exist`, as opposed to a plain `not found`, which may be the repository. */
function saysWhatIsMissing(detail: string): boolean {
  return /\bnot exist\b/i.test(detail) && !/repository/i.test(detail);
}

/** The error for a call that got no answer. */
export function errorForNoAnswer(
  error: unknown,
  context: CallContext,
): ServiceUnavailableError {
  return new ServiceUnavailableError(
    `The Git host ${context.host} did not answer (${reason(error)}) while ${
      context.doing
    }. ${COME_BACK}`,
  );
}

/** The error for an answer that is not what this type of host sends. */
export function errorForUnexpectedAnswer(
  what: string,
  context: CallContext,
): ServiceUnavailableError {
  return new ServiceUnavailableError(
    `The Git host ${context.host} ${what} while ${context.doing}. Check that ${context.configPath} names the right address; something between portal and host may be answering in its place.`,
  );
}

/**
 * A host's own words, fit for a message: one line, without the secret, not longer than 200 characters.
 */
export function hostDetail(text: unknown, secrets: string[]): string {
  if (typeof text !== 'string') return '';
  let clean = text;
  for (const secret of secrets) {
    if (secret) clean = clean.split(secret).join('***');
  }
  clean = clean
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return clean.length > 200 ? `${clean.slice(0, 199)}…` : clean;
}

const REASONS: Record<string, string> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection cut',
  UND_ERR_SOCKET: 'connection cut',
  ENOTFOUND: 'its name does not resolve',
  EAI_AGAIN: 'its name does not resolve',
  EHOSTUNREACH: 'no route to it',
  ENETUNREACH: 'no route to it',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not trusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not trusted',
  CERT_HAS_EXPIRED: 'its certificate has expired',
};

function reason(error: unknown): string {
  const { name, code, cause } = (error ?? {}) as {
    name?: string;
    code?: string;
    cause?: unknown;
  };
  if (name === 'TimeoutError') return 'timeout';
  // A fault of one address of a host stands in `errors` of an AggregateError, and its `code` on it.
  if (code && REASONS[code]) return REASONS[code];
  if (cause) return reason(cause);
  return code ? `error ${code}` : 'connection failed';
}
