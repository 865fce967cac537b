import {
  createServer,
  type AddressInfo,
  type Server,
  type Socket,
} from 'node:net';
import {
  type ApiServer,
  createCertificateAuthority,
  startApiServer,
} from '@worker-clusters/sandbox';
import { AddressPolicy } from '../credentials/addressPolicy';
import { type ApiAccess, constantAccess } from './ApiAccess';
import {
  ApiServerClient,
  type ApiServerClientOptions,
} from './ApiServerClient';

const TOKEN = 's3cr3t-token';
const request = { path: '/version', what: 'its version' };

describe('ApiServerClient', () => {
  const clients: ApiServerClient[] = [];
  const client = (
    options: ApiAccess & Omit<Partial<ApiServerClientOptions>, 'access'>,
  ) => {
    const { lookup, limits, ...access } = options;
    const made = new ApiServerClient({
      access: constantAccess({ token: TOKEN, ...access }),
      lookup,
      limits: { responseMs: 200, connectMs: 200, ...limits },
    });
    clients.push(made);
    return made;
  };
  afterEach(async () => {
    for (const made of clients.splice(0)) await made.close();
  });

  describe('over TLS', () => {
    let server: ApiServer;
    let ca: string;
    let otherCa: string;
    beforeAll(async () => {
      const authority = await createCertificateAuthority();
      ca = authority.certificate;
      otherCa = (await createCertificateAuthority()).certificate;
      server = await startApiServer({
        name: 'test',
        version: 'v1.34.1',
        ca: authority,
        tokens: [{ user: 'portal', token: TOKEN, groups: ['system:masters'] }],
      });
    });
    afterAll(() => server.close());

    it('reads', async () => {
      expect(
        await client({ server: server.url, ca }).getJson(request),
      ).toMatchObject({ gitVersion: 'v1.34.1' });
    });

    it.each<[string, () => Promise<string | undefined>]>([
      ['another CA', async () => otherCa],
      ["the system's CAs", async () => undefined],
    ])('verifies the certificate, with %s', async (_, other) => {
      const made = client({ server: server.url, ca: await other() });
      await expect(made.getJson(request)).rejects.toMatchObject({
        kind: 'unreachable',
        message: expect.stringMatching(
          /certificate not signed by the configured CA/,
        ),
      });
    });

    it('verifies the name in the certificate', async () => {
      const { port } = new URL(server.url);
      const made = client({
        server: `https://other.example.org:${port}`,
        ca,
        lookup: (_host, options, callback) =>
          (options as any).all
            ? callback(null, [{ address: '127.0.0.1', family: 4 }])
            : callback(null, '127.0.0.1', 4),
      });
      await expect(made.getJson(request)).rejects.toMatchObject({
        message: expect.stringMatching(/certificate is for another host name/),
      });
    });

    it('asks the address policy when it connects, not before', async () => {
      const { port } = new URL(server.url);
      const refused = client({
        server: `https://localhost:${port}`,
        ca,
        lookup: new AddressPolicy().lookup,
      });
      await expect(refused.getJson(request)).rejects.toMatchObject({
        kind: 'unreachable',
        message: expect.stringMatching(/dangerouslyAllowApiServers/),
      });
    });
  });

  describe('with a server that', () => {
    let server: Server;
    let head: string;
    let onConnect: ((socket: Socket) => void) | undefined;
    const heard: string[] = [];
    beforeAll(async () => {
      server = createServer(socket => {
        socket.on('error', () => {});
        onConnect?.(socket);
        socket.on('data', data => {
          heard.push(String(data));
          if (head !== '') socket.write(head);
        });
      });
      await new Promise<void>(done => {
        server.listen(0, '127.0.0.1', done);
      });
    });
    beforeEach(() => {
      heard.length = 0;
      onConnect = undefined;
    });
    afterAll(async () => {
      await new Promise(done => server.close(done));
    });
    const url = () =>
      `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const json = (body: string, headers = '', code = '200 OK') =>
      `HTTP/1.1 ${code}\r\n${headers}Content-Length: ${body.length}\r\n\r\n${body}`;

    it('does not follow a redirect', async () => {
      head = json('{}', `Location: ${url()}/elsewhere\r\n`, '302 Found');
      await expect(
        client({ server: url() }).getJson(request),
      ).rejects.toMatchObject({
        kind: 'rejected',
        message: expect.stringMatching(/failed \(302\)/),
      });
      expect(heard).toHaveLength(1);
    });

    it('keeps the path of the URL as a prefix', async () => {
      head = json('{}');
      await client({ server: `${url()}/clusters/7/` }).getJson({
        ...request,
        query: { a: 'b c', limit: 5, none: undefined },
      });
      expect(heard[0]).toMatch(
        /^GET \/clusters\/7\/version\?a=b(\+|%20)c&limit=5 HTTP/,
      );
      expect(heard[0]).toMatch(/authorization: Bearer s3cr3t-token/i);
    });

    it.each<[string, () => string, string, RegExp]>([
      ['says nothing', () => '', 'unreachable', /did not answer within 0.2 s/],
      [
        'stops in the middle',
        () => 'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{',
        'unreachable',
        /went silent/,
      ],
      [
        'speaks no HTTP',
        () => 'SSH-2.0-OpenSSH_9.6\r\n',
        'garbage',
        /is not HTTP/,
      ],
      ['sends no JSON', () => json('<html>'), 'garbage', /not JSON/],
      [
        'sends too much',
        () => json(`"${'x'.repeat(2000)}"`),
        'excessive',
        /more than 1000 bytes/,
      ],
      [
        'sends more JSON than is parsed in one go',
        () => json(`"${'x'.repeat(300_000)}"`),
        'excessive',
        /more than 262144 bytes/,
      ],
      [
        'sends an endless error',
        () => json('x'.repeat(90_000), '', '500 No'),
        'rejected',
        /failed \(500\)/,
      ],
    ])('reports a server that %s', async (_, sent, kind, message) => {
      head = sent();
      const limits = /1000 bytes/.test(String(message))
        ? { maxBodyBytes: 1000 }
        : {};
      const made = client({ server: url(), limits });
      await expect(made.getJson(request)).rejects.toMatchObject({
        kind,
        message: expect.stringMatching(message),
      });
    });

    describe('sends a byte now and then', () => {
      let dripping: NodeJS.Timeout;
      const drip = (socket: Socket, first: string, piece: string) => {
        socket.write(first);
        dripping = setInterval(() => socket.write(piece), 50);
      };
      beforeEach(() => {
        head = '';
      });
      afterEach(() => clearInterval(dripping));
      const HEAD = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
      const chunk = (text: string) =>
        `${text.length.toString(16)}\r\n${text}\r\n`;

      it.each<[string, string, string]>([
        ['of the head', 'HTTP/1.1 200 OK\r\nX-A: ', 'a'],
        ['of interim answers', '', 'HTTP/1.1 103 Early Hints\r\n\r\n'],
        ['of a list', HEAD, chunk(' ')],
        ['of an error', HEAD.replace('200 OK', '500 No'), chunk(' ')],
      ])(
        'ends the request for a byte now and then %s',
        async (_, first, piece) => {
          onConnect = socket => drip(socket, first, piece);
          const started = Date.now();
          await expect(
            client({ server: url() }).getJson(request),
          ).rejects.toMatchObject({
            kind: expect.stringMatching(/unreachable|rejected|garbage/),
          });
          expect(Date.now() - started).toBeLessThan(2000);
        },
      );

      it.each<[string, string, string]>([
        ['of a line that has begun', HEAD + chunk('{"a":'), chunk('1')],
        ['of empty lines', HEAD, chunk('\n')],
      ])(
        'ends the watch for a byte now and then %s',
        async (_, first, piece) => {
          onConnect = socket => drip(socket, first, piece);
          const started = Date.now();
          const stream = client({ server: url() }).streamLines(request, 500);
          await expect(stream.next()).rejects.toMatchObject({
            kind: 'unreachable',
            message: expect.stringMatching(/sent too slowly/),
          });
          expect(Date.now() - started).toBeLessThan(2000);
        },
      );

      it('keeps a watch that sends a whole line now and then', async () => {
        onConnect = socket => drip(socket, HEAD, chunk('{"a":1}\n'));
        const lines: Buffer[] = [];
        const stream = client({ server: url() }).streamLines(request, 500);
        for await (const line of stream) {
          if (lines.push(line) === 20) break;
        }
        expect(lines).toHaveLength(20);
      });
    });

    it('reports a refused connection', async () => {
      const made = client({ server: 'http://127.0.0.1:1' });
      await expect(made.getJson(request)).rejects.toMatchObject({
        kind: 'unreachable',
        message:
          'http://127.0.0.1:1: connection refused; check that the API server is running and its address',
      });
    });

    it('reports a server without TLS', async () => {
      head = 'hello\r\n';
      const made = client({ server: url().replace('http:', 'https:') });
      await expect(made.getJson(request)).rejects.toMatchObject({
        kind: 'unreachable',
        message: expect.stringMatching(/TLS handshake failed/),
      });
    });

    it('gives up on a server that hangs while it is connected to, after the time that is given', async () => {
      head = '';
      const made = client({
        server: url().replace('http:', 'https:'),
        limits: { connectMs: 1000 },
      });
      const answer = made.getJson({ ...request, timeoutMs: 50 });
      const later = new Promise(resolve => setTimeout(resolve, 500));
      // Before the limit of the connect, that is.
      await expect(Promise.race([answer, later])).rejects.toMatchObject({
        kind: 'unreachable',
        message: expect.stringMatching(/did not answer within 0.05 s/),
      });
    });

    it('ends with its signal while it is connected to', async () => {
      head = '';
      const made = client({
        server: url().replace('http:', 'https:'),
        limits: { connectMs: 1000 },
      });
      const abort = new AbortController();
      const answer = made.getJson({
        ...request,
        timeoutMs: 10_000,
        signal: abort.signal,
      });
      setTimeout(() => abort.abort(), 50);
      await expect(answer).rejects.toThrow(/aborted/);
    });
  });
});
