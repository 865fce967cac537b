import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { ResponseError } from '@backstage/errors';
import type { CatalogProcessorCache } from '@backstage/plugin-catalog-node';
import type { ListDeploymentsQuery } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { aCluster, FakeFleet } from './__testUtils__/FakeFleet';
import { DeploymentsProcessor } from './DeploymentsProcessor';

const entity = (
  annotations: Record<string, string>,
  kind = 'Component',
): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: { name: 'shop', namespace: 'default', annotations },
});
const SHOP = entity({ 'worker-clusters.backstage.io/applications': 'shop' });

function setUp({ timeoutMs }: { timeoutMs?: number } = {}) {
  const fleet = new FakeFleet();
  fleet.put(aCluster('alpha'), aCluster('beta'));
  const asked: ListDeploymentsQuery[] = [];
  let deployed = ['alpha', 'beta'];
  let now = 0;
  const logger = mockServices.logger.mock();
  let hangs = false;
  const processor = new DeploymentsProcessor({
    timeoutMs,
    fleet: {
      listClusterEntities: () => fleet.listClusterEntities(),
      listDeployedClusters: async (query, options) => {
        asked.push(query);
        if (hangs) {
          await new Promise((_, reject) => {
            const fail = () => reject(options!.signal!.reason);
            options!.signal!.addEventListener('abort', fail);
          });
        }
        if (fleet.down) throw new Error('The fleet is down');
        if (query.selector === '((') {
          throw await ResponseError.fromResponse(
            Response.json(
              {
                error: { name: 'InputError', message: 'selector: no' },
                response: { statusCode: 400 },
              },
              { status: 400 },
            ),
          );
        }
        return deployed.map(name => {
          const { managementCluster, namespace } = aCluster(name);
          return { managementCluster, namespace, name };
        });
      },
    },
    logger,
    now: () => now,
  });
  const kept = new Map<string, any>();
  const cache = {
    get: async (key: string) => kept.get(key),
    set: async (key: string, value: unknown) => {
      // As the catalog keeps it.
      kept.set(key, JSON.parse(JSON.stringify(value)));
    },
  } as CatalogProcessorCache;
  return {
    fleet,
    asked,
    logger,
    deploy: (...names: string[]) => {
      deployed = names;
    },
    hang: (value: boolean) => {
      hangs = value;
    },
    wait: (ms: number) => {
      now += ms;
    },
    /** The relations of an entity, as texts. */
    relate: async (of: Entity = SHOP) => {
      const relations: string[] = [];
      await processor.postProcessEntity(
        of,
        undefined,
        result => {
          if (result.type !== 'relation') throw new Error(result.type);
          const { source, type, target } = result.relation;
          relations.push(
            `${source.kind}/${source.name} ${type} ${target.kind}/${target.name}`,
          );
        },
        cache,
      );
      return relations;
    },
  };
}

const RECHECK_MS = 300_000;
const BACK_OFF_MS = 30_000;

describe('DeploymentsProcessor', () => {
  it('relates a component to each cluster that runs it, in both directions', async () => {
    const { relate, asked } = setUp();
    expect(await relate()).toEqual([
      'Component/shop dependsOn resource/alpha',
      'resource/alpha dependencyOf Component/shop',
      'Component/shop dependsOn resource/beta',
      'resource/beta dependencyOf Component/shop',
    ]);
    expect(asked).toEqual([{ name: ['shop'] }]);
  });

  it.each([
    ['without annotations', entity({})],
    [
      'of a kind that depends on nothing',
      entity({ 'argocd/app-name': 'shop' }, 'System'),
    ],
  ])('asks nothing about an entity %s', async (_, of) => {
    const { relate, asked } = setUp();
    expect(await relate(of)).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('asks again after five minutes, and at once if the annotations changed or nothing runs', async () => {
    const { relate, asked, wait, deploy } = setUp();
    await relate();
    wait(RECHECK_MS - 1);
    deploy('alpha');
    expect(await relate()).toHaveLength(4);
    expect(asked).toHaveLength(1);
    wait(1);
    expect(await relate()).toHaveLength(2);
    expect(asked).toHaveLength(2);

    await relate(entity({ 'argocd/app-selector': 'app=shop' }));
    expect(asked).toHaveLength(3);
    deploy();
    wait(RECHECK_MS);
    expect(await relate()).toEqual([]);
    deploy('beta');
    expect(await relate()).toHaveLength(2);
  });

  it('keeps the relations while the fleet does not answer, and says so once', async () => {
    const { relate, wait, fleet, logger } = setUp();
    const before = await relate();
    fleet.down = true;
    for (let i = 0; i < 3; i++) {
      wait(RECHECK_MS);
      expect(await relate()).toEqual(before);
    }
    expect(logger.warn).toHaveBeenCalledTimes(1);
    fleet.down = false;
    wait(BACK_OFF_MS);
    expect(await relate()).toEqual(before);
  });

  it('requests a fleet that fails once in 30 seconds, whatever number of entities there is', async () => {
    const { relate, wait, fleet, asked, logger } = setUp();
    const other = entity({ 'argocd/app-name': 'other' });
    fleet.down = true;
    for (let i = 0; i < 100; i++) {
      await relate();
      await relate(other);
    }
    expect(asked).toHaveLength(1);
    wait(BACK_OFF_MS);
    await relate();
    await relate(other);
    expect(asked).toHaveLength(2);
    fleet.down = false;
    wait(BACK_OFF_MS);
    expect(await relate()).toHaveLength(4);
    expect(await relate(other)).toHaveLength(4);
    expect(logger.warn).toHaveBeenCalledTimes(1);
  });

  it('does not wait for a fleet that accepts requests and never answers', async () => {
    const { relate, wait, hang, asked } = setUp({ timeoutMs: 10 });
    const before = await relate();
    hang(true);
    wait(RECHECK_MS);
    expect(await relate()).toEqual(before);
    expect(await relate()).toEqual(before);
    expect(asked).toHaveLength(2);
  });

  it('names the entity whose annotations are not valid, and does not ask again at once', async () => {
    const { relate, asked, wait, logger } = setUp();
    const broken = entity({ 'argocd/app-selector': '((' });
    expect(await relate(broken)).toEqual([]);
    wait(RECHECK_MS - 1);
    expect(await relate(broken)).toEqual([]);
    expect(asked).toHaveLength(1);
    expect(logger.warn.mock.calls).toEqual([
      [
        'The annotations of component:default/shop that say which Applications deploy it are not valid: InputError: selector: no',
      ],
    ]);
    expect(await relate()).toHaveLength(4);
    wait(RECHECK_MS);
    await relate(broken);
    expect(asked).toHaveLength(3);
  });

  it('relates to no cluster that is not in the catalog', async () => {
    const { relate, fleet } = setUp();
    // An older one has the name.
    fleet.put(
      aCluster('alpha', {
        managementCluster: 'other',
        createdAt: '2025-01-01T00:00:00.000Z',
      }),
    );
    fleet.remove(aCluster('beta'));
    expect(await relate()).toEqual([]);
  });

  it('reads the names of clusters once a minute for all entities', async () => {
    const { relate, fleet, wait } = setUp();
    await relate();
    await relate(entity({ 'argocd/app-name': 'other' }));
    expect(fleet.reads).toBe(1);
    wait(60_000);
    await relate(entity({ 'argocd/app-name': 'third' }));
    expect(fleet.reads).toBe(2);
  });
});
