import { TestDatabases } from '@backstage/backend-test-utils';
import { readGitopsFiles } from '@worker-clusters/sandbox';
import { eventually } from './__testUtils__/eventually';
import { claimText, FakeGit } from './__testUtils__/FakeGit';
import { FakeObserver } from './__testUtils__/FakeObserver';
import { MetricsReader } from './__testUtils__/MetricsReader';
import { startPortal } from './__testUtils__/testBackend';
import { claim, meta, observation } from './derive/__testUtils__/observation';
import { registerMetrics } from './metrics';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

const cluster = (name: string) =>
  observation({
    ref: { managementCluster: 'main', namespace: 'clusters-dev', name },
    claim: claim({ metadata: meta(name, { namespace: 'clusters-dev' }) }),
  });

describe('metrics of the running plugin', () => {
  let stop: () => Promise<unknown> = async () => {};
  afterEach(() => stop());

  const start = async (options: { git?: FakeGit } = {}) => {
    const knex = await databases.init('SQLITE_3');
    const observer = new FakeObserver('main');
    const metrics = new MetricsReader();
    const portal = await startPortal({
      ...options,
      observer,
      knex,
      features: [metrics.factory],
    });
    stop = () => portal.stop();
    return { observer, metrics, knex };
  };
  const valueOf = async (
    metrics: MetricsReader,
    name: string,
    attributes: object,
  ) =>
    (await metrics.read(name)).find(
      p => JSON.stringify(p.attributes) === JSON.stringify(attributes),
    )?.value;

  it('counts clusters by phase and connections by management cluster, role and status', async () => {
    const { observer, metrics } = await start();
    observer.list('main', cluster('alpha'), cluster('beta'));
    await eventually(async () => {
      const points = await metrics.read('worker_clusters.clusters');
      expect(points.reduce((sum, p) => sum + p.value, 0)).toBe(2);
    });
    expect(await metrics.read('worker_clusters.connections')).toEqual([
      {
        name: 'worker_clusters.connections',
        attributes: {
          management_cluster: 'main',
          role: 'management',
          status: 'live',
        },
        value: 1,
      },
      expect.objectContaining({
        attributes: expect.objectContaining({ role: 'worker' }),
        value: 2,
      }),
    ]);
    expect(
      (await metrics.read('worker_clusters.revision'))[0].value,
    ).toBeGreaterThan(0);
  });

  it('measures the lag from a change to the store and from there to the notice', async () => {
    const { observer, metrics } = await start();
    observer.list('main', cluster('alpha'));
    await eventually(async () => {
      for (const stage of ['store', 'notice']) {
        expect(
          await valueOf(metrics, 'worker_clusters.lag', { stage }),
        ).toBeGreaterThan(0);
      }
    });
  });

  it('shows work that is left while the database refuses it, and counts the failures', async () => {
    const { observer, metrics, knex } = await start();
    observer.list('main', cluster('alpha'));
    await eventually(async () =>
      expect(await metrics.read('worker_clusters.clusters')).toHaveLength(1),
    );
    await knex.schema.renameTable('clusters', 'clusters_away');
    observer.see(cluster('beta'));
    await eventually(async () => {
      expect(
        await valueOf(metrics, 'worker_clusters.queue.failures', {
          type: 'cluster',
        }),
      ).toBeGreaterThan(0);
      expect(
        await valueOf(metrics, 'worker_clusters.queue.depth', {
          type: 'cluster',
          state: 'delayed',
        }),
        // The next look at alpha, and beta's retry.
      ).toBe(2);
    });
    await knex.schema.renameTable('clusters_away', 'clusters');
  });

  it('counts open requests and their evaluations by result, and times these', async () => {
    const git = new FakeGit();
    const xrd = 'crossplane/xrds/workercluster.yaml';
    const files = readGitopsFiles({ repoUrl: 'http://git', claims: false });
    git.files.set(`main:${xrd}`, files[xrd]);
    git.ask('alpha', {
      content: claimText('alpha').replace('clusters-dev', 'kube-system'),
    });
    git.ask('beta', { content: '{{{' });
    const { metrics } = await start({ git });
    await eventually(async () => {
      for (const result of ['refused', 'problem']) {
        const name = 'worker_clusters.requests';
        const labels = { state: 'open', result };
        expect(await valueOf(metrics, name, labels)).toBe(1);
        expect(
          await valueOf(metrics, `${name}.evaluations`, { result }),
        ).toBeGreaterThan(0);
      }
      expect(
        await valueOf(metrics, 'worker_clusters.requests.oldest', {
          result: 'refused',
        }),
      ).toBeGreaterThanOrEqual(60);
      expect(
        await valueOf(metrics, 'worker_clusters.requests.evaluation', {}),
      ).toBeGreaterThan(0);
    });
  });

  it('counts the refreshes of the pull requests that fail', async () => {
    const git = new FakeGit();
    git.fault = new Error('The Git host does not answer');
    const { metrics } = await start({ git });
    await eventually(async () =>
      expect(
        await valueOf(metrics, 'worker_clusters.requests.failures', {
          step: 'read',
        }),
      ).toBeGreaterThan(0),
    );
  });
});

it('reads what several gauges export once for each export', async () => {
  const reader = new MetricsReader();
  const read: string[] = [];
  registerMetrics({
    metrics: reader.service,
    configProblems: { list: () => [] },
    observer: new FakeObserver(),
    store: {
      incidents: async () => {
        read.push('incidents');
        return { items: [], total: 0, clusters: 0 };
      },
      requestQueue: {
        count: async () => {
          read.push('requests');
          return [];
        },
      },
    } as any,
    queue: {
      depth: () => ({ ready: 0, working: 0, delayed: 0, oldestMs: 0 }),
    },
    work: [],
  });
  const exportAll = () =>
    Promise.all(
      ['incidents', 'incident.clusters', 'requests', 'requests.oldest'].map(
        name => reader.read(`worker_clusters.${name}`),
      ),
    );
  await exportAll();
  expect(read).toEqual(['incidents', 'requests']);
  await exportAll();
  expect(read).toHaveLength(4);
});
