import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { ClusterRef } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { eventually } from '../__testUtils__/eventually';
import { FakeObserver } from '../__testUtils__/FakeObserver';
import {
  claim,
  condition,
  meta,
  observation,
} from '../derive/__testUtils__/observation';
import type { ClusterObservation } from '../observe/types';
import { aCluster, aRequest, openStore } from '../store/__testUtils__/fleet';
import type { FleetStore, WriteResult } from '../store/types';
import { FaultLog } from './FaultLog';
import { FleetReconciler } from './FleetReconciler';

jest.setTimeout(60_000);
const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

function refOf(name: string, managementCluster = 'main'): ClusterRef {
  return { managementCluster, namespace: 'clusters-dev', name };
}

function seen(name: string, managementCluster = 'main'): ClusterObservation {
  return observation({
    ref: refOf(name, managementCluster),
    claim: claim({ metadata: meta(name, { namespace: 'clusters-dev' }) }),
  });
}

describe('FleetReconciler', () => {
  const projectors: FleetReconciler[] = [];
  afterEach(async () => {
    await Promise.all(projectors.splice(0).map(p => p.stop()));
  });

  async function setup(options: {
    observer: FakeObserver;
    prepare?: (store: FleetStore) => Promise<unknown>;
    wrap?: (store: FleetStore) => FleetStore;
    failedAfterMs?: number;
  }) {
    const { store } = await openStore(databases, 'SQLITE_3');
    await options.prepare?.(store);
    const logger = mockServices.logger.mock();
    const changes: WriteResult[] = [];
    const reconciler = new FleetReconciler({
      observer: options.observer,
      store: options.wrap?.(store) ?? store,
      faults: new FaultLog(logger),
      onChange: result => changes.push(result),
      failedAfterMs: options.failedAfterMs,
    });
    projectors.push(reconciler);
    reconciler.start();
    const phases = async () =>
      Object.fromEntries(
        (await store.list({ limit: 500 })).items.map(c => [
          `${c.managementCluster}/${c.name}`,
          c.phase.phase,
        ]),
      );
    return { store, reconciler, logger, changes, phases };
  }

  it('writes many clusters in few transactions, and nothing when nothing changed', async () => {
    const observer = new FakeObserver('main');
    const { reconciler, changes, store } = await setup({ observer });
    const all = Array.from({ length: 450 }, (_, i) => seen(`c${i}`));
    observer.list('main', ...all);
    await reconciler.idle();
    expect((await store.list({ limit: 1 })).totalItems).toBe(450);
    const writes = changes.filter(c => c.changed.length);
    expect(writes.map(c => c.changed.length)).toEqual([200, 200, 50]);

    const before = await store.revision();
    observer.see(...all);
    await reconciler.idle();
    expect(await store.revision()).toBe(before);
  });

  it('removes what is gone, but only after a complete list, and never for another management cluster', async () => {
    const observer = new FakeObserver('main', 'down');
    const { reconciler, phases } = await setup({
      observer,
      prepare: store =>
        store.writeClusters([
          aCluster('stays'),
          aCluster('gone'),
          aCluster('far', { ref: refOf('far', 'down') }),
        ]),
    });
    await reconciler.idle();
    const everything = {
      'main/stays': 'ready',
      'main/gone': 'ready',
      'down/far': 'ready',
    };
    expect(await phases()).toEqual(everything);

    observer.manage('main', {
      connection: { status: 'unreachable', since: '2026-11-23T07:00:00Z' },
    });
    observer.lose(refOf('gone'));
    await reconciler.idle();
    expect(await phases()).toEqual(everything);

    observer.list('main', seen('stays'));
    await reconciler.idle();
    expect(await phases()).toEqual({
      'main/stays': 'ready',
      'down/far': 'ready',
    });
  });

  it('removes the clusters of a management cluster that is not configured any more', async () => {
    const observer = new FakeObserver('main');
    const { reconciler, phases, changes } = await setup({
      observer,
      prepare: async store => {
        await store.writeClusters([
          aCluster('alpha'),
          aCluster('old', { ref: refOf('old', 'former') }),
        ]);
      },
    });
    await reconciler.idle();
    expect(await phases()).toEqual({ 'main/alpha': 'ready' });
    expect(changes.flatMap(c => c.changed)).toContainEqual(
      refOf('old', 'former'),
    );
  });

  it('says connecting of what it has not heard, once, and keeps the age', async () => {
    const observer = new FakeObserver('main');
    const { reconciler, store } = await setup({
      observer,
      prepare: s =>
        s.writeClusters([
          aCluster('alpha', {
            connection: {
              status: 'live',
              since: '2026-11-23T07:00:00.000Z',
              lastSeen: '2026-11-23T08:00:00.000Z',
            },
          }),
          aCluster('without', {
            connection: {
              status: 'unknown',
              since: '2026-11-23T07:00:00.000Z',
            },
          }),
        ]),
    });
    await reconciler.idle();
    const [alpha, without] = (await store.list({})).items;
    expect(alpha.connection).toMatchObject({
      status: 'connecting',
      lastSeen: '2026-11-23T08:00:00.000Z',
    });
    expect(alpha.applications).toEqual(aCluster('alpha').state.applications);
    expect(without.connection.status).toBe('unknown');

    // Another start before anything was heard changes nothing more.
    const revision = await store.revision();
    const next = new FleetReconciler({
      observer,
      store,
      faults: new FaultLog(mockServices.logger.mock()),
      onChange: () => {},
    });
    projectors.push(next);
    next.start();
    await next.idle();
    expect(await store.revision()).toBe(revision);
  });

  it('shows a request of which only the pull request is stored', async () => {
    const observer = new FakeObserver('main');
    const { reconciler, phases } = await setup({
      observer,
      prepare: store => store.saveRequests([aRequest('asked', 7)]),
    });
    await reconciler.idle();
    expect(await phases()).toEqual({ 'main/asked': 'requested' });
  });

  it('gives the place of a deleted cluster to a new request', async () => {
    const observer = new FakeObserver('main');
    const { reconciler, phases, store } = await setup({
      observer,
      prepare: async s => {
        await s.writeClusters([aCluster('again', { phase: 'deleting' })]);
        await s.saveRequests([
          aRequest('again', 7, {
            state: 'merged',
            finishedAt: '2026-11-23T09:00:00.000Z',
          }),
        ]);
      },
    });
    observer.list('main');
    await reconciler.idle();
    expect(await phases()).toEqual({ 'main/again': 'merged' });
    const details = await store.get(refOf('again'));
    expect(details).toMatchObject({
      pullRequest: { number: 7 },
      transitions: [{ phase: 'merged' }],
    });
    expect(details).not.toHaveProperty('entityRef');
  });

  it('waits for a database that does not answer, and loses nothing', async () => {
    const observer = new FakeObserver('main');
    let down = true;
    const { reconciler, phases, logger } = await setup({
      observer,
      wrap: store =>
        new Proxy(store, {
          get:
            (target, name: keyof FleetStore) =>
            async (...args: unknown[]) => {
              if (down) throw new Error('database is locked');
              return (target[name] as any)(...args);
            },
        }),
    });
    observer.list('main', seen('alpha'));
    observer.see(seen('beta'));
    await eventually(() => expect(logger.warn).toHaveBeenCalled());
    down = false;
    await reconciler.idle();
    expect(await phases()).toEqual({
      'main/alpha': 'ready',
      'main/beta': 'ready',
    });
    expect(new Set(logger.warn.mock.calls.map(([m]) => m))).toEqual(
      new Set([
        'Bringing the fleet in the database up to date failed: database is locked',
      ]),
    );
    expect(logger.info.mock.calls).toEqual([
      ['Bringing the fleet in the database up to date works again'],
    ]);
  });

  it('lets one cluster that cannot be judged cost the others nothing', async () => {
    const observer = new FakeObserver('main');
    const { reconciler, phases, logger } = await setup({ observer });
    const broken = { ...seen('broken'), composed: null as any };
    observer.list('main', broken, seen('sound'));
    await reconciler.idle();
    observer.see(broken);
    await reconciler.idle();
    expect(await phases()).toEqual({ 'main/sound': 'ready' });
    expect(logger.warn).toHaveBeenCalledTimes(1);
    expect(logger.warn.mock.calls[0][0]).toContain(
      'Judging worker cluster main/clusters-dev/broken failed',
    );
  });

  it('judges again when time alone makes a cluster failed', async () => {
    const observer = new FakeObserver('main');
    const { phases } = await setup({ observer, failedAfterMs: 400 });
    observer.list('main', {
      ...seen('alpha'),
      claim: claim({
        conditions: [
          condition('Synced', 'False', {
            reason: 'ReconcileError',
            message: 'no such region',
            lastTransitionTime: new Date().toISOString(),
          }),
        ],
        status: {},
      }),
      composed: [],
      worker: undefined,
    });
    await eventually(async () =>
      expect(await phases()).toEqual({ 'main/alpha': 'failed' }),
    );
  });
});
