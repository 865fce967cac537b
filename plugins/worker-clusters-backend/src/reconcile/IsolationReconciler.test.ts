import { onlyReplica } from '../replicas/__testUtils__/membership';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import type { ClusterRef } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { ConfigProblems } from '@worker-clusters/backstage-plugin-worker-clusters-node/config';
import { FakeObserver } from '../__testUtils__/FakeObserver';
import {
  claim,
  observation,
  worker,
} from '../derive/__testUtils__/observation';
import { workerIsolation } from '../derive/__testUtils__/isolation';
import type {
  ClusterObservation,
  ManagementIsolation,
  WorkerIsolation,
} from '../observe/types';
import { WorkQueue } from '../queue';
import { aCluster, openStore, refOf } from '../store/__testUtils__/fleet';
import type { WriteResult } from '../store/types';
import { FaultLog } from './FaultLog';
import { IsolationReconciler } from './IsolationReconciler';
import { readIsolationConfig } from './isolationConfig';

jest.setTimeout(60_000);
const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

const HOUR = 60 * 60_000;
const NOW = Date.parse('2026-11-28T12:00:00Z');

const seen = (
  ref: ClusterRef,
  isolation: Partial<WorkerIsolation> = {},
  rest: Partial<ClusterObservation> = {},
) =>
  observation({
    ref,
    compositionName: 'workercluster-aws',
    allowedCompositions: ['workercluster-aws'],
    managementApplications: { value: [] },
    worker: worker({ isolation: workerIsolation(isolation) }),
    ...rest,
  });

