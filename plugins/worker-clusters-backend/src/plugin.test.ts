import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import { InputError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { ClusterRef } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { FakeGit } from './__testUtils__/FakeGit';
import { FakeObserver } from './__testUtils__/FakeObserver';
import { eventually } from './__testUtils__/eventually';
import { serviceHeader, startPortal } from './__testUtils__/testBackend';
import {
  application,
  claim,
  meta,
  observation,
  worker,
} from './derive/__testUtils__/observation';
import type { ClusterObservation } from './observe/types';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
const report = (name: string, number = 1) => ({
  namespace: 'clusters-dev',
  name,
  environment: 'dev',
  region: 'eu-west-1',
  owner: 'group:default/payments',
  requestedBy: 'user:default/ada',
  claimPath: `crossplane/claims/dev/${name}.yaml`,
  pullRequest: {
    number,
    url: `https://git.example.org/platform/gitops/pulls/${number}`,
    title: `Add worker cluster ${name}`,
    createdAt: new Date(Date.now() - 60_000).toISOString(),
  },
});

function refOf(name: string): ClusterRef {
  return { managementCluster: 'main', namespace: 'clusters-dev', name };
}

function cluster(
  name: string,
  rest: Partial<ClusterObservation> = {},
): ClusterObservation {
  return observation({
    ref: refOf(name),
    claim: claim({ metadata: meta(name, { namespace: 'clusters-dev' }) }),
    worker: worker({
      // An old comparison is not believed.
      applications: [
        application('web', { reconciledAt: new Date().toISOString() }),
      ],
    }),
    ...rest,
  });
}

describe('worker-clusters plugin', () => {
  const stops: Array<() => Promise<unknown>> = [];
  const start = async (options: Parameters<typeof startPortal>[0]) => {
    const portal = await startPortal(options);
    stops.push(() => portal.stop());
    return portal;
  };
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });
  const phases = async (portal: Awaited<ReturnType<typeof startPortal>>) => {
    const { body } = await portal.get('/v1/clusters').expect(200);
    return Object.fromEntries(
      body.items.map((c: any) => [c.name, c.phase.phase]),
    );
  };

  it('starts without a management cluster, says so, and serves an empty fleet', async () => {
    const knex = await databases.init('SQLITE_3');
    const portal = await start({ observer: new FakeObserver(), knex });
    const { body } = await portal.get('/v1/clusters').expect(200);
    expect(body).toEqual({ items: [], totalItems: 0, revision: 0 });
    await portal.get('/v1/management-clusters').expect(200, { items: [] });
    expect(portal.logger.info).toHaveBeenCalledWith(
      expect.stringContaining('No management cluster is configured'),
    );
  });

  it('shows the fleet without its pull requests if the Git host cannot be used', async () => {
    const knex = await databases.init('SQLITE_3');
    const observer = new FakeObserver('main');
    const git = new FakeGit();
    git.open = () => {
      throw new InputError('no integration for the Git host');
    };
    const portal = await start({ observer, knex, git });
    expect(portal.logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('no integration for the Git host'),
    );
    observer.list('main', cluster('alpha'));
    await eventually(async () =>
      expect(await phases(portal)).toEqual({ alpha: 'ready' }),
    );
  });

  it('carries what is observed to the pages, and signals them', async () => {
    const knex = await databases.init('SQLITE_3');
    const observer = new FakeObserver('main');
    const portal = await start({ observer, knex });
    expect(observer.started).toBe(true);
    observer.list('main', cluster('alpha'), cluster('beta'));
    await eventually(async () =>
      expect(await phases(portal)).toEqual({ alpha: 'ready', beta: 'ready' }),
    );
    await eventually(() => {
      expect(portal.published[0]).toEqual({
        topic: 'worker-clusters.changed',
        eventPayload: {
          revision: expect.any(Number),
          clusters: expect.arrayContaining(['main/clusters-dev/alpha']),
          entities: expect.arrayContaining(['main/clusters-dev/alpha']),
        },
      });
      expect(portal.signals.length).toBeGreaterThan(0);
    });
    for (const poke of portal.signals) {
      expect(poke).toEqual({
        channel: 'worker-clusters',
        recipients: { type: 'broadcast' },
        message: { revision: expect.any(Number) },
      });
    }
    const { body } = await portal.get(
      '/v1/clusters/main/clusters-dev/alpha/applications',
    );
    expect(body.items).toMatchObject([{ name: 'web', health: 'Healthy' }]);

    observer.lose(refOf('beta'));
    await eventually(async () =>
      expect(await phases(portal)).toEqual({ alpha: 'ready' }),
    );
  });

  it('keeps the last known state while a management cluster is down, through a restart', async () => {
    const knex = await databases.init('SQLITE_3');
    const before = new FakeObserver('main');
    const first = await startPortal({ observer: before, knex });
    before.list('main', cluster('alpha'), cluster('gone-meanwhile'));
    await eventually(async () =>
      expect(Object.keys(await phases(first))).toHaveLength(2),
    );
    await first.stop();

    const after = new FakeObserver('main');
    const second = await start({ observer: after, knex });
    const seen = await eventually(async () => {
      const { body } = await second.get('/v1/clusters');
      expect(body.items[0].connection.status).toBe('connecting');
      return body.items;
    });
    expect(seen).toMatchObject([
      { name: 'alpha', phase: { phase: 'ready' }, health: 'Healthy' },
      { name: 'gone-meanwhile' },
    ]);
    expect(seen[0].connection.lastSeen).toBe(worker().connection.lastSeen);
    // Down is not empty.
    after.manage('main', {
      connection: {
        status: 'unreachable',
        since: new Date().toISOString(),
        message: 'connect ECONNREFUSED',
      },
    });
    await eventually(async () => {
      const { body } = await second.get('/v1/management-clusters').expect(200);
      expect(body.items).toMatchObject([
        { name: 'main', clusters: 2, connection: { status: 'unreachable' } },
      ]);
    });

    after.list('main', cluster('alpha'));
    await eventually(async () =>
      expect(await phases(second)).toEqual({ alpha: 'ready' }),
    );
    const { body: alpha } = await second.get('/v1/clusters');
    expect(alpha.items[0].connection.status).toBe('live');
  });

  it('follows a request from the report to the cluster', async () => {
    const knex = await databases.init('SQLITE_3');
    const observer = new FakeObserver('main');
    const git = new FakeGit();
    const portal = await start({ observer, knex, git });
    observer.list('main');
    const pullRequest = git.ask('alpha');
    await portal.post('/v1/requests', report('alpha')).expect(202);
    await eventually(async () =>
      expect(await phases(portal)).toEqual({ alpha: 'requested' }),
    );

    git.finish(pullRequest, 'merged');
    await portal.events.publish({ topic: 'gitea', eventPayload: 'nonsense' });
    await eventually(async () =>
      expect(await phases(portal)).toEqual({ alpha: 'merged' }),
    );
    const { body } = await portal
      .get('/v1/clusters/main/clusters-dev/alpha')
      .expect(200);
    expect(body).toMatchObject({
      owner: 'group:default/payments',
      pullRequest: { number: 1, state: 'merged' },
      claimPath: 'crossplane/claims/dev/alpha.yaml',
      claimUrl:
        'https://git.example.org/platform/gitops/src/branch/main/crossplane/claims/dev/alpha.yaml',
      transitions: [{ phase: 'requested' }, { phase: 'merged' }],
    });

    observer.see(
      cluster('alpha', {
        claim: claim({ metadata: meta('alpha'), conditions: [], status: {} }),
        composed: [],
        worker: undefined,
      }),
    );
    await eventually(async () =>
      expect(await phases(portal)).toEqual({ alpha: 'provisioning' }),
    );
    observer.lose(refOf('alpha'));
    await eventually(async () => expect(await phases(portal)).toEqual({}));
  });

  it('does not call the Git host more often, however many webhooks arrive', async () => {
    const knex = await databases.init('SQLITE_3');
    const observer = new FakeObserver('main');
    const git = new FakeGit();
    const portal = await start({
      observer,
      knex,
      git,
      requests: { minRefreshInterval: { seconds: 30 } },
    });
    await portal.events.publish({ topic: 'github', eventPayload: {} });
    await git.settle();
    const calls = git.calls.length;
    const end = Date.now() + 2500;
    while (Date.now() < end) {
      await portal.events.publish({ topic: 'github', eventPayload: {} });
      await new Promise(resolve => setTimeout(resolve, 20));
    }
    expect(git.calls).toHaveLength(calls);
  });

  it('lets only plugins report requests, and audits it', async () => {
    const knex = await databases.init('SQLITE_3');
    const portal = await start({
      observer: new FakeObserver('main'),
      knex,
      git: new FakeGit(),
    });
    await portal
      .post('/v1/requests', report('alpha'), mockCredentials.user.header())
      .expect(403);
    await portal
      .post('/v1/requests', { ...report('alpha'), name: 'Not_a_name' })
      .expect(400);
    await portal
      .post('/v1/requests', {
        ...report('alpha'),
        pullRequest: {
          ...report('alpha').pullRequest,
          url: 'ftp://git.example.org/1',
        },
      })
      .expect(400);
    expect(portal.audited).toEqual([]);
    await portal.post('/v1/requests', report('alpha')).expect(202);
    expect(portal.audited).toEqual(['request-report: success']);
  });

  it('gives the token of a worker to the kubernetes plugin only', async () => {
    const knex = await databases.init('SQLITE_3');
    const observer = new FakeObserver('main');
    const portal = await start({ observer, knex });
    observer.list('main', cluster('alpha'));
    observer.grantAccess(refOf('alpha'), {
      server: 'https://alpha.example.org',
      token: 't0ken',
    });
    const path = '/v1/clusters/main/clusters-dev/alpha/access';
    const kubernetes = serviceHeader('plugin:kubernetes');
    const answer = await eventually(() =>
      portal.get(path, kubernetes).expect(200),
    );
    expect(answer.body).toEqual({
      ref: refOf('alpha'),
      title: 'alpha',
      server: 'https://alpha.example.org',
      token: 't0ken',
    });
    expect(answer.headers['cache-control']).toBe('no-store');
    portal.audited.length = 0;
    await portal.get(path).expect(403);
    await portal.get(path, serviceHeader('plugin:catalog')).expect(403);
    await portal
      .get('/v1/clusters/main/clusters-dev/nobody/access', kubernetes)
      .expect(404);
    expect(portal.audited).toEqual([
      'cluster-access: failure',
      'cluster-access: failure',
    ]);
    const calls = JSON.stringify([
      portal.logger.info.mock.calls,
      portal.auditor.createEvent.mock.calls.map(([event]) => event.meta),
    ]);
    expect(calls).not.toContain('t0ken');
  });

  it('answers 304 to the requests of fetch without listing', async () => {
    const knex = await databases.init('SQLITE_3');
    const observer = new FakeObserver('main');
    const portal = await start({ observer, knex });
    observer.list('main', cluster('alpha'));
    await eventually(async () =>
      expect(await phases(portal)).toEqual({ alpha: 'ready' }),
    );
    const headers = { Authorization: mockCredentials.user.header() };
    const first = await fetch(`${portal.url()}/v1/clusters`, { headers });
    const etag = first.headers.get('etag')!;
    expect(etag).toMatch(/^W\/"/);
    expect(first.headers.get('cache-control')).toBe('private, no-cache');

    const statements: string[] = [];
    knex.on('query', ({ sql }) => statements.push(sql));
    const ask = (path: string) =>
      fetch(`${portal.url()}${path}`, {
        headers: { ...headers, 'If-None-Match': etag },
      });
    expect((await ask('/v1/clusters')).status).toBe(304);
    expect(statements.join('\n')).not.toMatch(/from `clusters`/);
    expect((await ask('/v1/clusters?environment=prod')).status).toBe(200);

    portal.permissions.authorizeConditional.mockResolvedValue([
      {
        result: AuthorizeResult.CONDITIONAL,
        pluginId: 'worker-clusters',
        resourceType: 'worker-cluster',
        conditions: {
          rule: 'IS_OWNER',
          resourceType: 'worker-cluster',
          params: { owners: ['group:default/others'] },
        },
      },
    ]);
    // Decisions about the caller of before are used again for some seconds.
    headers.Authorization = mockCredentials.user.header('user:default/other');
    const other = await ask('/v1/clusters');
    expect(other.status).toBe(200);
    expect((await other.json()).items).toEqual([]);
    const details = await fetch(
      `${portal.url()}/v1/clusters/main/clusters-dev/alpha`,
      { headers },
    );
    expect(details.status).toBe(404);
  });
});
