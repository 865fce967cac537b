import { TestDatabases } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import request from 'supertest';
import { eventually } from '../__testUtils__/eventually';
import { FakeObserver } from '../__testUtils__/FakeObserver';
import { startPortal } from '../__testUtils__/testBackend';
import { claim, meta, observation } from '../derive/__testUtils__/observation';
import { assess, type BackendHealth } from './health';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
const SINCE = '2026-11-28T10:00:00.000Z';

const cluster = (name: string) =>
  observation({
    ref: { managementCluster: 'main', namespace: 'clusters-dev', name },
    claim: claim({ metadata: meta(name, { namespace: 'clusters-dev' }) }),
  });

describe('assess', () => {
  type Seen = Parameters<typeof assess>[0];
  const sound: Seen = {
    managementClusters: [
      { name: 'main', status: 'live', since: SINCE, workers: { live: 2 } },
    ],
    database: { status: 'ok', milliseconds: 1 },
    configuration: [],
    queue: [
      { type: 'cluster', ready: 5, working: 5, delayed: 9, oldestSeconds: 1 },
    ],
  };
  const cases: Array<
    [string, Partial<Seen>, BackendHealth['status'], string[]]
  > = [
    ['everything is reached', {}, 'ok', []],
    [
      'workers are not reached',
      {
        managementClusters: [
          { ...sound.managementClusters[0], workers: { unreachable: 2 } },
        ],
      },
      'ok',
      [],
    ],
    [
      'a value of the configuration is wrong, and a key is unknown',
      {
        configuration: [
          {
            key: 'workerClusters.gitops',
            severity: 'error',
            message: 'no repoUrl',
            effect: 'No requests.',
          },
          { key: 'workerClusters.x', severity: 'warning', message: 'unknown' },
        ],
      },
      'degraded',
      ['Configuration: workerClusters.gitops: no repoUrl. No requests.'],
    ],
    [
      'a management cluster is not reached',
      {
        managementClusters: [
          sound.managementClusters[0],
          {
            name: 'eu',
            status: 'unreachable',
            since: SINCE,
            message: 'https://eu refuses connections',
            workers: {},
          },
        ],
      },
      'degraded',
      [
        `Management cluster eu: unreachable since ${SINCE}: https://eu refuses connections`,
      ],
    ],
    [
      'work waits for longer than a minute',
      { queue: [{ ...sound.queue[0], ready: 800, oldestSeconds: 75 }] },
      'degraded',
      ['Work queue: 800 of type cluster are ready, the oldest for 75 s'],
    ],
    [
      'the database does not answer',
      {
        database: {
          status: 'failed',
          milliseconds: 5,
          message: 'connect ECONNREFUSED',
        },
      },
      'failed',
      ['Database: connect ECONNREFUSED'],
    ],
  ];

  it.each(cases)('when %s', (_, seen, status, problems) => {
    expect(assess({ ...sound, ...seen })).toMatchObject({ status, problems });
  });
});

describe('GET /v1/health', () => {
  const stops: Array<() => Promise<unknown>> = [];
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });
  const start = async (
    options: Omit<Parameters<typeof startPortal>[0], 'observer'>,
  ) => {
    const observer = new FakeObserver('main');
    const portal = await startPortal({ observer, ...options });
    stops.push(() => portal.stop());
    return { observer, portal };
  };

  it('tells how management clusters, database and queue stand', async () => {
    const knex = await databases.init('SQLITE_3');
    const { observer, portal } = await start({ knex });
    observer.list('main', cluster('alpha'));
    await eventually(async () => {
      const { body } = await portal.get('/v1/health').expect(200);
      expect(body).toMatchObject({
        status: 'ok',
        problems: [],
        managementClusters: [
          { name: 'main', status: 'live', workers: expect.any(Object) },
        ],
        database: { status: 'ok' },
        queue: expect.arrayContaining([
          expect.objectContaining({ type: 'cluster', ready: 0, working: 0 }),
        ]),
      });
    });
  });

  it('says that the database failed, and answers', async () => {
    const knex = await databases.init('SQLITE_3');
    const { portal } = await start({ knex });
    await knex.schema.renameTable('fleet_revision', 'fleet_revision_away');
    const { body } = await portal.get('/v1/health').expect(200);
    expect(body).toMatchObject({
      status: 'failed',
      database: { status: 'failed', message: expect.any(String) },
    });
    await knex.schema.renameTable('fleet_revision_away', 'fleet_revision');
  });

  it('is for callers who may read management clusters', async () => {
    const knex = await databases.init('SQLITE_3');
    const { portal } = await start({
      knex,
      decisions: {
        'worker-clusters.management-cluster.read': {
          result: AuthorizeResult.DENY,
        },
      },
    });
    expect((await portal.get('/v1/health')).status).toBe(403);
  });

  it('leaves the backend ready, serving the stored state, while a management cluster is not reached', async () => {
    const knex = await databases.init('SQLITE_3');
    const before = await start({ knex });
    before.observer.list('main', cluster('alpha'));
    await eventually(async () => {
      const { body } = await before.portal.get('/v1/clusters').expect(200);
      expect(body.totalItems).toBe(1);
    });
    await before.portal.stop();
    stops.pop();

    const { observer, portal } = await start({ knex });
    observer.manage('main', {
      connection: { status: 'unreachable', since: SINCE },
    });
    const { body } = await portal.get('/v1/clusters').expect(200);
    expect(body.totalItems).toBe(1);
    await request(portal.backend.server)
      .get('/.backstage/health/v1/readiness')
      .expect(200);
    expect((await portal.get('/v1/health')).body.status).toBe('degraded');
  });
});
