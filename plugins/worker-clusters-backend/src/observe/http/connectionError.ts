import type { ApiErrorKind } from './ApiError';

const UNTRUSTED =
  'certificate not signed by the configured CA; check caData or caFile, or ca.crt of the Secret';
const CLIENT_CERTIFICATE =
  'client certificate not accepted by the server, or none sent where it wants one; check that it is signed by the client CA of the API server';
const NOT_TLS = 'TLS handshake failed; check that the address is an https one';

/** By error code of node:net, node:tls, node:dns and node:http2, and of this folder. */
const UNREACHABLE: Record<string, string> = {
  ECONNREFUSED:
    'connection refused; check that the API server is running and its address',
  ECONNRESET: 'connection closed by the server',
  EPIPE: 'connection closed by the server',
  EHOSTUNREACH: 'no route to the host; check the network between the two',
  ENETUNREACH: 'no route to its network; check the network between the two',
  ENOTFOUND: 'host name not found; check the address',
  EAI_AGAIN: 'host name not resolved: no answer of the name server',
  ETIMEDOUT: 'connection timed out; check firewalls on the way',
  ERR_CONNECT_TIMEOUT: 'connection timed out; check firewalls on the way',
  ERR_REFUSED_STREAM: 'connection closed by the server',
  ERR_HTTP2_STREAM_ERROR: 'connection closed by the server',
  ERR_HTTP2_SESSION_ERROR: 'connection closed by the server',
  ERR_HTTP2_INVALID_SESSION: 'connection closed by the server',
  ERR_HTTP2_GOAWAY_SESSION: 'connection closed by the server',
  ERR_NO_STREAMS: 'no request allowed on an HTTP/2 connection (SETTINGS)',
  EPROTO: NOT_TLS,
  CERT_HAS_EXPIRED: 'certificate expired; renew it',
  CERT_NOT_YET_VALID: 'certificate not yet valid; check the clocks',
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  CERT_SIGNATURE_FAILURE: UNTRUSTED,
  ERR_TLS_CERT_ALTNAME_INVALID:
    'certificate is for another host name; check the address',
  ERR_FORBIDDEN_ADDRESS:
    'address refused: it is a loopback, link-local or reserved one; if that is meant, add it to workerClusters.workers.dangerouslyAllowApiServers',
};

const NOT_HTTP =
  'response is not HTTP; check that the address is that of an API server';
const GARBAGE: Record<string, string> = {
  ERR_NOT_HTTP: NOT_HTTP,
  ERR_HTTP2_ERROR: 'HTTP/2 protocol error',
  ERR_HTTP2_OVERHEAD:
    'connection ended by the portal: too many HTTP/2 control frames',
};

/** Describes an error of a connection by its code alone: its message may repeat what the server sent. */
export function describeConnectionError(code: unknown): {
  kind: ApiErrorKind;
  words: string;
} {
  const name = typeof code === 'string' ? code : 'unknown error';
  if (name in GARBAGE) return { kind: 'garbage', words: GARBAGE[name] };
  // Of node's HTTP/1.1 parser.
  if (name.startsWith('HPE_')) return { kind: 'garbage', words: NOT_HTTP };
  // The server's alert about the certificate of the client.
  if (/^ERR_SSL_.*ALERT_(UNKNOWN_CA|.*CERTIFICATE)/.test(name)) {
    return { kind: 'unauthorized', words: CLIENT_CERTIFICATE };
  }
  const words =
    UNREACHABLE[name] ??
    (name.startsWith('ERR_SSL_') ? NOT_TLS : `connection failed (${name})`);
  return { kind: 'unreachable', words };
}
