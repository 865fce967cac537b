import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import notificationsPlugin from '@backstage/plugin-notifications-backend';
import type { WorkerClusterDetails } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import request from 'supertest';
import { FakeObserver } from '../__testUtils__/FakeObserver';
import { startPortal } from '../__testUtils__/testBackend';
import { aCluster, openStore } from '../store/__testUtils__/fleet';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
const TASK = 'worker-clusters-notifications';
const now = () => new Date().toISOString();

const team: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { namespace: 'default', name: 'payments' },
  relations: ['ann', 'bob'].map(name => ({
    type: 'hasMember',
    targetRef: `user:default/${name}`,
  })),
};

describe('notifications', () => {
  const stops: Array<() => Promise<unknown>> = [];
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });

  async function start(options: {
    notifications?: object;
    installed?: boolean;
  }) {
    const { store, knex } = await openStore(databases, 'SQLITE_3');
    await store.writeManagementCluster(
      {
        name: 'main',
        listed: true,
        connection: { status: 'live', since: now() },
      },
      undefined,
    );
    const portal = await startPortal({
      observer: new FakeObserver('main'),
      knex,
      notifications: options.notifications,
      databases: { notifications: await databases.init('SQLITE_3') },
      config: { app: { baseUrl: 'http://localhost' } },
      features: options.installed === false ? [] : [notificationsPlugin],
      entities: [team],
    });
    stops.push(() => portal.stop());
    const as = (user: string) =>
      mockCredentials.user.header(`user:default/${user}`);
    const read = async (user: string) => {
      const { body } = await request(portal.backend.server)
        .get('/api/notifications')
        .set('Authorization', as(user))
        .expect(200);
      return body.notifications.map((n: any) => n.payload);
    };
    const optOut = (user: string, topic: string) =>
      request(portal.backend.server)
        .post('/api/notifications/settings')
        .set('Authorization', as(user))
        .send({
          channels: [
            {
              id: 'Web',
              origins: [
                {
                  id: 'plugin:worker-clusters',
                  enabled: true,
                  topics: [{ id: topic, enabled: false }],
                },
              ],
            },
          ],
        })
        .expect(200);
    const appear = (
      name: string,
      change: Partial<WorkerClusterDetails> = {},
    ) => {
      const cluster = aCluster(name, {
        createdAt: now(),
        // Of a version of which nobody knows how long it is supported.
        kubernetesVersion: 'v1.99.0',
        ...(change as {}),
      });
      cluster.state.phase.since = now();
      return store.writeClusters([cluster]);
    };
    return { portal, read, optOut, appear };
  }

  it('reach the members of the owner, and nobody who has opted out of the topic', async () => {
    const { portal, read, optOut, appear } = await start({
      notifications: { enabled: true },
    });
    await portal.runTask(TASK);
    await appear('alpha');
    await portal.runTask(TASK);
    const ready = {
      title: 'alpha is ready',
      description: 'The cluster and its Argo CD are up.',
      link: '/worker-clusters/clusters/main/clusters-dev/alpha',
      severity: 'normal',
      topic: 'cluster-ready',
    };
    expect(await read('ann')).toEqual([expect.objectContaining(ready)]);
    expect(await read('bob')).toEqual([expect.objectContaining(ready)]);
    expect(await read('carol')).toEqual([]);

    await optOut('ann', 'cluster-ready');
    await appear('beta');
    await appear('gamma', { owner: 'group:default/nobody' });
    await appear('delta', { owner: 'not a reference' });
    await portal.runTask(TASK);
    expect(await read('ann')).toHaveLength(1);
    expect((await read('bob')).map((p: any) => p.title).sort()).toEqual([
      'alpha is ready',
      'beta is ready',
    ]);
  });

  it('are off by default', async () => {
    const { portal } = await start({});
    await expect(portal.runTask(TASK)).rejects.toThrow('not found');
  });

  it.each<[object, string]>([
    [{ enabled: 'perhaps' }, 'notifications.enabled'],
    [{ enabled: true, interval: '0s' }, 'notifications.interval'],
    [{ enabled: true, degradedAfter: 'soon' }, 'notifications.degradedAfter'],
    [{ enabled: true, staleAfter: '10s' }, 'notifications.staleAfter'],
    [
      { enabled: true, pullRequestStaleAfter: { fortnights: 1 } },
      'notifications.pullRequestStaleAfter',
    ],
  ])('stay off with %j, and say why', async (notifications, key) => {
    const { portal } = await start({ notifications });
    await expect(portal.runTask(TASK)).rejects.toThrow('not found');
    await portal.get('/v1/clusters').expect(200);
    expect(portal.logger.warn).toHaveBeenCalledWith(
      expect.stringContaining(key),
    );
  });

  it('that the backend does not have are missed once, and nothing else is', async () => {
    const { portal, appear } = await start({
      notifications: { enabled: true },
      installed: false,
    });
    await portal.runTask(TASK);
    await appear('alpha');
    for (let i = 0; i < 3; i++) {
      await portal.runTask('worker-clusters-check-notifications');
      await portal.runTask(TASK);
    }
    const said = portal.logger.warn.mock.calls
      .map(([text]) => String(text))
      .filter(text => /notif/i.test(text));
    expect(said).toEqual([
      expect.stringContaining('add @backstage/plugin-notifications-backend'),
      expect.stringContaining('Sending notifications failed'),
    ]);
    const { body } = await portal.get('/v1/clusters').expect(200);
    expect(body.items).toHaveLength(1);
  });

  it('that the backend has are not missed', async () => {
    const { portal } = await start({ notifications: { enabled: true } });
    await portal.runTask('worker-clusters-check-notifications');
    expect(JSON.stringify(portal.logger.warn.mock.calls)).not.toContain(
      'notifications',
    );
  });
});
