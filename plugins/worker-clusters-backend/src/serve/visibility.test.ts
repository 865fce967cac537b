import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { FLEET_ANSWER_SHARE_MS } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { FakeObserver } from '../__testUtils__/FakeObserver';
import { eventually } from '../__testUtils__/eventually';
import { startPortal } from '../__testUtils__/testBackend';
import { workerIsolation } from '../derive/__testUtils__/isolation';
import {
  claim,
  meta,
  observation,
  worker,
} from '../derive/__testUtils__/observation';
import { DECISION_MAX_AGE_MS } from './DecisionCache';
import { spec } from './openapi';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
const userHeader = (name: string) =>
  mockCredentials.user.header(`user:default/${name}`);

function ownedBy(owner: string, name: string) {
  const ref = { managementCluster: 'main', namespace: 'clusters-dev', name };
  return observation({
    ref,
    claim: claim({
      metadata: meta(name, { namespace: 'clusters-dev' }),
      owner,
    }),
    // The two share a token: the finding of the one is about the other.
    worker: worker({
      isolation: workerIsolation({
        sharedCredential: ['pay-1', 'find-1']
          .filter(other => other !== name)
          .map(other => ({ ...ref, name: other })),
      }),
    }),
  });
}

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

describe('answers that are shared', () => {
  let portal: Awaited<ReturnType<typeof startPortal>>;
  let revoked: Set<string>;
  let statements: string[];

  beforeAll(async () => {
    const knex = await databases.init('SQLITE_3');
    const observer = new FakeObserver('main');
    portal = await startPortal({ observer, knex });
    revoked = new Set();
    portal.permissions.authorizeConditional.mockImplementation(
      async (queries, options) => {
        const user: string = (options as any).credentials.principal
          .userEntityRef;
        return queries.map(() => {
          if (revoked.has(user)) return { result: AuthorizeResult.DENY };
          if (user.endsWith('/root')) return { result: AuthorizeResult.ALLOW };
          return onlyOwn(user.includes('ada') ? 'payments' : 'search');
        }) as any;
      },
    );
    observer.list(
      'main',
      ownedBy('group:default/payments', 'pay-1'),
      ownedBy('group:default/search', 'find-1'),
    );
    await eventually(async () => {
      const { body } = await portal.get('/v1/clusters', userHeader('root'));
      if (body.totalItems !== 2) throw new Error('The fleet is not up');
      const findings = await portal.get('/v1/findings', userHeader('root'));
      if (findings.body.counts.high !== 2) throw new Error('No findings yet');
    });
    await knex('review_requests').insert({
      number: 1,
      state: 'open',
      created_at: '2026-11-23T08:00:00.000Z',
      result: 'allowed',
      data: JSON.stringify({
        request: {
          number: 1,
          url: 'https://git.example.org/pulls/1',
          title: 'Resize pay-1',
          state: 'open',
          createdAt: '2026-11-23T08:00:00.000Z',
          changes: [],
          conflicts: [],
        },
      }),
      diffs: JSON.stringify([{ path: 'pay-1.yaml', diff: '+name: pay-1' }]),
    });
    await knex('review_request_clusters').insert({
      number: 1,
      cluster_key: 'main/clusters-dev/pay-1',
    });
    statements = [];
    knex.on('query', ({ sql }) => statements.push(sql));
  });
  afterAll(() => portal.stop());

  /** Every route that answers from memory. */
  const ROUTES = [
    '/v1/fleet',
    '/v1/fleet?search=1',
    '/v1/clusters',
    '/v1/clusters?may=update',
    '/v1/summary',
    '/v1/applications',
    '/v1/applications?cluster=main%2Fclusters-dev%2Fpay-1',
    '/v1/applications?search=pay-1',
    '/v1/deployments?name=web',
    '/v1/deployments?selector=%21hidden',
    '/v1/deployments/clusters?name=web',
    '/v1/deployments?project=workloads&clusterName=pay-1',
    '/v1/applications/matrix',
    '/v1/applications/matrix?only=drift',
    '/v1/clusters/main/clusters-dev/pay-1',
    '/v1/clusters/main/clusters-dev/pay-1/applications',
    '/v1/clusters/main/clusters-dev/pay-1/infrastructure',
    '/v1/clusters/main/clusters-dev/pay-1/isolation',
    '/v1/clusters/main/clusters-dev/pay-1/transitions',
    '/v1/findings',
    '/v1/findings?severity=high',
    '/v1/incidents',
    '/v1/isolation',
    '/v1/management-clusters',
    '/v1/requests',
    '/v1/requests/1',
    '/v1/requests?order=asc&verb=create&owner=group%3Adefault%2Fsearch',
  ];

  it('are tested on every route that answers from memory', () => {
    const matcher = (path: string) =>
      new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}(\\?|$)`);
    const others = Object.entries(spec.paths)
      .filter(([, operations]) => 'get' in operations)
      .map(([path]) => path)
      .filter(path => !ROUTES.some(route => matcher(path).test(route)));
    // The permission for each of these is decided with every request; access and entities are for services only.
    expect(others.sort()).toEqual([
      '/v1/claims/definition',
      '/v1/claims/form',
      '/v1/clusters/{managementCluster}/{namespace}/{name}/access',
      '/v1/clusters/{managementCluster}/{namespace}/{name}/claim',
      '/v1/entities',
      '/v1/health',
      '/v1/requests/rights',
    ]);
  });

  it.each(ROUTES)(
    'show nothing of what another caller may see, in whatever order they come: %s',
    async route => {
      const seen = async (user: string) => {
        const answer = await portal.get(route, userHeader(user));
        return JSON.stringify([answer.status, answer.body]);
      };
      const tags = async (user: string) =>
        (await portal.get(route, userHeader(user))).headers.etag;
      // Who may see all fills the cache first.
      const all = await seen('root');
      const [ada, bob, ada2] = [
        await seen('ada'),
        await seen('bob'),
        await seen('ada-2'),
      ];
      expect(bob).not.toContain('pay-1","environment');
      expect(bob).not.toMatch(/"name":"pay-1"/);
      expect(ada).not.toContain('find-1');
      expect(ada2).toBe(ada);
      expect(await seen('root')).toBe(all);
      // A tag that somebody else got says nothing about the answer to bob.
      const tag = await tags('root');
      const { status } = await portal
        .get(route, userHeader('bob'))
        .set('If-None-Match', tag);
      expect(status === 304).toBe(all === bob);
    },
  );

  it.each([
    ['claim/compare', {}],
    ['applications/read', { application: { namespace: 'argocd', name: 'a' } }],
    [
      'applications/commits',
      { application: { namespace: 'argocd', name: 'a' }, of: 'current' },
    ],
    [
      'resources/read',
      {
        application: { namespace: 'argocd', name: 'a' },
        resource: { kind: 'Pod', name: 'web' },
      },
    ],
  ])(
    'nothing is read from a cluster that the caller may not see: %s',
    async (read, body) => {
      const as = (user: string, name = 'pay-1') =>
        portal.post(
          `/v1/clusters/main/clusters-dev/${name}/${read}`,
          body,
          userHeader(user),
        );
      const hidden = await as('bob');
      const absent = await as('bob', 'gone');
      expect(hidden.status).toBe(404);
      expect(hidden.body.error.message).toBe(
        absent.body.error.message.replace('gone', 'pay-1'),
      );
      // Who may see it gets further.
      const own = await as('ada');
      expect(own.body.error?.message).not.toBe(hidden.body.error.message);
    },
  );

  it('count the fleet once for all filters of a page', async () => {
    await new Promise(resolve => setTimeout(resolve, FLEET_ANSWER_SHARE_MS));
    const fleet = (query: string, user: string) =>
      portal.get(`/v1/fleet?${query}`, userHeader(user)).expect(200);
    const { body: one } = await fleet('sort=phase', 'ada');
    statements.length = 0;
    const { body: other } = await fleet('sort=phase&search=no-such', 'ada-2');
    expect(other.totalItems).toBe(0);
    expect(other.summary).toEqual(one.summary);
    expect(statements.join('\n')).toMatch(/from `clusters`/);
    expect(statements.join('\n')).not.toMatch(/group by/);
    // Who may see something else is counted for.
    const { body: root } = await fleet('sort=phase&search=no-such', 'root');
    expect(root.summary.total).toBe(2);
    expect(other.summary.total).toBe(1);
  });

  it('cost one computation for all who may see the same', async () => {
    await new Promise(resolve => setTimeout(resolve, FLEET_ANSWER_SHARE_MS));
    await portal.get('/v1/fleet?sort=region', userHeader('ada')).expect(200);
    statements.length = 0;
    const answers = await Promise.all(
      ['ada', 'ada-2', 'ada-3'].map(user =>
        portal.get('/v1/fleet?sort=region', userHeader(user)).expect(200),
      ),
    );
    expect(new Set(answers.map(a => a.headers.etag)).size).toBe(1);
    expect(statements.join('\n')).not.toMatch(/`clusters`/);
    const { headers } = answers[0];
    await portal
      .get('/v1/fleet?sort=region', userHeader('ada'))
      .set('If-None-Match', headers.etag)
      .expect(304);
    expect(headers['cache-control']).toBe('private, no-cache');
    expect(headers.vary).toMatch(/Authorization/);
    expect(headers.vary).toMatch(/Accept-Encoding/);
  });

  it('are compressed, or not where the client does not take that', async () => {
    const packed = await portal.get('/v1/fleet', userHeader('root'));
    expect(packed.headers['content-encoding']).toBe('gzip');
    const plain = await portal
      .get('/v1/fleet', userHeader('root'))
      .set('Accept-Encoding', 'identity');
    expect(plain.headers).not.toHaveProperty('content-encoding');
    expect(plain.body).toEqual(packed.body);
  });

  it('are refused 5 seconds after the permission is gone, and on no route later', async () => {
    expect(DECISION_MAX_AGE_MS).toBe(5_000);
    const status = async (route: string) =>
      (await portal.get(route, userHeader('ada-leaves'))).status;
    for (const route of ROUTES) {
      expect([route, await status(route)]).toEqual([route, 200]);
    }
    revoked.add('user:default/ada-leaves');
    // Requests are decided without the cache.
    await portal
      .post(
        '/v1/requests/preview',
        { verb: 'update', environment: 'dev', name: 'pay-1', spec: {} },
        userHeader('ada-leaves'),
      )
      .expect(404);
    await new Promise(resolve => setTimeout(resolve, DECISION_MAX_AGE_MS));
    for (const route of ROUTES) {
      if (route === '/v1/management-clusters') continue;
      expect(await status(route)).toBeGreaterThanOrEqual(403);
    }
  });

  it('are not refused to one caller because another was', async () => {
    revoked.add('user:default/bob-leaves');
    const answer = async (user: string) =>
      portal.get('/v1/fleet', userHeader(user));
    const refused = await answer('bob-leaves');
    expect(refused.status).toBe(403);
    expect(refused.body.error.message).toContain(
      "'worker-clusters.cluster.read'",
    );
    expect(refused.headers['x-request-id']).toMatch(/^[\w-]{36}$/);
    expect((await answer('bob')).status).toBe(200);
  });
});
