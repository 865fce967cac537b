import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type BackendFeature,
  coreServices,
  createBackendPlugin,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { ConfigProblems } from '@worker-clusters/backstage-plugin-worker-clusters-node/config';
import { Router } from 'express';
import request from 'supertest';
import { workerClustersPlugin } from '../plugin';
import { checkPlugin, SIGNALS } from './checkPlugin';

jest.setTimeout(120_000);

let backend: TestBackend | undefined;
let server: Server | undefined;
afterEach(async () => {
  await backend?.stop();
  backend = undefined;
  server?.closeAllConnections();
  await new Promise(resolve => {
    if (server) server.close(resolve);
    else resolve(undefined);
  });
  server = undefined;
});

/** The real one needs a server with WebSockets, which a test backend lacks; `shutdown.test.ts` checks its answer. */
const signalsPlugin = createBackendPlugin({
  pluginId: 'signals',
  register: env =>
    env.registerInit({
      deps: { http: coreServices.httpRouter },
      async init({ http }) {
        http.use(Router().get('/health', (_, res) => res.json({})));
        http.addAuthPolicy({ path: '/health', allow: 'unauthenticated' });
      },
    }),
});

describe('a backend of Backstage', () => {
  const CHECK = 'worker-clusters-check-signals';

  async function start(features: BackendFeature[]) {
    const tasks = new Map<string, () => Promise<void>>();
    const scheduler = mockServices.scheduler.mock({
      scheduleTask: async ({ id, fn }) => {
        tasks.set(id, fn as () => Promise<void>);
      },
    });
    const logger = mockServices.rootLogger.mock();
    logger.child.mockReturnValue(logger);
    backend = await startTestBackend({
      features: [
        ...features,
        workerClustersPlugin,
        catalogServiceMock.factory({ entities: [] }),
        createServiceFactory({
          service: eventsServiceRef,
          deps: {},
          factory: () => mockServices.events(),
        }),
        scheduler.factory,
        logger.factory,
      ],
    });
    const problems = async () => {
      const { body } = await request(backend!.server)
        .get('/api/worker-clusters/v1/fleet')
        .set('Authorization', mockCredentials.user.header());
      return body.configProblems ?? [];
    };
    const logged = () =>
      logger.warn.mock.calls
        .map(([text]) => String(text))
        .filter(text => text.includes('signals'));
    return { check: () => tasks.get(CHECK)!(), problems, logged };
  }

  it('without signals says once what to add, in the log and on the page', async () => {
    const { check, problems, logged } = await start([]);
    await check();
    await check();
    expect(await problems()).toEqual([
      {
        key: 'signals',
        severity: 'warning',
        message: expect.stringContaining(
          'add @backstage/plugin-signals-backend',
        ),
        effect: expect.stringContaining('within half a minute'),
      },
    ]);
    expect(logged()).toEqual([
      expect.stringContaining('add @backstage/plugin-signals-backend'),
    ]);
  });

  it('with signals has nothing to say', async () => {
    const { check, problems, logged } = await start([signalsPlugin]);
    await check();
    expect(await problems()).toEqual([]);
    expect(logged()).toEqual([]);
  });
});

describe('an answer', () => {
  async function setUp(answer: RequestListener, timeoutMs?: number) {
    server = createServer(answer);
    await new Promise<void>(resolve => {
      server!.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    const problems = new ConfigProblems(mockServices.logger.mock());
    const check = () =>
      checkPlugin({
        plugin: SIGNALS,
        discovery: {
          getBaseUrl: async id => `http://127.0.0.1:${port}/api/${id}`,
        },
        problems,
        timeoutMs,
      });
    return { check, keys: () => problems.list().map(({ key }) => key) };
  }

  it('of a plugin that is added later withdraws the problem', async () => {
    let status = 404;
    const { check, keys } = await setUp((_, res) => {
      res.statusCode = status;
      res.end();
    });
    await check();
    expect(keys()).toEqual(['signals']);
    // It cannot be told: what was known stays.
    status = 503;
    await check();
    expect(keys()).toEqual(['signals']);
    status = 401;
    await check();
    expect(keys()).toEqual([]);
    status = 502;
    await check();
    expect(keys()).toEqual([]);
  });

  it('that never comes is no problem of the configuration', async () => {
    const { check, keys } = await setUp(() => {}, 200);
    await check();
    expect(keys()).toEqual([]);
  });
});
