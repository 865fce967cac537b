// A small OpenID Connect provider on loopback: who asks for it is signed in without a question. For tests.
import { createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';

const base64url = value =>
  Buffer.from(
    typeof value === 'string' ? value : JSON.stringify(value),
  ).toString('base64url');

/**
 * Starts the provider on a free port.
 *
 * @returns `metadataUrl`; `email`, a property: who signs in next; `close()`.
 */
export async function startOidcIssuer() {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
  });
  const codes = new Map();
  const tokens = new Map();
  const issuer = { email: undefined, close: () => server.close() };

  function idToken(clientId, { email, nonce }) {
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: issuer.url, sub: email, aud: clientId, nonce };
    const unsigned = `${base64url({ alg: 'RS256', kid: 'k' })}.${base64url({
      ...claims,
      iat: now,
      exp: now + 600,
    })}`;
    const signature = createSign('RSA-SHA256').update(unsigned);
    return `${unsigned}.${signature.sign(privateKey, 'base64url')}`;
  }

  async function answer(request, url) {
    switch (url.pathname) {
      case '/.well-known/openid-configuration':
        return {
          issuer: issuer.url,
          authorization_endpoint: `${issuer.url}/authorize`,
          token_endpoint: `${issuer.url}/token`,
          userinfo_endpoint: `${issuer.url}/userinfo`,
          jwks_uri: `${issuer.url}/keys`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['RS256'],
        };
      case '/keys': {
        const jwk = publicKey.export({ format: 'jwk' });
        return { keys: [{ ...jwk, kid: 'k', use: 'sig', alg: 'RS256' }] };
      }
      case '/authorize': {
        const code = randomUUID();
        const { searchParams } = url;
        codes.set(code, {
          email: issuer.email,
          nonce: searchParams.get('nonce') ?? undefined,
        });
        const to = new URL(searchParams.get('redirect_uri'));
        to.searchParams.set('code', code);
        to.searchParams.set('state', searchParams.get('state'));
        return to;
      }
      case '/token': {
        let body = '';
        for await (const chunk of request) body += chunk;
        const code = new URLSearchParams(body).get('code');
        const [clientId] = Buffer.from(
          request.headers.authorization.split(' ')[1],
          'base64',
        )
          .toString()
          .split(':');
        const grant = codes.get(code);
        const access = randomUUID();
        tokens.set(access, grant.email);
        return {
          access_token: access,
          token_type: 'Bearer',
          expires_in: 600,
          id_token: idToken(clientId, grant),
        };
      }
      case '/userinfo': {
        const email = tokens.get(request.headers.authorization.split(' ')[1]);
        return { sub: email, name: email, email, email_verified: true };
      }
      default:
        return undefined;
    }
  }

  const server = createServer(async (request, response) => {
    const result = await answer(request, new URL(request.url, issuer.url));
    if (result instanceof URL) {
      response.writeHead(302, { location: result.href }).end();
    } else if (result) {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(result));
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  issuer.url = `http://127.0.0.1:${server.address().port}`;
  issuer.metadataUrl = `${issuer.url}/.well-known/openid-configuration`;
  return issuer;
}
