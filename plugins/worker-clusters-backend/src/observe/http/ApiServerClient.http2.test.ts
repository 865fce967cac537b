import assert from 'node:assert/strict';
import {
  constants,
  createSecureServer,
  type Http2SecureServer,
  type ServerHttp2Stream,
} from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import tls from 'node:tls';
import {
  type CertificateAuthority,
  createCertificateAuthority,
} from '@worker-clusters/sandbox';
import { eventually } from '../../__testUtils__/eventually';
import {
  CONTINUATION,
  END_HEADERS,
  END_STREAM,
  frame,
  GOAWAY,
  HEADERS,
  PING,
  RawHttp2Server,
  RST_STREAM,
  setting,
  SETTINGS,
  STATUS_200,
  uint32,
} from '../__testUtils__/RawHttp2Server';
import { ApiError } from './ApiError';
import { constantAccess } from './ApiAccess';
import {
  ApiServerClient,
  type ApiServerClientOptions,
} from './ApiServerClient';

const list = { path: '/list', what: 'Applications' };
const watch = { path: '/watch', what: 'Applications' };
const SILENCE_MS = 60_000;

/** What came of a stream so far. */
interface Watching {
  lines: string[];
  error?: ApiError;
  ended: boolean;
}

describe('ApiServerClient over TLS', () => {
  let authority: CertificateAuthority;
  const closing: Array<() => Promise<unknown>> = [];

  beforeAll(async () => {
    authority = await createCertificateAuthority();
  });
  afterEach(async () => {
    jest.useRealTimers();
    for (const close of closing.splice(0).reverse()) await close();
  });

  /** Timers of ours alone: the sockets go on. */
  const fakeTimers = () =>
    jest.useFakeTimers({
      doNotFake: [
        'Date',
        'hrtime',
        'nextTick',
        'performance',
        'queueMicrotask',
        'setImmediate',
        'clearImmediate',
      ],
    });

  /** Looks until it is so, without timers. */
  async function inTurns(look: () => void) {
    const end = Date.now() + 4000;
    for (;;) {
      await new Promise(done => setImmediate(done));
      try {
        look();
        return;
      } catch (error) {
        if (Date.now() > end) throw error;
      }
    }
  }

  const connect = (
    server: { url: string },
    limits: ApiServerClientOptions['limits'] = {},
  ) => {
    const client = new ApiServerClient({
      access: constantAccess({
        server: server.url,
        ca: authority.certificate,
        token: 'a-token',
      }),
      limits: { responseMs: 5000, connectMs: 5000, ...limits },
    });
    closing.push(() => client.close());
    return client;
  };

  /** A stream that is read to its end. */
  const open = (client: ApiServerClient, signal?: AbortSignal): Watching => {
    const watching: Watching = { lines: [], ended: false };
    (async () => {
      try {
        const stream = client.streamLines({ ...watch, signal }, SILENCE_MS);
        for await (const line of stream) watching.lines.push(String(line));
      } catch (error) {
        watching.error = error as ApiError;
      }
      watching.ended = true;
    })();
    return watching;
  };
  const opened = (watches: Watching[]) =>
    eventually(() => {
      for (const { error, lines } of watches) {
        assert.equal(error, undefined);
        assert.equal(lines.length, 1);
      }
    });

  /** Answers lists with an object, and keeps watches open after one line. */
  async function startServer(
    options: { maxConcurrentStreams?: number; http1Only?: boolean } = {},
  ) {
    const { certificate: cert, key } = await authority.issue(['127.0.0.1']);
    const sockets = new Set<Socket>();
    const streams: ServerHttp2Stream[] = [];
    const { maxConcurrentStreams } = options;
    const server: Http2SecureServer = options.http1Only
      ? (createHttpsServer({ cert, key }) as unknown as Http2SecureServer)
      : createSecureServer({ cert, key, settings: { maxConcurrentStreams } });
    let connections = 0;
    server.on('connection', (socket: Socket) => {
      connections += 1;
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    server.on('request', (request, response) => {
      if (response.stream) streams.push(response.stream);
      response.writeHead(200);
      if (request.url === '/list') response.end('{"a":1}');
      else response.write('{"line":1}\n');
    });
    await new Promise<void>(done => {
      server.listen(0, '127.0.0.1', done);
    });
    closing.push(async () => {
      const closed = new Promise(done => server.close(done));
      for (const socket of sockets) socket.destroy();
      await closed;
    });
    return {
      server,
      url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
      streams,
      connections: () => connections,
      open: () => sockets.size,
    };
  }

  async function startRaw() {
    const server = await RawHttp2Server.start(authority);
    closing.push(() => server.close());
    server.onRequest = request => {
      request.head();
      request.data('{"line":1}\n');
    };
    return server;
  }

  describe('connections', () => {
    it('takes one connection for four watches and their probes', async () => {
      const server = await startServer();
      const client = connect(server);
      const watches = [1, 2, 3, 4].map(() => open(client));
      await opened(watches);
      for (let i = 0; i < 3; i++) {
        expect(await client.getJson(list)).toEqual({ a: 1 });
      }
      expect(server.connections()).toBe(1);
    });

    it('takes HTTP/1.1 where the server has nothing else', async () => {
      const server = await startServer({ http1Only: true });
      const client = connect(server);
      const watches = [1, 2, 3, 4].map(() => open(client));
      await opened(watches);
      for (let i = 0; i < 3; i++) {
        expect(await client.getJson(list)).toEqual({ a: 1 });
      }
      expect(server.connections()).toBe(5);
    });

    it.each([
      ['one stream', 1, 5, 5],
      ['ten streams', 10, 25, 3],
    ])(
      'opens a connection only when each has %s, as the server allows',
      async (_, maxConcurrentStreams, count, expected) => {
        const server = await startServer({ maxConcurrentStreams });
        const client = connect(server, { connections: null });
        const watches = Array.from({ length: count }, () => open(client));
        await opened(watches);
        expect(server.connections()).toBe(expected);
      },
    );

    it('waits for a stream to end where no further connection may be opened', async () => {
      const server = await startServer({ maxConcurrentStreams: 1 });
      const client = connect(server, { connections: 1 });
      const abort = new AbortController();
      await opened([open(client, abort.signal)]);
      const answer = client.getJson(list);
      await new Promise(done => setTimeout(done, 50));
      abort.abort();
      expect(await answer).toEqual({ a: 1 });
      expect(server.connections()).toBe(1);
    });

    it('refuses a server that allows no stream', async () => {
      const server = await startServer({ maxConcurrentStreams: 0 });
      await expect(connect(server).getJson(list)).rejects.toMatchObject({
        kind: 'unreachable',
        message: expect.stringMatching(/no request allowed/),
      });
      expect(server.connections()).toBe(1);
    });

    it('closes a connection without a request after half a minute', async () => {
      const server = await startServer();
      const client = connect(server);
      fakeTimers();
      await client.getJson(list);
      await inTurns(() => expect(server.streams[0].closed).toBe(true));
      jest.advanceTimersByTime(31_000);
      jest.useRealTimers();
      await eventually(() => expect(server.open()).toBe(0));
    });

    it('makes one TLS context for all connections', async () => {
      const server = await startServer({ maxConcurrentStreams: 1 });
      // The server's own contexts are made by now.
      const create = jest.spyOn(tls, 'createSecureContext');
      const client = connect(server, { connections: null });
      const watches = [1, 2, 3, 4].map(() => open(client));
      await opened(watches);
      expect(server.connections()).toBe(4);
      expect(create).toHaveBeenCalledTimes(1);
      create.mockRestore();
    });

    it('drops the connections when streams are cut, so that the next request opens a new one', async () => {
      const server = await startServer();
      const client = connect(server);
      const watching = open(client);
      await opened([watching]);
      const error = new ApiError('unreachable', {
        message: 'no answer',
        messageCode: { code: 'test' },
      });
      client.cutStreams(error);
      await eventually(() => expect(watching.error).toBe(error));
      await client.getJson(list);
      expect(server.connections()).toBe(2);
      await eventually(() => expect(server.open()).toBe(1));
    });

    it('ends connections and requests at once when the client is closed', async () => {
      const server = await startRaw();
      // Never an answer to the handshake of HTTP/2.
      server.greeting = undefined;
      const client = connect(server);
      const answer = client.getJson(list);
      answer.catch(() => {});
      await eventually(() => expect(server.sockets).toHaveLength(1));
      await client.close();
      await expect(answer).rejects.toMatchObject({
        message: expect.stringMatching(/closed by the portal/),
      });
      await eventually(() => expect(server.sockets).toHaveLength(0));
    });
  });

  describe('to a server that has HTTP/1.1 alone', () => {
    it('uses a connection again', async () => {
      const server = await startServer({ http1Only: true });
      const client = connect(server);
      for (let i = 0; i < 5; i++) await client.getJson(list);
      expect(server.connections()).toBe(1);
    });

    it('ends one stream with its signal and no other', async () => {
      const server = await startServer({ http1Only: true });
      const client = connect(server);
      const abort = new AbortController();
      const watches = [open(client, abort.signal), open(client)];
      await opened(watches);
      abort.abort();
      await eventually(() => expect(watches[0].ended).toBe(true));
      await eventually(() => expect(server.open()).toBe(1));
      expect(watches[1].ended).toBe(false);
    });

    it('waits for a connection where no further one may be opened', async () => {
      const server = await startServer({ http1Only: true });
      const client = connect(server, { connections: 1 });
      const abort = new AbortController();
      await opened([open(client, abort.signal)]);
      const given = new AbortController();
      const givenUp = client.getJson({ ...list, signal: given.signal });
      const answer = client.getJson(list);
      given.abort();
      await expect(givenUp).rejects.toThrow(/aborted/);
      abort.abort();
      expect(await answer).toEqual({ a: 1 });
    });

    it('drops the connections when streams are cut, so that the next request opens a new one', async () => {
      const server = await startServer({ http1Only: true });
      const client = connect(server);
      const watching = open(client);
      await opened([watching]);
      const error = new ApiError('unreachable', {
        message: 'no answer',
        messageCode: { code: 'test' },
      });
      client.cutStreams(error);
      await eventually(() => expect(watching.error).toBe(error));
      await client.getJson(list);
      expect(server.connections()).toBe(2);
    });

    it('ends connections and requests at once when the client is closed', async () => {
      const server = await startServer({ http1Only: true });
      const client = connect(server);
      const watching = open(client);
      await opened([watching]);
      await client.getJson(list);
      await client.close();
      await eventually(() => expect(server.open()).toBe(0));
      expect(watching.error).toMatchObject({
        message: expect.stringMatching(/closed by the portal/),
      });
      await expect(client.getJson(list)).rejects.toMatchObject({
        kind: 'unreachable',
      });
    });
  });

  describe('streams', () => {
    it('ends one stream with its signal and no other', async () => {
      const server = await startServer();
      const client = connect(server);
      const abort = new AbortController();
      const watches = [open(client, abort.signal), open(client)];
      await opened(watches);
      abort.abort();
      await eventually(() => expect(watches[0].ended).toBe(true));
      await eventually(() =>
        expect(server.streams.map(s => s.destroyed)).toEqual([true, false]),
      );
      expect(watches[1].ended).toBe(false);
      expect(server.connections()).toBe(1);
    });

    it('holds up the stream that is not read and no other', async () => {
      const server = await startRaw();
      let sent = 0;
      server.onRequest = request => {
        request.head();
        if (server.requests.length > 1) {
          request.data('{"a":1}', END_STREAM);
          return;
        }
        // As much as the client's window admits.
        for (const line of Array(15).fill(`"${'x'.repeat(16_000)}"\n`)) {
          request.data(line);
          sent += line.length;
        }
      };
      const client = connect(server);
      const slow = client.streamLines(watch, SILENCE_MS);
      await slow.next();
      expect(sent).toBeGreaterThan(200_000);
      const before = process.memoryUsage().rss;
      for (let i = 0; i < 20; i++) {
        expect(await client.getJson(list)).toEqual({ a: 1 });
      }
      expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000);
      await slow.return(undefined);
    });

    it('takes no more than a window of a stream that is not read', async () => {
      const server = await startServer();
      let written = 0;
      server.server.removeAllListeners('request');
      server.server.on('stream', stream => {
        stream.on('error', () => {});
        stream.respond({ ':status': 200 });
        const line = Buffer.from(`"${'x'.repeat(60_000)}"\n`);
        const more = () => {
          written += line.length;
          if (!stream.destroyed) stream.write(line, more);
        };
        more();
      });
      const client = connect(server);
      const slow = client.streamLines(watch, SILENCE_MS);
      await slow.next();
      await new Promise(done => setTimeout(done, 300));
      expect(written).toBeGreaterThan(60_000);
      expect(written).toBeLessThan(1_000_000);
      await slow.return(undefined);
    });

    it.each([
      ['INTERNAL_ERROR', constants.NGHTTP2_INTERNAL_ERROR],
      ['CANCEL', constants.NGHTTP2_CANCEL],
    ])(
      'fails the stream that is reset with %s and no other',
      async (_, code) => {
        const server = await startRaw();
        const client = connect(server);
        const watches = [open(client), open(client)];
        await opened(watches);
        server.requests[0].send(RST_STREAM, 0, uint32(code));
        await eventually(() =>
          expect(watches[0].error).toMatchObject({
            kind: 'unreachable',
            message: `${server.url}: connection closed by the server`,
          }),
        );
        expect(watches[1].ended).toBe(false);
      },
    );

    it('fails a list that is reset in the middle', async () => {
      const server = await startRaw();
      server.onRequest = request => {
        request.head();
        request.data('{"a":');
        request.send(RST_STREAM, 0, uint32(constants.NGHTTP2_CANCEL));
      };
      await expect(connect(server).getJson(list)).rejects.toMatchObject({
        kind: 'unreachable',
      });
    });

    it('fails the streams of a connection that is cut', async () => {
      const server = await startRaw();
      const client = connect(server);
      const watches = [open(client), open(client)];
      await opened(watches);
      server.sockets[0].destroy();
      await eventually(() => {
        for (const { error } of watches) {
          expect(error).toMatchObject({
            message: `${server.url}: connection closed by the server`,
          });
        }
      });
      const again = open(client);
      await opened([again]);
      expect(server.connections).toBe(2);
    });
  });

  describe('a server that goes away (GOAWAY)', () => {
    const goaway = (last: number, code = 0) =>
      frame(GOAWAY, 0, 0, uint32(last, code));

    it('lets streams end after GOAWAY and sends new requests over a new connection', async () => {
      const server = await startRaw();
      const client = connect(server);
      const watching = open(client);
      await opened([watching]);
      server.sockets[0].write(goaway(server.requests[0].stream));
      await new Promise(done => setTimeout(done, 50));
      const next = open(client);
      await opened([next]);
      expect(server.connections).toBe(2);
      server.requests[0].data('{"line":2}\n', END_STREAM);
      await eventually(() => expect(watching.ended).toBe(true));
      expect(watching.error).toBeUndefined();
      expect(watching.lines).toHaveLength(2);
      // Without a stream it is closed.
      await eventually(() => expect(server.sockets).toHaveLength(1));
      expect(next.ended).toBe(false);
    });

    it('cuts streams that do not end within half a minute after GOAWAY', async () => {
      const server = await startRaw();
      const client = connect(server);
      const watching = open(client);
      await opened([watching]);
      fakeTimers();
      server.sockets[0].write(goaway(server.requests[0].stream));
      await inTurns(() => {
        jest.advanceTimersByTime(31_000);
        expect(watching.error).toMatchObject({ kind: 'unreachable' });
      });
    });

    it('sends a request again that GOAWAY says was not processed', async () => {
      const server = await startRaw();
      server.onRequest = request => {
        if (server.connections === 1) request.socket.write(goaway(0));
        else {
          request.head();
          request.data('{"a":1}', END_STREAM);
        }
      };
      expect(await connect(server).getJson(list)).toEqual({ a: 1 });
      expect(server.connections).toBe(2);
    });

    it('fails the streams of a connection with GOAWAY for an error', async () => {
      const server = await startRaw();
      const client = connect(server);
      const watching = open(client);
      await opened([watching]);
      server.sockets[0].write(
        goaway(server.requests[0].stream, constants.NGHTTP2_ENHANCE_YOUR_CALM),
      );
      await eventually(() =>
        expect(watching.error).toMatchObject({ kind: 'unreachable' }),
      );
    });

    it('opens no connections in a loop to a server that sends GOAWAY at once', async () => {
      const server = await startRaw();
      server.greeting = Buffer.concat([frame(SETTINGS, 0, 0), goaway(0)]);
      await expect(connect(server).getJson(list)).rejects.toMatchObject({
        kind: 'unreachable',
      });
      expect(server.connections).toBeLessThanOrEqual(2);
    });
  });

  describe('a hostile server', () => {
    it.each<[string, Buffer]>([
      ['noise', Buffer.from('SSH-2.0-OpenSSH_9.6\r\n'.repeat(9))],
      ['HTTP/1.1', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
      ['zeros', Buffer.alloc(64)],
    ])(
      'refuses a server that negotiates HTTP/2 and sends %s',
      async (_, greeting) => {
        const server = await startRaw();
        server.greeting = greeting;
        await expect(connect(server).getJson(list)).rejects.toMatchObject({
          kind: 'garbage',
          message: `${server.url}: response is not HTTP; check that the address is that of an API server`,
        });
        expect(server.connections).toBe(1);
      },
    );

    it('gives up a server that negotiates HTTP/2 and sends nothing', async () => {
      const server = await startRaw();
      server.greeting = undefined;
      const client = connect(server, { connectMs: 200 });
      await expect(client.getJson(list)).rejects.toMatchObject({
        kind: 'unreachable',
        message: `${server.url}: connection timed out; check firewalls on the way`,
      });
    });

    const flood = (piece: Buffer, count: number) =>
      Buffer.concat(Array(count).fill(piece));
    const head = frame(HEADERS, END_HEADERS, 1, STATUS_200);

    it.each<[string, () => Buffer]>([
      [
        'a header block without end (CONTINUATION flood)',
        () =>
          Buffer.concat([
            frame(HEADERS, 0, 1, STATUS_200),
            flood(frame(CONTINUATION, 0, 1, Buffer.alloc(64, 0x88)), 5000),
          ]),
      ],
      [
        'a huge header block',
        () =>
          Buffer.concat([
            frame(
              HEADERS,
              0,
              1,
              Buffer.concat([STATUS_200, Buffer.alloc(16_000, 0x88)]),
            ),
            frame(CONTINUATION, END_HEADERS, 1, Buffer.alloc(16_000, 0x88)),
          ]),
      ],
      [
        'interim answers without end',
        () =>
          flood(
            // `:status: 103`
            frame(
              HEADERS,
              END_HEADERS,
              1,
              Buffer.from([0x08, 0x03, 0x31, 0x30, 0x33]),
            ),
            5000,
          ),
      ],
      [
        'settings without end in a frame',
        () => frame(SETTINGS, 0, 0, flood(setting(3, 100), 1000)),
      ],
      [
        'data for a stream that there is not',
        () => flood(frame(0, 0, 99, Buffer.alloc(16)), 100),
      ],
      [
        'a frame of more than may be',
        () => frame(0, 0, 1, Buffer.alloc(70_000)),
      ],
      [
        'a pushed stream',
        () => frame(5, END_HEADERS, 1, Buffer.concat([uint32(2), STATUS_200])),
      ],
    ])('fails the request to a server that sends %s', async (_, bytes) => {
      const server = await startRaw();
      server.onRequest = request => void request.socket.write(bytes());
      const started = Date.now();
      await expect(connect(server).getJson(list)).rejects.toMatchObject({
        kind: expect.stringMatching(/^(garbage|unreachable)$/),
      });
      // Not by the time for an answer.
      expect(Date.now() - started).toBeLessThan(4500);
    });

    it.each<[string, Buffer]>([
      ['PINGs', flood(frame(PING, 0, 0, Buffer.alloc(8)), 1000)],
      ['SETTINGS', flood(frame(SETTINGS, 0, 0), 1000)],
      ['empty frames', flood(frame(0, 0, 1), 1000)],
      ['unknown frames', flood(frame(99, 0, 0, Buffer.alloc(100)), 200)],
    ])('cuts off a server that sends %s without end', async (_, piece) => {
      fakeTimers();
      const server = await startRaw();
      server.onRequest = request => {
        const { socket } = request;
        const send = () => {
          if (!socket.destroyed) socket.write(piece, () => setImmediate(send));
        };
        socket.write(head, send);
      };
      const watching = open(connect(server));
      let turns = 0;
      await inTurns(() => assert(watching.ended || ++turns > 5000));
      jest.advanceTimersByTime(10_001);
      await inTurns(() => expect(watching.ended).toBe(true));
      expect(watching.error?.kind).toMatch(/^(garbage|unreachable)$/);
    });
  });
});
