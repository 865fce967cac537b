import { connectionError } from './connectionError';

it.each([
  [
    'ECONNREFUSED',
    'unreachable',
    'connection-refused',
    'connection refused; check that the API server is running and its address',
  ],
  [
    'ECONNRESET',
    'unreachable',
    'connection-closed',
    'connection closed by the server',
  ],
  [
    'EPIPE',
    'unreachable',
    'connection-closed',
    'connection closed by the server',
  ],
  [
    'EHOSTUNREACH',
    'unreachable',
    'connection-no-route',
    'no route to the host; check the network between the two',
  ],
  [
    'ENETUNREACH',
    'unreachable',
    'connection-no-network',
    'no route to its network; check the network between the two',
  ],
  [
    'ENOTFOUND',
    'unreachable',
    'connection-host-not-found',
    'host name not found; check the address',
  ],
  [
    'EAI_AGAIN',
    'unreachable',
    'connection-host-not-resolved',
    'host name not resolved: no answer of the name server',
  ],
  [
    'ETIMEDOUT',
    'unreachable',
    'connection-timed-out',
    'connection timed out; check firewalls on the way',
  ],
  [
    'ERR_CONNECT_TIMEOUT',
    'unreachable',
    'connection-timed-out',
    'connection timed out; check firewalls on the way',
  ],
  [
    'ERR_REFUSED_STREAM',
    'unreachable',
    'connection-closed',
    'connection closed by the server',
  ],
  [
    'ERR_HTTP2_STREAM_ERROR',
    'unreachable',
    'connection-closed',
    'connection closed by the server',
  ],
  [
    'ERR_HTTP2_SESSION_ERROR',
    'unreachable',
    'connection-closed',
    'connection closed by the server',
  ],
  [
    'ERR_HTTP2_INVALID_SESSION',
    'unreachable',
    'connection-closed',
    'connection closed by the server',
  ],
  [
    'ERR_HTTP2_GOAWAY_SESSION',
    'unreachable',
    'connection-closed',
    'connection closed by the server',
  ],
  [
    'ERR_NO_STREAMS',
    'unreachable',
    'connection-no-streams',
    'no request allowed on an HTTP/2 connection (SETTINGS)',
  ],
  [
    'EPROTO',
    'unreachable',
    'connection-not-tls',
    'TLS handshake failed; check that the address is an https one',
  ],
  [
    'CERT_HAS_EXPIRED',
    'unreachable',
    'connection-certificate-expired',
    'certificate expired; renew it',
  ],
  [
    'CERT_NOT_YET_VALID',
    'unreachable',
    'connection-certificate-early',
    'certificate not yet valid; check the clocks',
  ],
  [
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'unreachable',
    'connection-certificate-untrusted',
    'certificate not signed by the configured CA; check caData or caFile, or ca.crt of the Secret',
  ],
  [
    'SELF_SIGNED_CERT_IN_CHAIN',
    'unreachable',
    'connection-certificate-untrusted',
    'certificate not signed by the configured CA; check caData or caFile, or ca.crt of the Secret',
  ],
  [
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'unreachable',
    'connection-certificate-untrusted',
    'certificate not signed by the configured CA; check caData or caFile, or ca.crt of the Secret',
  ],
  [
    'UNABLE_TO_GET_ISSUER_CERT',
    'unreachable',
    'connection-certificate-untrusted',
    'certificate not signed by the configured CA; check caData or caFile, or ca.crt of the Secret',
  ],
  [
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'unreachable',
    'connection-certificate-untrusted',
    'certificate not signed by the configured CA; check caData or caFile, or ca.crt of the Secret',
  ],
  [
    'CERT_SIGNATURE_FAILURE',
    'unreachable',
    'connection-certificate-untrusted',
    'certificate not signed by the configured CA; check caData or caFile, or ca.crt of the Secret',
  ],
  [
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'unreachable',
    'connection-certificate-other-host',
    'certificate is for another host name; check the address',
  ],
  [
    'ERR_FORBIDDEN_ADDRESS',
    'unreachable',
    'connection-address-refused',
    'address refused: it is a loopback, link-local or reserved one; if that is meant, add it to workerClusters.workers.dangerouslyAllowApiServers',
  ],
  [
    'ERR_NOT_HTTP',
    'garbage',
    'connection-not-http',
    'response is not HTTP; check that the address is that of an API server',
  ],
  [
    'ERR_HTTP2_ERROR',
    'garbage',
    'connection-http2-error',
    'HTTP/2 protocol error',
  ],
  [
    'ERR_HTTP2_OVERHEAD',
    'garbage',
    'connection-http2-overhead',
    'connection ended by the portal: too many HTTP/2 control frames',
  ],
  [
    'HPE_INVALID_CONSTANT',
    'garbage',
    'connection-not-http',
    'response is not HTTP; check that the address is that of an API server',
  ],
  [
    'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
    'unauthorized',
    'connection-client-certificate',
    'client certificate not accepted by the server, or none sent where it wants one; check that it is signed by the client CA of the API server',
  ],
  [
    'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
    'unauthorized',
    'connection-client-certificate',
    'client certificate not accepted by the server, or none sent where it wants one; check that it is signed by the client CA of the API server',
  ],
  [
    'ERR_SSL_WRONG_VERSION_NUMBER',
    'unreachable',
    'connection-not-tls',
    'TLS handshake failed; check that the address is an https one',
  ],
  ['EOTHER', 'unreachable', 'connection-failed', 'connection failed (EOTHER)'],
  [
    'constructor',
    'unreachable',
    'connection-failed',
    'connection failed (constructor)',
  ],
])('says %s: %s, %s', (code, kind, messageCode, words) => {
  const error = connectionError('https://a', code);
  expect(error).toMatchObject({
    kind,
    message: `https://a: ${words}`,
    messageCode: { code: messageCode, values: { server: 'https://a' } },
  });
});

it.each([undefined, null, 5, {}])('takes %j for a code', code => {
  expect(connectionError('https://a', code).message).toBe(
    'https://a: connection failed (unknown error)',
  );
});
