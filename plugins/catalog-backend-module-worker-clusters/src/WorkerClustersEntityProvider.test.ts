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
) {
  const events = mockServices.events();
  const mutations: EntityProviderMutation[] = [];
  const provider = new WorkerClustersEntityProvider({
    fleet,
    events,
    logger: mockServices.logger.mock(),
    entities,
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
  return { provider, mutations, connection, publish };
}

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
    const { mutations, publish } = await connect(fleet);
    await publish(['a', 'gone'], ['a', 'gone']);
    expect(mutations).toMatchObject([
      {
        type: 'delta',
        added: [{ entity: { metadata: { name: 'a' } } }],
        removed: [{ entityRef: 'resource:default/gone' }],
      },
    ]);
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
