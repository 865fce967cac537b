import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { ClusterRef } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { eventually } from '../__testUtils__/eventually';
import { FakeObserver } from '../__testUtils__/FakeObserver';
import {
  application,
  claim,
  condition,
  meta,
  observation,
  worker,
} from '../derive/__testUtils__/observation';
import type { ArgoApplication, ClusterObservation } from '../observe/types';
import { WorkQueue } from '../queue';
import {
  aCluster,
  allOf,
  aRequest,
  openStore,
} from '../store/__testUtils__/fleet';
import type { IsolationWrite } from '../store/findings/types';
import type {
  ApplicationChanges,
  FleetStore,
  WriteResult,
} from '../store/types';
import { FaultLog } from './FaultLog';
import { startReconcilers } from './__testUtils__/startReconcilers';
import type { FleetWork } from './FleetReconciler';

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

/** A store with some methods of its own. */
function override(store: FleetStore, methods: Partial<FleetStore>): FleetStore {
  return new Proxy(store, {
    get: (target, name: keyof FleetStore) => {
      const value = methods[name] ?? target[name];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

const aFinding = (subject: string): IsolationWrite => ({
  subject,
  outcomes: [{ rule: 'portal-rights', state: 'found', count: 1 }],
  findings: [
    {
      rule: 'portal-rights',
      severity: 'high',
      object: { kind: 'ServiceAccount', name: 'portal' },
      evidence: 'create pods',
    },
  ],
});

describe('FleetReconciler', () => {
  const queues: WorkQueue<FleetWork>[] = [];
  afterEach(async () => {
    await Promise.all(queues.splice(0).map(queue => queue.stop()));
  });

  function openQueue() {
    const queue = new WorkQueue<FleetWork>({
      onError: (_, error) => {
        throw error;
      },
    });
    queues.push(queue);
    return queue;
  }

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
    const queue = openQueue();
    startReconcilers({
      observer: options.observer,
      store: options.wrap?.(store) ?? store,
      queue,
      faults: new FaultLog(logger),
      onChange: result => changes.push(result),
      failedAfterMs: options.failedAfterMs,
    });
    const phases = async () =>
      Object.fromEntries(
        (await store.list({ limit: 500 })).items.map(c => [
          `${c.managementCluster}/${c.name}`,
          c.phase.phase,
        ]),
      );
    return { store, queue, logger, changes, phases };
  }

  it('writes many clusters in few transactions, and nothing when nothing changed', async () => {
    const observer = new FakeObserver('main');
    const { queue, changes, store } = await setup({ observer });
    const all = Array.from({ length: 450 }, (_, i) => seen(`c${i}`));
    observer.list('main', ...all);
    await queue.idle();
    expect((await store.list({ limit: 1 })).totalItems).toBe(450);
    const writes = changes.filter(c => c.changed.length);
    expect(writes.map(c => c.changed.length)).toEqual([200, 200, 50]);

    const before = await store.revision();
    observer.see(...all);
    await queue.idle();
    expect(await store.revision()).toBe(before);
  });

  it('removes what is gone, but only after a complete list, and never for another management cluster', async () => {
    const observer = new FakeObserver('main', 'down');
    const { queue, phases } = await setup({
      observer,
      prepare: store =>
        store.writeClusters([
          aCluster('stays'),
          aCluster('gone'),
          aCluster('far', { ref: refOf('far', 'down') }),
        ]),
    });
    await queue.idle();
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
    await queue.idle();
    expect(await phases()).toEqual(everything);

    observer.list('main', seen('stays'));
    await queue.idle();
    expect(await phases()).toEqual({
      'main/stays': 'ready',
      'down/far': 'ready',
    });
  });

  it('removes nothing while the name of a configured management cluster cannot be read', async () => {
    const observer = new FakeObserver('main');
    observer.hasUnnamed = true;
    const { queue, phases } = await setup({
      observer,
      prepare: s =>
        s.writeClusters([
          aCluster('alpha'),
          aCluster('old', { ref: refOf('old', 'former') }),
        ]),
    });
    await queue.idle();
    expect(await phases()).toEqual({
      'main/alpha': 'ready',
      'former/old': 'ready',
    });
  });

  it('removes the clusters of a management cluster that is not configured any more', async () => {
    const observer = new FakeObserver('main');
    const { queue, phases, changes, store } = await setup({
      observer,
      prepare: async s => {
        await s.writeClusters([
          aCluster('alpha'),
          aCluster('old', { ref: refOf('old', 'former') }),
        ]);
        await s.findings.write(
          ['main', 'former'].map(aFinding),
          new Date('2026-11-23T08:00:00Z'),
        );
      },
    });
    await queue.idle();
    expect(await phases()).toEqual({ 'main/alpha': 'ready' });
    const findings = async (name: string) =>
      (await store.findings.report(name, new Date())).findings;
    expect(await findings('main')).toHaveLength(1);
    expect(await findings('former')).toEqual([]);
    expect(changes.flatMap(c => c.changed)).toContainEqual(
      refOf('old', 'former'),
    );
  });

  it('says connecting of what it has not heard, once, and keeps the age', async () => {
    const observer = new FakeObserver('main');
    const { queue, store } = await setup({
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
    await queue.idle();
    const [alpha, without] = (await store.list({})).items;
    expect(alpha.connection).toMatchObject({
      status: 'connecting',
      lastSeen: '2026-11-23T08:00:00.000Z',
    });
    expect(alpha.applications).toEqual(aCluster('alpha').state.applications);
    expect(without.connection.status).toBe('unknown');

    // Another start before anything was heard changes nothing more.
    const revision = await store.revision();
    const nextQueue = openQueue();
    startReconcilers({
      observer,
      store,
      queue: nextQueue,
      faults: new FaultLog(mockServices.logger.mock()),
      onChange: () => {},
    });
    await nextQueue.idle();
    expect(await store.revision()).toBe(revision);
  });

  it('shows a request of which only the pull request is stored', async () => {
    const observer = new FakeObserver('main');
    const { queue, phases } = await setup({
      observer,
      prepare: store => store.saveRequests([aRequest('asked', 7)]),
    });
    await queue.idle();
    expect(await phases()).toEqual({ 'main/asked': 'requested' });
  });

  it('gives the place of a deleted cluster to a new request', async () => {
    const observer = new FakeObserver('main');
    const { queue, phases, store } = await setup({
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
    await queue.idle();
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
    const { phases, logger } = await setup({
      observer,
      wrap: store =>
        new Proxy(store, {
          get: (target, name: keyof FleetStore) => {
            const value = target[name];
            if (typeof value !== 'function') return value;
            return async (...args: unknown[]) => {
              if (down) throw new Error('database is locked');
              return (value as any).apply(target, args);
            };
          },
        }),
    });
    observer.list('main', seen('alpha'));
    observer.see(seen('beta'));
    await eventually(() => expect(logger.warn).toHaveBeenCalled());
    down = false;
    await eventually(async () =>
      expect(await phases()).toEqual({
        'main/alpha': 'ready',
        'main/beta': 'ready',
      }),
    );
    expect(new Set(logger.warn.mock.calls.map(([m]) => m))).toEqual(
      new Set([
        'Bringing the fleet in the database up to date failed: database is locked',
        'Writing the management clusters to the database failed: database is locked',
      ]),
    );
    expect(logger.info.mock.calls).toContainEqual([
      'Bringing the fleet in the database up to date works again',
    ]);
  });

  it('writes the others when one cluster cannot be derived, and retries it', async () => {
    const observer = new FakeObserver('main');
    const { queue, phases, logger } = await setup({ observer });
    const broken = { ...seen('broken'), composed: null as any };
    observer.list('main', broken, seen('sound'));
    await queue.idle();
    observer.see(broken);
    await queue.idle();
    expect(await phases()).toEqual({ 'main/sound': 'ready' });
    expect(logger.warn).toHaveBeenCalledTimes(1);
    expect(logger.warn.mock.calls[0][0]).toContain(
      'Deriving the state of worker cluster main/clusters-dev/broken failed',
    );
    // The other one is due again when its verdicts are.
    expect(queue.depth('cluster').delayed).toBe(2);
  });

  it('writes the others when the row of one cluster cannot be written, and retries it', async () => {
    const observer = new FakeObserver('main');
    let broken = true;
    const { queue, phases, logger } = await setup({
      observer,
      wrap: store =>
        override(store, {
          writeClusters: async clusters => {
            if (broken && clusters.some(c => c.state.ref.name === 'c42')) {
              throw new Error('value too long');
            }
            return store.writeClusters(clusters);
          },
        }),
    });
    const all = Array.from({ length: 150 }, (_, i) => seen(`c${i}`));
    observer.list('main', ...all);
    await queue.idle();
    const written = await phases();
    expect(Object.keys(written)).toHaveLength(149);
    expect(written).not.toHaveProperty(['main/c42']);
    expect(logger.warn.mock.calls).toEqual([
      ['Writing worker cluster main/clusters-dev/c42 failed: value too long'],
    ]);
    broken = false;
    await eventually(async () =>
      expect(await phases()).toHaveProperty(['main/c42'], 'ready'),
    );
  });

  it('tries no cluster by itself when the database takes nothing', async () => {
    const observer = new FakeObserver('main');
    let attempts = 0;
    const { queue, logger } = await setup({
      observer,
      wrap: store =>
        override(store, {
          writeClusters: async clusters => {
            if (clusters.length === 0) return store.writeClusters(clusters);
            attempts += 1;
            throw new Error('read-only transaction');
          },
        }),
    });
    observer.list(
      'main',
      ...Array.from({ length: 150 }, (_, i) => seen(`c${i}`)),
    );
    await eventually(() =>
      expect(logger.warn.mock.calls.flat()).toContain(
        'Bringing the fleet in the database up to date failed: read-only transaction',
      ),
    );
    await queue.stop();
    expect(attempts).toBeLessThan(60);
  });

  describe('applications', () => {
    const applications = (count: number) =>
      Array.from({ length: count }, (_, i) => application(`a${i}`));

    /** A store that notes what is written of applications. */
    function recording() {
      const writes: ApplicationChanges[] = [];
      const touched: string[] = [];
      const failing = { times: 0 };
      const wrap = (store: FleetStore) =>
        override(store, {
          writeClusters: async clusters => {
            if (clusters.length && failing.times > 0) {
              failing.times -= 1;
              throw new Error('deadlock detected');
            }
            writes.push(...clusters.flatMap(c => c.applications ?? []));
            return store.writeClusters(clusters);
          },
          touchApplications: async rows => {
            touched.push(...rows.map(r => r.name));
            return store.touchApplications(rows);
          },
        });
      return { writes, touched, failing, wrap };
    }

    const countChanged = (writes: ApplicationChanges[]) =>
      writes.reduce((sum, { changed }) => sum + changed.length, 0);

    const withApplications = (all: ArgoApplication[]) => ({
      ...seen('alpha'),
      worker: worker({ applications: all }),
    });

    it('derives and writes the one of a hundred that changed', async () => {
      const observer = new FakeObserver('main');
      const { writes, wrap } = recording();
      const { queue, store } = await setup({ observer, wrap });
      const before = applications(100);
      observer.list('main', withApplications(before));
      await queue.idle();
      expect(countChanged(writes.splice(0))).toBe(100);

      const after = before.with(42, application('a42', { sync: 'OutOfSync' }));
      observer.see(withApplications(after));
      await queue.idle();
      const [write] = writes.splice(0);
      expect(write.changed.map(a => a.name)).toEqual(['a42']);
      expect(write.base).toEqual(expect.any(String));
      expect((await store.list({})).items[0].applications.bySync).toEqual({
        Synced: 99,
        OutOfSync: 1,
        Unknown: 0,
      });

      observer.see(withApplications(after.slice(1)));
      await queue.idle();
      const [removal] = writes.splice(0);
      expect(removal).toMatchObject({ changed: [], gone: [{ name: 'a0' }] });
      expect(await store.listApplications(refOf('alpha'))).toHaveLength(99);
    });

    it('derives nothing when the same content is listed again, and raises no revision', async () => {
      const observer = new FakeObserver('main');
      const { writes, wrap } = recording();
      const { queue, store } = await setup({ observer, wrap });
      observer.list('main', withApplications(applications(100)));
      await queue.idle();
      const revision = await store.revision();
      writes.length = 0;
      // Other objects, as after other credentials.
      observer.see(withApplications(applications(100)));
      await queue.idle();
      expect(writes).toMatchObject([{ changed: [], gone: [] }]);
      expect(await store.revision()).toBe(revision);
    });

    it('writes what could not be written before', async () => {
      const observer = new FakeObserver('main');
      const { writes, failing, wrap } = recording();
      const { queue, store } = await setup({ observer, wrap });
      const before = applications(10);
      observer.list('main', withApplications(before));
      await queue.idle();
      writes.length = 0;
      failing.times = 1;
      observer.see(
        withApplications(
          before.with(3, application('a3', { health: 'Degraded' })),
        ),
      );
      await eventually(() => expect(writes).toHaveLength(1));
      expect(writes[0].changed.map(a => a.name)).toEqual(['a3']);
      await queue.idle();
      const [{ applications: counts }] = (await store.list({})).items;
      expect(counts.byHealth.Degraded).toBe(1);
    });

    it('derives all when the store has others, for example those of another replica', async () => {
      const observer = new FakeObserver('main');
      const { writes, wrap } = recording();
      const { queue, store } = await setup({ observer, wrap });
      const before = applications(10);
      observer.list('main', withApplications(before));
      await queue.idle();
      const [state] = (await store.getStates([refOf('alpha')])).values();
      await store.writeClusters([{ state, applications: allOf([]) }]);
      writes.length = 0;
      observer.see(
        withApplications(
          before.with(3, application('a3', { health: 'Degraded' })),
        ),
      );
      await eventually(async () =>
        expect(await store.listApplications(refOf('alpha'))).toHaveLength(10),
      );
      expect(writes.map(w => w.changed.length)).toEqual([1, 10]);
    });

    it('takes over what is stored after a restart without a write', async () => {
      const observer = new FakeObserver('main');
      const first = await setup({ observer });
      observer.list('main', withApplications(applications(100)));
      await first.queue.idle();
      await first.queue.stop();
      const rows = await first.store.listApplications(refOf('alpha'));

      const { writes, wrap } = recording();
      const queue = openQueue();
      const next = new FakeObserver('main');
      startReconcilers({
        observer: next,
        store: wrap(first.store),
        queue,
        faults: new FaultLog(mockServices.logger.mock()),
        onChange: () => {},
      });
      await queue.idle();
      next.list('main', withApplications(applications(100)));
      await queue.idle();
      // Given for comparison by hash; the revision is that of the connection, which is live again.
      expect(countChanged(writes)).toBe(100);
      expect(await first.store.listApplications(refOf('alpha'))).toEqual(rows);
    });

    it('writes times of comparison in bulk, and only those that moved', async () => {
      const observer = new FakeObserver('main');
      const { writes, touched, wrap } = recording();
      const { queue, store } = await setup({ observer, wrap });
      const all = applications(5);
      observer.list('main', withApplications(all));
      await queue.idle();
      queue.add('reconciled-at', 'all');
      await queue.idle();
      expect(touched.splice(0)).toHaveLength(5);
      const revision = await store.revision();
      writes.length = 0;

      const time = '2026-11-23T08:30:00.000Z';
      // As the observer does it, without telling anybody.
      all[2].reconciledAt = time;
      queue.add('reconciled-at', 'all');
      await queue.idle();
      queue.add('reconciled-at', 'all');
      await queue.idle();
      expect(touched).toEqual(['a2']);
      expect(writes).toEqual([]);
      const rows = await store.listApplications(refOf('alpha'));
      expect(rows[2].reconciledAt).toBe(time);
      expect(await store.revision()).toBe(revision);
    });
  });

  it('derives again when time alone makes a cluster failed', async () => {
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
