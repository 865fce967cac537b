import { mockServices } from '@backstage/backend-test-utils';
import type { EntityProviderMutation } from '@backstage/plugin-catalog-node';
import { aCluster, FakeFleet } from './__testUtils__/FakeFleet';
import type { EntityConfig } from './readEntityConfig';
import { WorkerClustersEntityProvider } from './WorkerClustersEntityProvider';

const refOf = (name: string) => `main/clusters-dev/${name}`;

/** A provider, and what it did to the catalog. */
async function connect(
  fleet: FakeFleet,
  entities: EntityConfig = {
    lifecycles: new Map(),
    managementClusters: new Map(),
  },
  options: {
    /** What the catalog has of a process before; an error if it cannot be read. */
    inCatalog?: string[] | Error;
    massRemovalDelayMs?: number;
  } = {},
) {
  const { inCatalog = [], massRemovalDelayMs = 3_600_000 } = options;
  const logger = mockServices.logger.mock();
  const events = mockServices.events();
  const mutations: EntityProviderMutation[] = [];
  const provider = new WorkerClustersEntityProvider({
    fleet,
    events,
    logger,
    entities,
    readNames: async () => {
      if (inCatalog instanceof Error) throw inCatalog;
      return inCatalog;
    },
    massRemovalDelayMs,
    taskRunner: { run: async () => {} },
    delayMs: 20,
  });
  const connection = {
    refresh: async () => {},
    applyMutation: jest.fn(async (mutation: EntityProviderMutation) => {
      mutations.push(mutation);
    }),
  };
  await provider.connect(connection);
  const publish = (clusters: string[], changed: string[]) =>
    events.publish({
      topic: 'worker-clusters.changed',
      eventPayload: {
        revision: 1,
        clusters: clusters.map(refOf),
        entities: changed.map(refOf),
      },
    });
  return { provider, mutations, connection, publish, logger };
}

const NOTHING: EntityConfig = {
  lifecycles: new Map(),
  managementClusters: new Map(),
};

const names = Array.from({ length: 1000 }, (_, i) => `c${i}`);

