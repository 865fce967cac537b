import { writeMessage } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { ApiError } from './ApiError';

/** By error code of node:net, node:tls, node:dns and node:http2, and of this folder. */
const UNREACHABLE = {
  ECONNREFUSED: 'connection-refused',
  ECONNRESET: 'connection-closed',
  EPIPE: 'connection-closed',
  EHOSTUNREACH: 'connection-no-route',
  ENETUNREACH: 'connection-no-network',
  ENOTFOUND: 'connection-host-not-found',
  EAI_AGAIN: 'connection-host-not-resolved',
  ETIMEDOUT: 'connection-timed-out',
  ERR_CONNECT_TIMEOUT: 'connection-timed-out',
  ERR_REFUSED_STREAM: 'connection-closed',
  ERR_HTTP2_STREAM_ERROR: 'connection-closed',
  ERR_HTTP2_SESSION_ERROR: 'connection-closed',
  ERR_HTTP2_INVALID_SESSION: 'connection-closed',
  ERR_HTTP2_GOAWAY_SESSION: 'connection-closed',
  ERR_NO_STREAMS: 'connection-no-streams',
  EPROTO: 'connection-not-tls',
  CERT_HAS_EXPIRED: 'connection-certificate-expired',
  CERT_NOT_YET_VALID: 'connection-certificate-early',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'connection-certificate-untrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'connection-certificate-untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'connection-certificate-untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'connection-certificate-untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'connection-certificate-untrusted',
  CERT_SIGNATURE_FAILURE: 'connection-certificate-untrusted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'connection-certificate-other-host',
  ERR_FORBIDDEN_ADDRESS: 'connection-address-refused',
} as const;

const GARBAGE = {
  ERR_NOT_HTTP: 'connection-not-http',
  ERR_HTTP2_ERROR: 'connection-http2-error',
  ERR_HTTP2_OVERHEAD: 'connection-http2-overhead',
} as const;

const isKey = <T extends object>(of: T, key: string): key is keyof T & string =>
  Object.hasOwn(of, key);

/**
 * Describes an error of a connection by its code alone: its message may repeat what the server sent.
 *
 * @param server - for the message
 * @param code - of the error
 */
export function connectionError(server: string, code: unknown): ApiError {
  const error = typeof code === 'string' ? code : 'unknown error';
  if (isKey(GARBAGE, error)) {
    return new ApiError('garbage', writeMessage(GARBAGE[error], { server }));
  }
  // Of node's HTTP/1.1 parser.
  if (error.startsWith('HPE_')) {
    return new ApiError(
      'garbage',
      writeMessage('connection-not-http', { server }),
    );
  }
  // The server's alert about the certificate of the client.
  if (/^ERR_SSL_.*ALERT_(UNKNOWN_CA|.*CERTIFICATE)/.test(error)) {
    return new ApiError(
      'unauthorized',
      writeMessage('connection-client-certificate', { server }),
    );
  }
  if (isKey(UNREACHABLE, error)) {
    return new ApiError(
      'unreachable',
      writeMessage(UNREACHABLE[error], { server }),
    );
  }
  return new ApiError(
    'unreachable',
    error.startsWith('ERR_SSL_')
      ? writeMessage('connection-not-tls', { server })
      : writeMessage('connection-failed', { server, error }),
  );
}
