import { MetricsReader } from '../__testUtils__/MetricsReader';
import { eventually } from '../__testUtils__/eventually';
import { registerMetrics } from '../metrics';
import {
  application,
  claim,
  COMPOSITION,
  installArgoCd,
  keyOf,
  portalSecret,
  TestFleet,
  TOKEN,
} from './__testUtils__/TestFleet';

jest.setTimeout(60_000);

const REF = { managementCluster: 'm', namespace: 'team-a', name: 'orders' };
const LABELS = {
  management_cluster: 'm',
  role: 'worker',
  kind: 'applications.argoproj.io',
};

describe('metrics and debug log of a fleet of real API servers', () => {
  let fleet: TestFleet;
  beforeEach(async () => {
    fleet = await TestFleet.create();
  });
  afterEach(() => fleet.close());

  async function observe() {
    const management = await fleet.startServer('management');
    const worker = await fleet.startServer('worker');
    installArgoCd(worker);
    management.client.create(COMPOSITION);
    management.client.create(
      portalSecret('orders', {
        token: TOKEN,
        'ca.crt': fleet.ca.certificate,
      }),
    );
    management.client.create(claim('orders', worker.url));
    const { observer, logger } = fleet.observe({ m: management });
    await eventually(() =>
      expect(observer.getCluster(REF)?.worker).toMatchObject({
        connection: { status: 'live' },
        complete: true,
      }),
    );
    return { observer, logger, worker };
  }

  it('exports what the watches of workers do, without naming one', async () => {
    const { observer, worker } = await observe();
    const reader = new MetricsReader();
    registerMetrics({
      metrics: reader.service,
      configProblems: { list: () => [] },
      observer,
      store: {
        summary: async () => ({ byPhase: {} } as any),
        incidents: async () => ({ items: [], total: 0, clusters: 0 }),
        requestQueue: { count: async () => [] } as any,
        revision: async () => 0,
      },
      queue: {
        depth: () => ({ ready: 0, working: 0, delayed: 0, oldestMs: 0 }),
      },
      work: [],
    });
    const valueOf = async (name: string, attributes: object) =>
      (await reader.read(name)).find(
        p => JSON.stringify(p.attributes) === JSON.stringify(attributes),
      )?.value;

    await eventually(async () =>
      expect(
        await valueOf('worker_clusters.watches', {
          ...LABELS,
          state: 'watching',
        }),
      ).toBe(1),
    );
    expect(await valueOf('worker_clusters.lists', LABELS)).toBe(1);
    expect(await valueOf('worker_clusters.received', LABELS)).toBeGreaterThan(
      100,
    );
    expect(await valueOf('worker_clusters.pages', { state: 'waiting' })).toBe(
      0,
    );

    const events = (await valueOf('worker_clusters.events', LABELS))!;
    worker.client.patchStatus(keyOf(application('checkout')), {
      health: { status: 'Degraded' },
    });
    await eventually(async () =>
      expect(await valueOf('worker_clusters.events', LABELS)).toBe(events + 1),
    );

    const all = (
      await Promise.all(reader.instruments.map(({ name }) => reader.read(name)))
    ).flat();
    expect(JSON.stringify(all)).not.toContain('orders');
  });

  it('names cluster and kind in the debug log, and no token', async () => {
    const { logger } = await observe();
    const of = 'Worker cluster m/team-a/orders: applications.argoproj.io: ';
    await eventually(() =>
      expect(logger.debug.mock.calls.map(([line]) => line)).toEqual(
        expect.arrayContaining([
          `${of}lists for the first time`,
          expect.stringMatching(`^${of}listed 1 objects, \\d+ bytes in`),
          `${of}watch opened`,
          expect.stringContaining(
            'Management cluster m: secrets (metadata.name=orders-portal): ',
          ),
        ]),
      ),
    );
    const said = JSON.stringify(
      (['debug', 'info', 'warn', 'error'] as const).map(
        level => logger[level].mock.calls,
      ),
    );
    expect(said).not.toContain(TOKEN);
    expect(said).not.toContain(Buffer.from(TOKEN).toString('base64'));
  });
});
