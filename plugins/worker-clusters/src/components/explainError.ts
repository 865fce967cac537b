import type { CodedMessage } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { messageOf, UNREACHABLE } from '../format';

/** What kind of failure an error is: each needs something else of the reader. */
export type ErrorKind =
  | 'denied'
  | 'signedOut'
  | 'notFound'
  | 'unreachable'
  | 'broken';

export interface ExplainedError {
  kind: ErrorKind;
  /** The backend's own words, or those of the error. Untrusted text: it may quote a cluster. */
  message?: string;
  /** Of a fixed sentence of the backend. */
  messageCode?: CodedMessage;
  /** By which the team that runs the portal finds the request in its logs. */
  requestId?: string;
}

/** What the errors of Backstage are called, by the status they are sent with. */
const STATUS: Record<string, number> = {
  AuthenticationError: 401,
  NotAllowedError: 403,
  NotFoundError: 404,
};

const KINDS: Record<number, ErrorKind> = {
  401: 'signedOut',
  403: 'denied',
  404: 'notFound',
  // Of a proxy in front of the backend.
  502: 'unreachable',
  504: 'unreachable',
};

/** Headers of our backend, Envoy, ingress-nginx and most proxies; of AWS load balancers; of Azure's. */
const REQUEST_ID_HEADERS = ['x-request-id', 'x-amzn-trace-id', 'x-azure-ref'];
const MAX_REQUEST_ID = 128;

/** A `ResponseError` of `@backstage/errors`, as far as it is there. */
interface MaybeResponseError extends Error {
  statusCode?: unknown;
  response?: { headers?: { get(name: string): string | null } };
}

function requestIdOf({ response }: MaybeResponseError): string | undefined {
  const id = REQUEST_ID_HEADERS.map(name => response?.headers?.get(name)).find(
    value => value,
  );
  return id?.slice(0, MAX_REQUEST_ID);
}

const isTextMap = (value: unknown) =>
  ['object', 'undefined'].includes(typeof value);

/** The code of the message, which a `ResponseError` keeps as a property of its cause. Untrusted JSON. */
function messageCodeOf(error: Error): CodedMessage | undefined {
  const { messageCode } = (error.cause ?? error) as { messageCode?: any };
  const { code, values, valueCodes } = messageCode ?? {};
  return typeof code === 'string' && [values, valueCodes].every(isTextMap)
    ? {
        code,
        values: values ?? undefined,
        valueCodes: valueCodes ?? undefined,
      }
    : undefined;
}

/**
 * What failed, by the status of the backend's answer, which a `ResponseError` has; an error that was not sent says it by its
 * name. Our backend gives each answer a request id; answers of Backstage itself have one if a proxy in front of it does.
 */
export function explainError(error: Error): ExplainedError {
  const given = error as MaybeResponseError;
  const status =
    typeof given.statusCode === 'number'
      ? given.statusCode
      : STATUS[error.name] ?? 0;
  if (UNREACHABLE.test(error.message)) return { kind: 'unreachable' };
  return {
    kind: KINDS[status] ?? 'broken',
    message: messageOf(error) || undefined,
    messageCode: messageCodeOf(error),
    requestId: requestIdOf(given),
  };
}
