import { createSecureServer, type Http2SecureServer } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { writeMessage } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { createCertificateAuthority } from '@worker-clusters/sandbox';
import { eventually } from '../../__testUtils__/eventually';
import { constantAccess } from './ApiAccess';
import { ApiServerClient } from './ApiServerClient';
import { holdsSecret } from './quote';

jest.setTimeout(60_000);

const TOKEN = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJwb3J0YWwifQ.c2lnbmF0dXJl';

const ENCODINGS: Array<[string, (token: string) => string]> = [
  ['plain', t => t],
  ['base64', t => Buffer.from(`Bearer ${t}`).toString('base64')],
  [
    'escaped',
    t => [...t].map(c => `%${c.charCodeAt(0).toString(16)}`).join(''),
  ],
];

const status = (code: number, text: string) =>
  JSON.stringify({ kind: 'Status', code, reason: text, message: text });

/** How a server gives the token back: the status and the body of its answer. */
const PLACES: Array<[string, (text: string) => [number, string]]> = [
  ['the message of a 403', text => [403, status(403, text)]],
  ['the message of a 500', text => [500, status(500, text)]],
  ['the message of a 503', text => [503, status(503, text)]],
  ['a message that is an object', text => [500, `{"message":{"a":"${text}"}}`]],
  ['an error that is not JSON', text => [500, text]],
  ['the name of the status', text => [404, status(404, text)]],
  ['a list that is not JSON', text => [200, text]],
  [
    'an ERROR event',
    text => [200, `{"type":"ERROR","object":${status(500, text)}}\n`],
  ],
  ['a line that is not JSON', text => [200, `${text}\n{"a":\n`]],
  ['a key', text => [200, `{"${text}":}\n`]],
];

describe('a server that gives the token back', () => {
  let server: Http2SecureServer;
  let ca: string;
  let answer: [number, string];
  /** Streams that were answered with a head only. */
  const watches: Array<{ end(body: string): void }> = [];
  const sockets = new Set<Socket>();
  beforeAll(async () => {
    const authority = await createCertificateAuthority();
    ca = authority.certificate;
    const { certificate: cert, key } = await authority.issue(['127.0.0.1']);
    server = createSecureServer({ cert, key });
    server.on('connection', (socket: Socket) => sockets.add(socket));
    server.on('request', ({ url }, response) => {
      if (url.startsWith('/watch')) {
        response.writeHead(200);
        response.write('\n');
        watches.push(response);
        return;
      }
      const [code, body] = answer;
      response.writeHead(code, {
        'retry-after': TOKEN,
        'www-authenticate': `Bearer ${TOKEN}`,
        warning: `299 - "${TOKEN}"`,
        'x-reason': TOKEN,
      });
      response.end(body);
    });
    await new Promise<void>(done => {
      server.listen(0, '127.0.0.1', done);
    });
  });
  afterAll(async () => {
    const closed = new Promise(done => server.close(done));
    for (const socket of sockets) socket.destroy();
    await closed;
  });

  it('keeps the token of a watch out of its errors after three others were sent', async () => {
    answer = [200, '{}'];
    let issued = 0;
    const origin = `https://127.0.0.1:${
      (server.address() as AddressInfo).port
    }`;
    const client = new ApiServerClient({
      access: {
        name: origin,
        server: origin,
        remedy: writeMessage('remedy-renew'),
        read: async () => {
          issued += 1;
          return {
            server: origin,
            ca,
            token: issued === 1 ? TOKEN : `renewed-${issued}`,
          };
        },
      },
    });
    const request = { path: '/watch', what: 'Applications' };
    let error: Error | undefined;
    const watched = (async () => {
      for await (const line of client.streamLines(request, 5000)) {
        const { object } = JSON.parse(String(line));
        error = client.errorOfStatus(object.code, object, request);
      }
    })();
    await eventually(() => expect(watches).toHaveLength(1));
    for (let i = 0; i < 3; i += 1) {
      await client.getJson({ path: '/x', what: 'the version' });
    }
    expect(issued).toBe(4);
    watches[0].end(`{"type":"ERROR","object":${status(500, TOKEN)}}\n`);
    await watched;
    await client.close();
    expect(error?.message).toMatch(/message withheld/);
    expect(error?.message).not.toContain(TOKEN);
  });

  const cases = PLACES.flatMap(([place, write]) =>
    ENCODINGS.map(
      ([encoding, encode]) =>
        [place, encoding, write(encode(TOKEN))] as [
          string,
          string,
          [number, string],
        ],
    ),
  );

  it.each(cases)(
    'keeps the token out of errors when a server returns it in %s, %s',
    async (_1, _2, given) => {
      answer = given;
      const client = new ApiServerClient({
        access: constantAccess({
          server: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
          ca,
          token: TOKEN,
        }),
      });
      const request = { path: '/x', what: 'Applications' };
      const errors: any[] = [];
      await client.getJson(request).catch(error => errors.push(error));
      try {
        for await (const line of client.streamLines(request, 5000)) {
          const { type, object } = JSON.parse(String(line));
          if (type !== 'ERROR') continue;
          errors.push(client.errorOfStatus(object.code, object, request));
        }
      } catch (error) {
        // What JSON.parse throws here is not the client's.
        if (!(error instanceof SyntaxError)) errors.push(error);
      }
      await client.close();
      expect(errors.length).toBeGreaterThan(0);
      for (const error of errors) {
        const all = [
          String(error),
          error.stack,
          JSON.stringify(error),
          String(error.cause),
          ...Object.values(error).map(String),
        ].join('\n');
        expect(all).not.toContain(TOKEN);
        expect(holdsSecret(all, [TOKEN])).toBe(false);
      }
    },
  );
});
