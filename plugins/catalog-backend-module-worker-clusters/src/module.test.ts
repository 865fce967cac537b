import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { workerClustersServiceRef } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import request from 'supertest';
import { aCluster, FakeFleet } from './__testUtils__/FakeFleet';
import module_ from '.';

jest.setTimeout(60_000);

const TASK = 'worker-clusters:refresh';

describe('in the catalog', () => {
  const stops: Array<() => Promise<unknown>> = [];
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });

  async function start(
    fleet: FakeFleet,
    catalog: object = {},
    workerClusters: object = {},
  ) {
    const events = mockServices.events();
    const scheduler = mockServices.scheduler();
    const logger = mockServices.rootLogger.mock();
    logger.child.mockReturnValue(logger);
    const backend = await startTestBackend({
      features: [
        catalogPlugin,
        module_,
        logger.factory,
        createServiceFactory({
          service: coreServices.scheduler,
          deps: {},
          factory: () => scheduler,
        }),
        mockServices.rootConfig.factory({
          data: {
            catalog: { processingInterval: { seconds: 1 }, ...catalog },
            workerClusters,
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
    const entities = async () => {
      const { body } = await request(backend.server)
        .get('/api/catalog/entities?filter=kind=resource')
        .set('Authorization', mockCredentials.user.header())
        .expect(200);
      return Object.fromEntries(
        body.map((e: any) => [
          e.metadata.name,
          e.metadata.annotations['worker-clusters.backstage.io/cluster'],
        ]),
      );
    };
    const relations = async (path: string, type: string) => {
      const { body } = await request(backend.server)
        .get(`/api/catalog/entities/by-name/${path}`)
        .set('Authorization', mockCredentials.user.header());
      return (body.relations ?? [])
        .filter((r: any) => r.type === type)
        .map((r: any) => r.targetRef);
    };
    return {
      relations,
      refresh: () => scheduler.triggerTask(TASK),
      change: (...clusters: string[]) =>
        events.publish({
          topic: 'worker-clusters.changed',
          eventPayload: { revision: 2, clusters, entities: clusters },
        }),
      expectEntities: (expected: object) =>
        eventually(async () => expect(await entities()).toEqual(expected)),
      logger,
    };
  }

  it('keeps one entity per cluster, through refreshes and changes', async () => {
    const fleet = new FakeFleet();
    fleet.put(aCluster('alpha'), aCluster('beta'), aCluster('gamma'));
    const { refresh, change, expectEntities } = await start(fleet);
    await refresh();
    await expectEntities({
      alpha: 'main/clusters-dev/alpha',
      beta: 'main/clusters-dev/beta',
      gamma: 'main/clusters-dev/gamma',
    });

    fleet.remove(aCluster('beta'));
    fleet.put(aCluster('delta'), aCluster('asked-for'));
    await change(
      'main/clusters-dev/beta',
      'main/clusters-dev/delta',
      'main/clusters-dev/asked-for',
      'nonsense',
    );
    const expected = {
      alpha: 'main/clusters-dev/alpha',
      'asked-for': 'main/clusters-dev/asked-for',
      delta: 'main/clusters-dev/delta',
      gamma: 'main/clusters-dev/gamma',
    };
    await expectEntities(expected);

    await refresh();
    await expectEntities(expected);
  });

  it('relates components to the clusters that run them, both ways', async () => {
    const fleet = new FakeFleet();
    fleet.put(aCluster('alpha'), aCluster('beta'));
    fleet.deployed = [aCluster('beta')];
    const folder = mkdtempSync(join(tmpdir(), 'catalog-'));
    const file = join(folder, 'shop.yaml');
    writeFileSync(
      file,
      `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: shop
  annotations: { argocd/app-name: shop }
spec: { type: service, lifecycle: production, owner: shop }
`,
    );
    const { refresh, relations } = await start(fleet, {
      locations: [{ type: 'file', target: file }],
    });
    await refresh();
    await eventually(async () => {
      expect(await relations('component/default/shop', 'dependsOn')).toEqual([
        'resource:default/beta',
      ]);
      expect(await relations('resource/default/beta', 'dependencyOf')).toEqual([
        'component:default/shop',
      ]);
    });
    expect(await relations('resource/default/alpha', 'dependencyOf')).toEqual(
      [],
    );
  });

  it('deletes nothing when the fleet cannot be read', async () => {
    const fleet = new FakeFleet();
    fleet.put(aCluster('alpha'), aCluster('beta'), aCluster('gamma'));
    const { refresh, change, expectEntities, logger } = await start(fleet);
    await refresh();
    const all = {
      alpha: 'main/clusters-dev/alpha',
      beta: 'main/clusters-dev/beta',
      gamma: 'main/clusters-dev/gamma',
    };
    await expectEntities(all);

    fleet.down = true;
    await refresh();
    await change('main/clusters-dev/beta');
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('to the catalog failed'),
    );
    fleet.down = false;

    // A management cluster of which nothing was ever heard.
    fleet.clusters.clear();
    fleet.unknown = ['main'];
    await refresh();
    await expectEntities(all);

    // It has been heard: there really are none.
    fleet.unknown = [];
    await refresh();
    await expectEntities({});
  });

  const SIX = ['a', 'b', 'c', 'd', 'e', 'f'];
  const sixEntities = Object.fromEntries(
    SIX.map(name => [name, `main/clusters-dev/${name}`]),
  );

  it('keeps six that leave at once, as long as the configuration says', async () => {
    const fleet = new FakeFleet();
    fleet.put(...SIX.map(name => aCluster(name)));
    const { refresh, change, expectEntities, logger } = await start(fleet);
    await refresh();
    await expectEntities(sixEntities);
    fleet.clusters.clear();
    await change(...Object.values<string>(sixEntities));
    await refresh();
    await expectEntities(sixEntities);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('6 of 6 worker clusters have left the fleet'),
    );
  });

  it('removes six that leave at once if massRemovalDelay is zero', async () => {
    const fleet = new FakeFleet();
    fleet.put(...SIX.map(name => aCluster(name)));
    const { refresh, change, expectEntities } = await start(
      fleet,
      {},
      { catalog: { massRemovalDelay: { seconds: 0 } } },
    );
    await refresh();
    await expectEntities(sixEntities);
    fleet.clusters.clear();
    await change(...Object.values<string>(sixEntities));
    await expectEntities({});
  });

  it('keeps the oldest of several by one name, and says so once', async () => {
    const fleet = new FakeFleet();
    fleet.put(
      aCluster('twin', { createdAt: '2026-11-23T07:00:00.000Z' }),
      aCluster('twin', {
        namespace: 'clusters-prod',
        createdAt: '2026-11-23T06:00:00.000Z',
      }),
    );
    const { refresh, change, expectEntities, logger } = await start(fleet);
    await refresh();
    await expectEntities({ twin: 'main/clusters-prod/twin' });
    await change('main/clusters-dev/twin');
    await expectEntities({ twin: 'main/clusters-prod/twin' });
    fleet.remove({ ...aCluster('twin'), namespace: 'clusters-prod' });
    await change('main/clusters-prod/twin');
    await expectEntities({ twin: 'main/clusters-dev/twin' });
    const complaints = logger.warn.mock.calls.filter(([message]) =>
      String(message).includes(`called 'twin'`),
    );
    expect(complaints).toHaveLength(1);
  });
});

/** The catalog takes up an entity a moment after it was given. */
async function eventually(look: () => Promise<void>): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await look();
      return;
    } catch (error) {
      if (attempt >= 200) throw error;
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  }
}
