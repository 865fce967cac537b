import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

type Answer = [status: number, body: string, headers?: Record<string, string>];

/**
 * The token endpoints of three clouds on loopback: STS of AWS (`AssumeRole`), the managed identity of an Azure App Service, and the
 * metadata service of Google. Each call issues the next credential.
 */
export class FakeTokenEndpoint {
  #server!: Server;
  /** How many credentials were issued. */
  issued = 0;
  /** What it answers instead, if set. */
  failure: ((body: string) => Answer) | undefined;
  readonly requests: string[] = [];

  async listen() {
    this.#server = createServer((request, response) =>
      this.#answer(request, response),
    );
    await new Promise<void>(done => {
      this.#server.listen(0, '127.0.0.1', done);
    });
  }

  get host() {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close() {
    const closed = new Promise(done => this.#server.close(done));
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse) {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { pathname, searchParams } = new URL(request.url!, 'http://endpoint');
    this.requests.push(`${request.method} ${pathname} ${searchParams}${body}`);
    const [status, text, headers] =
      this.failure?.(body) ?? this.#issue(pathname, request);
    response.writeHead(status, headers);
    response.end(text);
  }

  #issue(path: string, { method, headers }: IncomingMessage): Answer {
    const expires = Date.now() + 3600_000;
    if (path.startsWith('/computeMetadata/v1/')) {
      const flavor = { 'Metadata-Flavor': 'Google' };
      if (!path.endsWith('/token')) return [200, '{}', flavor];
      this.issued += 1;
      const token = {
        access_token: `google-${this.issued}`,
        expires_in: 3600,
        token_type: 'Bearer',
      };
      return [
        200,
        JSON.stringify(token),
        { ...flavor, 'Content-Type': 'application/json' },
      ];
    }
    if (path === '/msi/token') {
      if (headers['x-identity-header'] !== 'the-identity-header') {
        return [401, '{}'];
      }
      this.issued += 1;
      const token = {
        access_token: `azure-${this.issued}`,
        // A metadata service hands out a token until five minutes before its end; the SDK keeps a longer one, for the whole process.
        expires_on: Math.floor(Date.now() / 1000) + 299,
        resource: '6dae42f8-4368-4678-94ff-3960e28e3630',
        token_type: 'Bearer',
      };
      return [
        200,
        JSON.stringify(token),
        { 'Content-Type': 'application/json' },
      ];
    }
    if (method !== 'POST') return [404, 'not found'];
    this.issued += 1;
    return [
      200,
      `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><AssumedRoleUser>
<Arn>arn:aws:sts::123456789012:assumed-role/portal/session</Arn><AssumedRoleId>AROA:session</AssumedRoleId></AssumedRoleUser>
<Credentials><AccessKeyId>ASIA${
        this.issued
      }</AccessKeyId><SecretAccessKey>temporary-secret-key</SecretAccessKey>
<SessionToken>temporary-session-token</SessionToken><Expiration>${new Date(
        expires,
      ).toISOString()}</Expiration></Credentials>
</AssumeRoleResult></AssumeRoleResponse>`,
      { 'Content-Type': 'text/xml' },
    ];
  }
}