describe('WorkerClustersEntityProvider', () => {
  it('reads nothing and publishes nothing when health changes', async () => {
    const fleet = new FakeFleet();
    fleet.put(...names.map(name => aCluster(name)));
    const { provider, mutations, publish } = await connect(fleet);
    await provider.refresh();
    expect([fleet.reads, mutations.length]).toEqual([1, 1]);
    for (const name of names) await publish([name], []);
    expect([fleet.reads, mutations.length]).toEqual([1, 1]);
  });

  it('publishes one entity when the owner of one cluster changes', async () => {
    const fleet = new FakeFleet();
    fleet.put(...names.map(name => aCluster(name)));
    const { provider, mutations, publish } = await connect(fleet);
    await provider.refresh();
    fleet.put(aCluster('c7', { owner: 'group:default/search' }));
    await publish(names, ['c7']);
    expect(mutations.slice(1)).toMatchObject([
      {
        type: 'delta',
        added: [
          {
            entity: {
              metadata: { name: 'c7' },
              spec: { owner: 'group:default/search' },
            },
          },
        ],
        removed: [],
      },
    ]);
    expect(fleet.reads).toBe(2);
  });

  it('publishes the changes of a moment with one read and one mutation', async () => {
    const fleet = new FakeFleet();
    fleet.put(...names.map(name => aCluster(name)));
    const { provider, mutations, publish } = await connect(fleet);
    await provider.refresh();
    fleet.put(...names.map(name => aCluster(name, { region: 'eu-north-1' })));
    fleet.remove(aCluster('c9'));
    await Promise.all(names.map(name => publish([name], [name])));
    expect(fleet.reads).toBe(2);
    expect(mutations).toHaveLength(2);
    expect(mutations[1]).toMatchObject({
      type: 'delta',
      removed: [{ entityRef: 'resource:default/c9' }],
    });
    expect((mutations[1] as any).added).toHaveLength(999);
  });

  it('publishes nothing for an entity that is as it was published last', async () => {
    const fleet = new FakeFleet();
    fleet.put(aCluster('a'));
    const { provider, mutations, publish } = await connect(fleet);
    await provider.refresh();
    await publish(['a', 'nobody'], ['a', 'nobody']);
    expect(mutations).toHaveLength(1);
  });

  it('makes a full mutation at its first refresh, after changes, and when the fleet differs, and else none', async () => {
    const fleet = new FakeFleet();
    fleet.put(aCluster('a'));
    const { provider, mutations, publish } = await connect(fleet);
    const types = () => mutations.map(m => m.type);
    await provider.refresh();
    await provider.refresh();
    expect(types()).toEqual(['full']);
    // Heard by another replica.
    fleet.put(aCluster('b'));
    await provider.refresh();
    await provider.refresh();
    expect(types()).toEqual(['full', 'full']);
    // Another replica may have published something in between.
    await publish(['a'], ['a']);
    await provider.refresh();
    await provider.refresh();
    expect(types()).toEqual(['full', 'full', 'full']);
  });

  it('publishes a change of workerClusters.catalog once, after the restart', async () => {
    const fleet = new FakeFleet();
    fleet.put(aCluster('a'));
    const before = await connect(fleet);
    await before.provider.refresh();
    expect(before.mutations).toHaveLength(1);
    expect((before.mutations[0] as any).entities[0].entity.spec).toEqual({
      type: 'kubernetes-cluster',
      owner: 'group:default/payments',
    });

    const after = await connect(fleet, {
      system: 'system:default/platform',
      lifecycles: new Map([['dev', 'experimental']]),
      managementClusters: new Map([['main', 'resource:default/management']]),
    });
    await after.provider.refresh();
    await after.publish(['a'], ['a']);
    expect(after.mutations).toMatchObject([
      {
        type: 'full',
        entities: [
          {
            entity: {
              spec: {
                system: 'system:default/platform',
                lifecycle: 'experimental',
                dependsOn: ['resource:default/management'],
              },
            },
          },
        ],
      },
    ]);
  });

  it('publishes a change that is heard before the first refresh', async () => {
    const fleet = new FakeFleet();
    fleet.put(aCluster('a'));
    const { mutations, publish } = await connect(fleet, NOTHING, {
      inCatalog: ['a', 'gone'],
    });
    await publish(['a', 'gone', 'never-there'], ['a', 'gone', 'never-there']);
    expect(mutations).toMatchObject([
      {
        type: 'delta',
        added: [{ entity: { metadata: { name: 'a' } } }],
        removed: [{ entityRef: 'resource:default/gone' }],
      },
    ]);
  });

  describe('when many clusters leave the fleet at once', () => {
    const removedIn = (mutations: EntityProviderMutation[]) =>
      mutations.flatMap(mutation =>
        mutation.type === 'delta' ? mutation.removed : [],
      );

    it('keeps them in the catalog, says so once, and goes on with the others', async () => {
      const fleet = new FakeFleet();
      fleet.put(...names.map(name => aCluster(name)));
      const { provider, mutations, logger } = await connect(fleet);
      await provider.refresh();
      for (const name of names.slice(0, 400)) fleet.remove(aCluster(name));
      fleet.put(aCluster('c999', { region: 'eu-north-1' }));
      await provider.refresh();
      await provider.refresh();
      expect(mutations.slice(1)).toMatchObject([
        {
          type: 'delta',
          added: [{ entity: { metadata: { name: 'c999' } } }],
          removed: [],
        },
      ]);
      expect(logger.warn.mock.calls).toEqual([
        [
          expect.stringMatching(
            /^400 of 1000 worker clusters have left the fleet at once: the catalog keeps them until \d{4}-/,
          ),
        ],
      ]);
      // The fault has passed.
      fleet.put(...names.map(name => aCluster(name)));
      await provider.refresh();
      expect(mutations.at(-1)).toMatchObject({ type: 'full' });
      expect((mutations.at(-1) as any).entities).toHaveLength(1000);
    });

    it('keeps them when it hears of it in small portions', async () => {
      const fleet = new FakeFleet();
      fleet.put(...names.map(name => aCluster(name)));
      const { provider, mutations, publish } = await connect(fleet);
      await provider.refresh();
      for (let i = 0; i < 1000; i += 100) {
        const portion = names.slice(i, i + 100);
        for (const name of portion) fleet.remove(aCluster(name));
        await publish(portion, portion);
      }
      expect(removedIn(mutations)).toHaveLength(200);
    });

    it('keeps them after a restart, too', async () => {
      const fleet = new FakeFleet();
      fleet.put(aCluster('c0', { region: 'eu-north-1' }));
      const { provider, mutations, publish } = await connect(fleet, NOTHING, {
        inCatalog: names,
      });
      await publish(['c1'], ['c1']);
      await provider.refresh();
      await publish(names, names);
      expect(mutations).toMatchObject([
        { type: 'delta', removed: [{ entityRef: 'resource:default/c1' }] },
        {
          type: 'delta',
          added: [{ entity: { metadata: { name: 'c0' } } }],
          removed: [],
        },
      ]);
    });

    it('keeps those, too, that another process has published', async () => {
      const fleet = new FakeFleet();
      const inCatalog: string[] = [];
      const { provider, mutations, publish } = await connect(fleet, NOTHING, {
        inCatalog,
      });
      await provider.refresh();
      // This one has heard of none of them.
      inCatalog.push(...names);
      await publish(['c0'], ['c0']);
      await provider.refresh();
      expect(mutations).toMatchObject([
        { type: 'full', entities: [] },
        { type: 'delta', removed: [{ entityRef: 'resource:default/c0' }] },
      ]);
    });

    it('removes them when they are still missing after the time', async () => {
      const fleet = new FakeFleet();
      fleet.put(...names.map(name => aCluster(name)));
      const { provider, mutations } = await connect(fleet, NOTHING, {
        massRemovalDelayMs: 300,
      });
      await provider.refresh();
      fleet.clusters.clear();
      await provider.refresh();
      expect(mutations).toHaveLength(1);
      await new Promise(resolve => setTimeout(resolve, 350));
      await provider.refresh();
      expect(mutations.slice(1)).toEqual([{ type: 'full', entities: [] }]);
    });

    it('touches nothing while the catalog cannot be read', async () => {
      const fleet = new FakeFleet();
      const { provider, mutations } = await connect(fleet, NOTHING, {
        inCatalog: new Error('unreachable'),
      });
      await expect(provider.refresh()).rejects.toThrow('unreachable');
      expect(mutations).toEqual([]);
    });
  });

  it('tries a full mutation again that the catalog refused', async () => {
    const fleet = new FakeFleet();
    fleet.put(aCluster('a'));
    const { provider, mutations, connection } = await connect(fleet);
    connection.applyMutation.mockRejectedValueOnce(new Error('no database'));
    await expect(provider.refresh()).rejects.toThrow('no database');
    await provider.refresh();
    expect(mutations).toHaveLength(1);
  });
});
