import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { workerClusterReadPermission } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { FakeObserver } from '../__testUtils__/FakeObserver';
import { eventually } from '../__testUtils__/eventually';
import { startPortal } from '../__testUtils__/testBackend';
import {
  claim,
  meta,
  observation,
  worker,
} from '../derive/__testUtils__/observation';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

/** A cluster of a team whose token is refused. */
const refused = (name: string, team: string) =>
  observation({
    ref: { managementCluster: 'main', namespace: 'clusters-dev', name },
    claim: claim({
      metadata: meta(name, { namespace: 'clusters-dev' }),
      owner: `group:default/${team}`,
    }),
    worker: worker({
      connection: {
        status: 'unauthorized',
        since: '2026-11-20T00:00:00.000Z',
        message: 'token not accepted (401); <img src=x onerror=alert(1)>',
      },
    }),
  });

const onlyOwn = (team: string) => ({
  result: AuthorizeResult.CONDITIONAL,
  pluginId: 'worker-clusters',
  resourceType: 'worker-cluster',
  conditions: {
    rule: 'IS_OWNER',
    resourceType: 'worker-cluster',
    params: { owners: [`group:default/${team}`] },
  },
});

describe('GET /v1/incidents', () => {
  let portal: Awaited<ReturnType<typeof startPortal>>;
  const decisions: Record<string, any> = {};
  const as = (user: string, decision: object, path = '/v1/incidents') => {
    decisions[workerClusterReadPermission.name] = decision;
    return portal.get(
      path,
      mockCredentials.user.header(`user:default/${user}`),
    );
  };

  beforeAll(async () => {
    const observer = new FakeObserver('main');
    portal = await startPortal({
      observer,
      knex: await databases.init('SQLITE_3'),
      decisions,
    });
    observer.list(
      'main',
      refused('pay-1', 'payments'),
      refused('pay-2', 'payments'),
      refused('data-1', 'data'),
    );
    await eventually(async () => {
      const { body } = await portal.get('/v1/incidents');
      if (body.items?.[0]?.count !== 3) throw new Error('Not all written yet');
    });
  });
  afterAll(() => portal?.stop());
  afterEach(() => {
    for (const name of Object.keys(decisions)) delete decisions[name];
  });

  it('has the reason that several clusters share, and answers 304 to its ETag', async () => {
    const { body, headers } = await portal.get('/v1/incidents').expect(200);
    expect(body).toEqual({
      items: [
        {
          id: expect.stringMatching(/^connection-[\w-]+$/),
          kind: 'connection',
          reason: 'unauthorized',
          count: 3,
          firstSeen: '2026-11-20T00:00:00.000Z',
          lastJoined: '2026-11-20T00:00:00.000Z',
          clusters: expect.arrayContaining([
            expect.objectContaining({ name: 'data-1' }),
          ]),
        },
      ],
      total: 1,
      clusters: 3,
    });
    await portal
      .get('/v1/incidents')
      .set('If-None-Match', headers.etag)
      .expect(304);
  });

  it('counts and names only clusters that the caller may see', async () => {
    const payments = await as('pay', onlyOwn('payments')).expect(200);
    expect(payments.body).toMatchObject({
      items: [{ count: 2 }],
      total: 1,
      clusters: 2,
    });
    expect(JSON.stringify(payments.body)).not.toContain('data-1');
    // One of the clusters is his: of that others have it too he learns nothing.
    const data = await as('data', onlyOwn('data')).expect(200);
    expect(data.body).toEqual({ items: [], total: 0, clusters: 1 });
  });

  it('tells nobody who may see no cluster', async () => {
    await as('none', { result: AuthorizeResult.DENY }).expect(403);
  });

  it('filters the fleet to clusters that the caller may see, whoever told the id', async () => {
    const { body } = await portal.get('/v1/incidents').expect(200);
    const path = `/v1/fleet?incident=${body.items[0].id}`;
    const all = await portal.get(path).expect(200);
    expect(all.body.totalItems).toBe(3);
    const data = await as('data', onlyOwn('data'), path).expect(200);
    expect(data.body.clusters.map((c: any) => c.name)).toEqual(['data-1']);
  });

  it.each([
    `incident=${'x'.repeat(300)}`,
    Array.from({ length: 101 }, (_, i) => `incident=${i}`).join('&'),
  ])('refuses a filter that is too long: %#', async query => {
    await portal.get(`/v1/fleet?${query}`).expect(400);
  });
});
