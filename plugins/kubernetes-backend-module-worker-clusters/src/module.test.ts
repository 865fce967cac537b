import { createServiceFactory } from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import kubernetesPlugin from '@backstage/plugin-kubernetes-backend';
import { workerClustersServiceRef } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import request from 'supertest';
import module_ from '.';

jest.setTimeout(60_000);

describe('in the Kubernetes plugin', () => {
  const stops: Array<() => unknown> = [];
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  });

  async function start(fleet: object) {
    const events = mockServices.events();
    const backend = await startTestBackend({
      features: [
        kubernetesPlugin,
        module_,
        catalogServiceMock.factory({ entities: [] }),
        mockServices.rootConfig.factory({
          data: {
            kubernetes: {
              serviceLocatorMethod: { type: 'multiTenant' },
              clusterLocatorMethods: [],
            },
          },
        }),
        createServiceFactory({
          service: eventsServiceRef,
          deps: {},
          factory: () => events,
        }),
        createServiceFactory({
          service: workerClustersServiceRef,
          deps: {},
          factory: () => fleet as any,
        }),
      ],
    });
    stops.push(() => backend.stop());
    const get = (path: string, user?: string) =>
      request(backend.server)
        .get(`/api/kubernetes${path}`)
        .set('Authorization', mockCredentials.user.header(user));
    return { get, events };
  }

  it('offers worker clusters without their tokens, and hears of changes', async () => {
    const items = [
      { managementCluster: 'main', namespace: 'clusters-dev', name: 'alpha' },
    ];
    const { get, events } = await start({
      listClusters: async () => ({ items, totalItems: items.length }),
      getAccess: async () => ({
        server: 'https://alpha.example.org',
        token: 't0ken-of-alpha',
      }),
    });
    const clusters = await get('/clusters').expect(200);
    expect(clusters.body.items).toEqual([
      { name: 'alpha', title: 'alpha', authProvider: 'serviceAccount' },
    ]);
    expect(clusters.text).not.toContain('t0ken');

    items.length = 0;
    await events.publish({
      topic: 'worker-clusters.changed',
      eventPayload: { revision: 2, clusters: ['main/clusters-dev/alpha'] },
    });
    const after = await get('/clusters').expect(200);
    expect(after.body.items).toEqual([]);
  });

  it('names no cluster that the caller may not see', async () => {
    const alpha = {
      managementCluster: 'main',
      namespace: 'clusters-dev',
      name: 'alpha',
    };
    const { get } = await start({
      listClusters: async (_: unknown, { credentials }: any) => {
        const { userEntityRef } = credentials.principal;
        const items = userEntityRef === 'user:default/ada' ? [alpha] : [];
        return { items, totalItems: items.length };
      },
      getAccess: async () => ({
        server: 'https://alpha.example.org',
        token: 't0ken-of-alpha',
      }),
    });
    const clusters = async (user: string) => {
      const { body } = await get('/clusters', user).expect(200);
      return body.items.map(({ name }: { name: string }) => name);
    };
    expect(await clusters('user:default/ada')).toEqual(['alpha']);
    expect(await clusters('user:default/bob')).toEqual([]);
  });

  it('asks the fleet nothing while the backend starts', async () => {
    const listClusters = jest.fn(async () => ({ items: [], totalItems: 0 }));
    const { get } = await start({ listClusters });
    expect(listClusters).not.toHaveBeenCalled();
    await get('/clusters').expect(200);
    expect(listClusters).toHaveBeenCalledTimes(1);
  });

  it('starts and serves while the fleet is down', async () => {
    const { get } = await start({
      listClusters: async () => {
        throw new Error('connect ECONNREFUSED');
      },
    });
    const { body } = await get('/clusters').expect(200);
    expect(body.items).toEqual([]);
  });
});