describe('IsolationReconciler', () => {
  const queues: WorkQueue<'isolation'>[] = [];
  afterEach(async () => {
    await Promise.all(queues.splice(0).map(queue => queue.stop()));
  });

  async function setup(...names: string[]) {
    const { store, knex } = await openStore(databases, 'SQLITE_3');
    await store.writeClusters(names.map(name => aCluster(name)));
    const observer = new FakeObserver('main');
    const queue = new WorkQueue<'isolation'>({
      onError: (_, error) => {
        throw error;
      },
    });
    queues.push(queue);
    const logger = mockServices.logger.mock();
    const changes: WriteResult[] = [];
    const clock = { now: NOW };
    const reconciler = new IsolationReconciler({
      observer,
      membership: onlyReplica,
      store,
      // The queue's interval is for a fleet.
      queue: {
        add: (type, key) => queue.add(type, key),
        addAfter: (type, key, ms) => queue.addAfter(type, key, ms),
        process: (type, options) =>
          queue.process(type, { ...options, intervalMs: 0 }),
      },
      faults: new FaultLog(logger),
      settings: readIsolationConfig(
        new ConfigReader({}),
        new ConfigProblems(logger),
      ),
      onChange: result => changes.push(result),
      now: () => new Date(clock.now),
    });
    reconciler.start();
    const report = (subject: ClusterRef | string = refOf(names[0])) =>
      store.findings.report(subject, new Date(clock.now));
    const open = async (subject?: ClusterRef | string) =>
      (await report(subject)).findings.map(f => `${f.rule} ${f.object.name}`);
    return {
      ...{ store, knex, observer, queue, logger, changes, clock },
      ...{ reconciler, report, open },
    };
  }

  it('stores what the rules find, and resolves it when it is gone', async () => {
    const { observer, queue, changes, open } = await setup('alpha');
    const ref = refOf('alpha');
    observer.see(seen(ref, { settings: { value: { reconciliation: {} } } }));
    await queue.idle();
    expect(await open()).toEqual(['local-administrator argocd-cm']);
    expect(changes.map(c => c.changed)).toEqual([[ref]]);
    observer.see(seen(ref));
    await queue.idle();
    expect(await open()).toEqual([]);
    expect(changes).toHaveLength(2);
  });

  it('writes nothing while nothing of it changes', async () => {
    const { observer, queue, knex } = await setup('alpha');
    observer.see(seen(refOf('alpha')));
    await queue.idle();
    const statements: string[] = [];
    knex.on('query', ({ sql }) => statements.push(sql));
    observer.see(seen(refOf('alpha')));
    await queue.idle();
    expect(statements).toEqual([]);
  });

  it('finds a credential that grew old, and touches what stands, once an hour', async () => {
    const { observer, queue, clock, open, report } = await setup('alpha');
    observer.see(
      seen(refOf('alpha'), { settings: { value: { reconciliation: {} } } }),
    );
    await queue.idle();
    expect(queue.depth('isolation').delayed).toBe(1);
    clock.now += 70 * 24 * HOUR;
    queue.add('isolation', 'main/clusters-dev/alpha');
    await queue.idle();
    expect(await open()).toEqual([
      'local-administrator argocd-cm',
      'credential-age portal',
    ]);
    const [first] = (await report()).findings;
    expect(first.lastSeen).toBe(new Date(clock.now).toISOString());
    expect(first.firstSeen).toBe(new Date(NOW).toISOString());
  });

  it('waits for what has not been read as a whole, and for a cluster that is not stored', async () => {
    const { store, observer, queue, reconciler, open, report } = await setup(
      'alpha',
    );
    const findings = { settings: { value: { reconciliation: {} } } };
    observer.see(seen(refOf('alpha'), findings, { notSynced: true }));
    observer.see(seen(refOf('beta'), findings));
    await queue.idle();
    expect(await open()).toEqual([]);
    await store.writeClusters([aCluster('beta')]);
    reconciler.enqueue([refOf('beta')]);
    await queue.idle();
    expect(await open(refOf('beta'))).toHaveLength(1);
    const { rules } = await report();
    expect(rules.every(r => r.state === 'notChecked')).toBe(true);
  });

  it('keeps what was found through a restart with a worker that does not answer', async () => {
    const { observer, queue, open } = await setup('alpha');
    const ref = refOf('alpha');
    observer.see(
      seen(ref, {
        projects: {
          value: [
            {
              name: 'team',
              namespace: 'argocd',
              sourceRepos: ['*'],
              destinations: [],
              clusterResourceWhitelist: [],
            },
          ],
        },
      }),
    );
    await queue.idle();
    expect(await open()).toEqual(['project-sources team']);
    observer.see(seen(ref, { projects: { pending: true } }));
    await queue.idle();
    expect(await open()).toEqual(['project-sources team']);
  });

  it('says why a cluster without a credential is not checked', async () => {
    const { observer, queue, report } = await setup('alpha');
    observer.see(seen(refOf('alpha'), {}, { worker: undefined }));
    await queue.idle();
    const { rules } = await report();
    expect(rules.find(r => r.rule === 'project-sources')).toMatchObject({
      state: 'notChecked',
      reason: 'The claim does not name a credential for the portal (yet).',
    });
    expect(rules.find(r => r.rule === 'composition')?.state).toBe('ok');
  });

  it('checks the management cluster', async () => {
    const { observer, queue, open, changes } = await setup('alpha');
    const isolation: ManagementIsolation = {
      argocdNamespace: 'argocd',
      clusterSecrets: { value: ['worker'] },
      rights: { pending: true },
      credential: { notChecked: { message: 'The portal has no credential.' } },
      foreignApplications: {
        value: [{ name: 'web', namespace: 'argocd', destinationName: 'x' }],
      },
    };
    observer.manage('main', { isolation });
    await queue.idle();
    expect(await open('main')).toEqual([
      'management-destination web',
      'cluster-secret worker',
    ]);
    expect(changes).toEqual([expect.objectContaining({ changed: [] })]);
  });

  it('lets one cluster that cannot be checked cost the others nothing', async () => {
    const { observer, queue, logger, open } = await setup('alpha', 'beta');
    observer.see(
      seen(refOf('beta'), { projects: 5 as any }),
      seen(refOf('alpha'), { settings: { value: { reconciliation: {} } } }),
    );
    await queue.idle();
    expect(await open()).toHaveLength(1);
    expect(logger.warn).toHaveBeenCalledTimes(1);
  });

  it('tries again what the database did not take', async () => {
    const { observer, queue, knex, open } = await setup('alpha');
    await knex.schema.renameTable('isolation_checks', 'away');
    observer.see(
      seen(refOf('alpha'), { settings: { value: { reconciliation: {} } } }),
    );
    await queue.idle();
    await knex.schema.renameTable('away', 'isolation_checks');
    expect(await open()).toEqual([]);
    await new Promise(done => {
      setTimeout(done, 1100);
    });
    await queue.idle();
    expect(await open()).toHaveLength(1);
  });

  it('checks the claim of another Composition than the allowed one', async () => {
    const { observer, queue, open } = await setup('alpha');
    observer.see(
      seen(refOf('alpha'), {}, { compositionName: 'mine', claim: claim() }),
    );
    await queue.idle();
    expect(await open()).toEqual(['composition dev']);
  });
});

describe('readIsolationConfig', () => {
  const DAYS = 24 * HOUR;
  it.each([
    [{}, 90 * DAYS],
    [{ maxCredentialAge: { days: 30 } }, 30 * DAYS],
    [{ maxCredentialAge: 'P7D' }, 7 * DAYS],
    [{ maxCredentialAge: 'a while' }, 90 * DAYS],
  ])('of %j is %d ms', (isolation, ms) => {
    const config = new ConfigReader({ workerClusters: { isolation } });
    const problems = new ConfigProblems(mockServices.logger.mock());
    expect(readIsolationConfig(config, problems).maxCredentialAgeMs).toBe(ms);
  });
});
