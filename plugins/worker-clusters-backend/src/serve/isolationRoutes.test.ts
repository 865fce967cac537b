import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  isolationRulesOf,
  workerClusterReadPermission,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
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

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
const ref = (name: string) => ({
  managementCluster: 'main',
  namespace: 'clusters-dev',
  name,
});
const seen = (name: string, isolation = workerIsolation()) =>
  observation({
    ref: ref(name),
    claim: claim({
      metadata: meta(name, { namespace: 'clusters-dev' }),
      owner: `group:default/${name}`,
    }),
    managementApplications: { value: [] },
    worker: worker({ isolation }),
  });

describe('the routes of findings', () => {
  let portal: Awaited<ReturnType<typeof startPortal>>;
  const decisions: Record<string, any> = {};

  beforeAll(async () => {
    const knex = await databases.init('SQLITE_3');
    const observer = new FakeObserver('main');
    portal = await startPortal({ observer, knex, decisions });
    observer.manage('main', {
      isolation: {
        argocdNamespace: 'argocd',
        clusterSecrets: { value: ['other'] },
        rights: { value: [] },
        credential: {
          notChecked: { message: 'The portal has no credential.' },
        },
        foreignApplications: { value: [] },
      },
    });
    observer.list(
      'main',
      seen('sound'),
      seen(
        'open',
        workerIsolation({
          settings: { value: { anonymous: 'true', reconciliation: {} } },
        }),
      ),
    );
    await eventually(async () => {
      const { body } = await portal.get('/v1/findings');
      if (body.items?.length !== 3) throw new Error('Not all findings yet');
    });
  });
  afterAll(() => portal?.stop());
  afterEach(() => {
    for (const name of Object.keys(decisions)) delete decisions[name];
  });

  it('say of one cluster what was found, what was not, and what nobody looked at', async () => {
    const { body } = await portal
      .get('/v1/clusters/main/clusters-dev/open/isolation')
      .expect(200);
    expect(body.findings).toEqual([
      {
        rule: 'anonymous-access',
        severity: 'high',
        object: { kind: 'ConfigMap', namespace: 'argocd', name: 'argocd-cm' },
        evidence: 'users.anonymous.enabled: "true"',
        remedy: expect.stringContaining('argocd-cm'),
        firstSeen: expect.any(String),
        lastSeen: expect.any(String),
      },
      expect.objectContaining({ rule: 'local-administrator' }),
    ]);
    expect(body.rules).toHaveLength(isolationRulesOf('worker').length);
    const state = (rule: string) =>
      body.rules.find((r: any) => r.rule === rule);
    expect(state('cluster-secret')).toEqual({
      rule: 'cluster-secret',
      title: 'No other cluster is registered',
      state: 'notChecked',
      reason: 'The portal may not list Secrets.',
    });
    expect(state('project-sources').state).toBe('ok');
    expect(body.trend.at(-1).open).toEqual({ high: 1, medium: 1, low: 0 });
  });

  it('count the findings in the list and in the summary', async () => {
    const { body } = await portal.get('/v1/fleet').expect(200);
    const counts = Object.fromEntries(
      body.clusters.map((c: any) => [c.name, c.findings]),
    );
    expect(counts).toEqual({
      open: { high: 1, medium: 1, low: 0 },
      sound: undefined,
    });
    expect(body.summary.findings).toEqual({ high: 1, medium: 1, low: 0 });
  });

  it('list the fleet worst first, with the management cluster for those who may see it', async () => {
    const { body } = await portal.get('/v1/findings').expect(200);
    expect(body.items.map((i: any) => [i.rule, i.cluster?.name])).toEqual([
      ['cluster-secret', undefined],
      ['anonymous-access', 'open'],
      ['local-administrator', 'open'],
    ]);
    expect(body.notChecked['cluster-secret']).toBe(2);

    decisions['worker-clusters.management-cluster.read'] = {
      result: AuthorizeResult.DENY,
    };
    const other = await portal
      .get('/v1/findings', mockCredentials.user.header('user:default/other'))
      .expect(200);
    expect(other.body.items).toHaveLength(2);
  });

  it('report how each rule stands, and answer 304 to the ETag', async () => {
    const { body, headers } = await portal.get('/v1/isolation').expect(200);
    const of = (rule: string) => body.rules.find((r: any) => r.rule === rule);
    expect(body.clusters).toBe(2);
    expect(of('anonymous-access')).toMatchObject({
      held: 1,
      broken: 1,
      notChecked: 0,
      findings: 1,
    });
    expect(of('cluster-secret')).toMatchObject({
      held: 0,
      broken: 0,
      notChecked: 2,
      reasons: [{ reason: 'The portal may not list Secrets.', clusters: 2 }],
    });
    expect(body.changes).toEqual({ new: 3, resolved: 0, standing: 0 });
    expect(body.managementClusters.map((m: any) => m.name)).toEqual(['main']);
    await portal
      .get('/v1/isolation')
      .set('If-None-Match', headers.etag)
      .expect(304);
  });

  it('report and list only clusters that the caller may see', async () => {
    decisions['worker-clusters.management-cluster.read'] = {
      result: AuthorizeResult.DENY,
    };
    decisions[workerClusterReadPermission.name] = {
      result: AuthorizeResult.CONDITIONAL,
      pluginId: 'worker-clusters',
      resourceType: 'worker-cluster',
      conditions: {
        rule: 'IS_OWNER',
        resourceType: 'worker-cluster',
        params: { owners: ['group:default/sound'] },
      },
    };
    const sound = mockCredentials.user.header('user:default/sound');
    const { body } = await portal.get('/v1/isolation', sound).expect(200);
    expect(body.clusters).toBe(1);
    expect(body.counts).toEqual({ high: 0, medium: 0, low: 0 });
    expect(body.trend.every((t: any) => t.opened === 0)).toBe(true);
    expect(body).not.toHaveProperty('managementClusters');
    // A filter for what is hidden does not open it.
    const owner = 'owner=group%3Adefault%2Fopen';
    const hidden = await portal.get(`/v1/isolation?${owner}`, sound);
    expect(hidden.body.clusters).toBe(0);
    const list = await portal.get(`/v1/findings?${owner}`, sound).expect(200);
    expect(list.body.items).toEqual([]);
  });

  it('tell nobody who may see no cluster', async () => {
    decisions[workerClusterReadPermission.name] = {
      result: AuthorizeResult.DENY,
    };
    await portal
      .get('/v1/isolation', mockCredentials.user.header('user:default/none'))
      .expect(403);
  });

  it.each([
    '/v1/findings?change=made-up',
    '/v1/isolation?rule=made-up',
    `/v1/isolation?environment=${'x'.repeat(300)}`,
    '/v1/findings?severity=critical',
    '/v1/findings?rule=made-up',
    '/v1/findings?limit=0',
    '/v1/findings?cursor=made-up',
  ])('refuse %s with 400', async path => {
    expect((await portal.get(path)).status).toBe(400);
  });
});
