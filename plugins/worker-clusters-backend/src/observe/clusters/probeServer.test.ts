import assert from 'node:assert/strict';
import type { ApiServer } from '@worker-clusters/sandbox';
import { eventually } from '../../__testUtils__/eventually';
import { startRecording } from '../../__testUtils__/recordRequests';
import { FreezableProxy } from '../__testUtils__/FreezableProxy';
import {
  claim,
  installArgoCd,
  keyOf,
  portalSecret,
  TestFleet,
  TOKEN,
} from '../__testUtils__/TestFleet';
import { FAST } from '../__testUtils__/testReflector';
import { ApiError } from '../http/ApiError';
import type { ApiServerClient } from '../http/ApiServerClient';
import { DEFAULT_TIMINGS } from '../watch/Reflector';
import { probeServer } from './probeServer';

jest.setTimeout(60_000);

const QUIET_MS = 300;
const timings = { ...FAST, quietMs: QUIET_MS, probeMs: 300 };
const ORDERS = { managementCluster: 'm', namespace: 'team-a', name: 'orders' };

it('notices a server that hangs within a minute', () => {
  const { quietMs, probeMs } = DEFAULT_TIMINGS;
  expect(1.1 * quietMs + probeMs).toBeLessThan(45_000);
});

describe('a server that hangs in the middle of its watches', () => {
  let fleet: TestFleet;
  let management: ApiServer;
  let worker: ApiServer;
  let managementProxy: FreezableProxy;
  let workerProxy: FreezableProxy;
  let observer: ReturnType<TestFleet['observe']>['observer'];

  const management_ = () => observer.listManagementClusters()[0].connection;
  const worker_ = () => observer.getCluster(ORDERS)?.worker?.connection;
  const connections = () => [management_().status, worker_()?.status];

  beforeEach(async () => {
    fleet = await TestFleet.create();
    management = await fleet.startServer('management');
    worker = await fleet.startServer('worker');
    managementProxy = await FreezableProxy.start(management.url);
    workerProxy = await FreezableProxy.start(worker.url);
    installArgoCd(worker);
    management.client.create(claim('orders', workerProxy.url));
    management.client.create(
      portalSecret('orders', {
        token: TOKEN,
        'ca.crt': fleet.ca.certificate,
      }),
    );
    ({ observer } = fleet.observe({ m: managementProxy }, { timings }));
    await eventually(() => assert.deepEqual(connections(), ['live', 'live']));
  });
  afterEach(async () => {
    managementProxy.thaw();
    workerProxy.thaw();
    await fleet.close();
    await managementProxy.close();
    await workerProxy.close();
  });

  it('is noticed on a worker, whose applications go on when it is back', async () => {
    workerProxy.freeze();
    await eventually(() => expect(worker_()?.status).toBe('stale'), 5000);
    expect(worker_()?.message).toMatch(/did not answer within 0.3 s/);
    expect(management_().status).toBe('live');
    worker.client.patchStatus(
      {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        namespace: 'argocd',
        name: 'checkout',
      },
      { health: { status: 'Degraded' } },
    );
    // Long enough for the watches to be cut.
    await new Promise(resolve => setTimeout(resolve, 2000));
    workerProxy.thaw();
    await eventually(() => expect(worker_()?.status).toBe('live'));
    await eventually(() =>
      expect(observer.getCluster(ORDERS)?.worker?.applications).toMatchObject([
        { health: 'Degraded' },
      ]),
    );
  });

  it('is noticed on a management cluster, and its workers stay live', async () => {
    managementProxy.freeze();
    await eventually(() => expect(management_().status).toBe('stale'), 5000);
    expect(worker_()?.status).toBe('live');
    management.client.delete(keyOf(claim('orders')));
    managementProxy.thaw();
    await eventually(() => expect(management_().status).toBe('live'));
    await eventually(() => expect(observer.listClusters('m')).toEqual([]));
  });

  it('costs a request per quiet time, and none while something is heard', async () => {
    const { requests, stop } = startRecording();
    const wait = 5 * QUIET_MS;
    await new Promise(resolve => setTimeout(resolve, wait));
    stop();
    const count = (url: string) =>
      requests.filter(r => r.path === '/version' && url.includes(r.origin))
        .length;
    // The review of the portal's rights, once per connection, may still be under way.
    const once = requests.filter(r => r.path.endsWith('/kube-system'));
    expect(once.length).toBeLessThanOrEqual(1);
    expect(
      requests.filter(r => r.path !== '/version' && !once.includes(r)),
    ).toEqual([]);
    for (const { url } of [managementProxy, workerProxy]) {
      expect(count(url)).toBeGreaterThanOrEqual(2);
      expect(count(url)).toBeLessThanOrEqual(5);
    }
    expect(connections()).toEqual(['live', 'live']);
  });
});

describe('probeServer', () => {
  /** @param answers - of one request after the other; the last one stays */
  async function probe(
    answers: Array<ApiError | object>,
    until: (events: string[]) => boolean,
  ) {
    const events: string[] = [];
    const abort = new AbortController();
    const client = {
      heardAt: Date.now(),
      cutStreams: (error: ApiError) => events.push(`cut ${error.kind}`),
      async getJson() {
        const answer = answers.length > 1 ? answers.shift()! : answers[0];
        const silent =
          answer instanceof ApiError && answer.kind === 'unreachable';
        if (!silent) client.heardAt = Date.now();
        if (answer instanceof ApiError) {
          events.push(answer.kind);
          throw answer;
        }
        return answer;
      },
    };
    const running = probeServer({
      client: client as unknown as ApiServerClient,
      timings: { ...timings, quietMs: 20 },
      signal: abort.signal,
      onAnswer: answer => events.push(`answer ${JSON.stringify(answer)}`),
      onSilence: error => events.push(`silence ${error.kind}`),
    });
    await eventually(() => assert(until(events)));
    abort.abort();
    await running;
    return events;
  }
  const silence = new ApiError('unreachable', {
    message: 'nothing came',
    messageCode: { code: 'test' },
  });

  it('cuts the watches after two requests without an answer, once', async () => {
    const version = { gitVersion: 'v1.34.1' };
    const events = await probe([silence, silence, silence, version], all =>
      all.includes('answer {"gitVersion":"v1.34.1"}'),
    );
    expect(events.filter(e => e.startsWith('cut'))).toEqual([
      'cut unreachable',
    ]);
    expect(events.indexOf('cut unreachable')).toBe(4);
  });

  it.each(['unauthorized', 'forbidden', 'throttled', 'rejected'] as const)(
    'takes an answer that is %s as a sign of life',
    async kind => {
      const events = await probe(
        [new ApiError(kind, { message: kind, messageCode: { code: 'test' } })],
        all => all.length >= 3,
      );
      expect([...new Set(events)]).toEqual([kind]);
    },
  );
});
