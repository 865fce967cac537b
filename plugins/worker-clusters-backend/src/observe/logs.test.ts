import { createSecureServer, type Http2SecureServer } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { inspect } from 'node:util';
import type { ApiServer } from '@worker-clusters/sandbox';
import { eventually } from '../__testUtils__/eventually';
import {
  claim,
  COMPOSITION,
  installArgoCd,
  portalSecret,
  TestFleet,
  TOKEN,
} from './__testUtils__/TestFleet';
import { holdsSecret } from './http/quote';

jest.setTimeout(60_000);

const WORKER_TOKEN = 'eyJhbGciOiJSUzI1NiJ9.d29ya2VyIG9yZGVycw.cGF5bWVudHM';
const HOSTILE_TOKEN = 'eyJhbGciOiJFUzI1NiJ9.aG9zdGlsZSBzZXJ2ZXI.ZWNobyBlY2hv';

/** Answers every request with its token, in one way after the other. */
function startEcho(certificate: { certificate: string; key: string }) {
  const { certificate: cert, key } = certificate;
  let requests = 0;
  const server = createSecureServer({ cert, key });
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.on('request', (request, response) => {
    const bearer = request.headers.authorization!;
    const base64 = Buffer.from(bearer).toString('base64');
    const event = (message: string) =>
      JSON.stringify({ type: 'ERROR', object: { code: 500, message } });
    const answers: Array<[number, string]> = [
      [403, JSON.stringify({ message: `refused: ${bearer}` })],
      [500, JSON.stringify({ message: `headers: ${base64}` })],
      [503, JSON.stringify({ message: encodeURIComponent(bearer) })],
      [200, bearer],
      [200, `${event(base64)}\n`],
      [200, `{"type":"MODIFIED","object":${bearer}}\n`],
      [200, JSON.stringify({ items: [{ [bearer]: 1 }], metadata: {} })],
      [500, bearer],
    ];
    const [code, body] = answers[requests++ % answers.length];
    response.writeHead(code, { 'retry-after': bearer, 'x-a': bearer });
    response.end(body);
  });
  return new Promise<{
    server: Http2SecureServer;
    url: string;
    requests(): number;
    close(): Promise<unknown>;
  }>(done => {
    server.listen(0, '127.0.0.1', () =>
      done({
        server,
        url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
        requests: () => requests,
        close: () => {
          const closed = new Promise(resolve => server.close(resolve));
          for (const socket of sockets) socket.destroy();
          return closed;
        },
      }),
    );
  });
}

describe('the log of a backend that watches, at every level', () => {
  let fleet: TestFleet;
  let management: ApiServer;
  let worker: ApiServer;
  let echo: Awaited<ReturnType<typeof startEcho>>;
  beforeEach(async () => {
    fleet = await TestFleet.create();
    management = await fleet.startServer('management');
    worker = await fleet.startServer('worker');
    echo = await startEcho(await fleet.ca.issue(['127.0.0.1']));
  });
  afterEach(async () => {
    await fleet.close();
    await echo.close();
  });

  it('holds no token, whatever the servers send', async () => {
    worker.addToken({
      user: 'portal',
      token: WORKER_TOKEN,
      groups: ['system:masters'],
    });
    installArgoCd(worker);
    management.client.create(COMPOSITION);
    const secretOf = (token: string) => ({
      token,
      'ca.crt': fleet.ca.certificate,
    });
    management.client.create(claim('orders', worker.url));
    management.client.create(portalSecret('orders', secretOf(WORKER_TOKEN)));
    management.client.create(claim('payments', echo.url));
    management.client.create(portalSecret('payments', secretOf(HOSTILE_TOKEN)));
    const { observer, logger } = fleet.observe({ m: management });
    const workerOf = (name: string) =>
      observer.getCluster({ managementCluster: 'm', namespace: 'team-a', name })
        ?.worker;
    await eventually(() =>
      expect(workerOf('orders')?.connection.status).toBe('live'),
    );
    await eventually(() => expect(echo.requests()).toBeGreaterThan(16));

    // What goes wrong is logged as well.
    await worker.setFaults([{ kind: 'garbage' }]);
    await management.setFaults([{ kind: 'unauthorized' }]);
    await eventually(() =>
      expect(observer.listManagementClusters()[0].connection.status).toBe(
        'unauthorized',
      ),
    );
    await management.setFaults([{ kind: 'vanish' }]);
    await eventually(() =>
      expect(observer.listManagementClusters()[0].connection.status).not.toBe(
        'unauthorized',
      ),
    );

    const lines = [
      logger.error,
      logger.warn,
      logger.info,
      logger.debug,
      logger.child,
    ].flatMap(level => level.mock.calls.map(call => inspect(call)));
    const debug = logger.debug.mock.calls.map(([message]) => message);
    for (const name of ['orders', 'payments']) {
      expect(debug.join('\n')).toContain(`m/team-a/${name}: applications`);
    }
    const shown = ['orders', 'payments'].map(name => {
      const { connection } = workerOf(name)!;
      return inspect(connection);
    });
    expect(shown.join()).toContain('message');
    for (const line of [...lines, ...shown]) {
      for (const token of [TOKEN, WORKER_TOKEN, HOSTILE_TOKEN]) {
        expect(line).not.toContain(token);
        expect(holdsSecret(line, [token]) && line).toBe(false);
      }
    }
  });
});
