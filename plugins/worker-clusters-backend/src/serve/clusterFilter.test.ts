import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  PermissionCondition,
  PermissionCriteria,
} from '@backstage/plugin-permission-common';
import {
  createConditionAuthorizer,
  createConditionTransformer,
} from '@backstage/plugin-permission-node';
import type { WorkerCluster } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  workerClusterConditions,
  workerClusterRules,
} from '@worker-clusters/backstage-plugin-worker-clusters-node/permissions';
import fc from 'fast-check';
import { aCluster, openStore } from '../store/__testUtils__/fleet';
import { toClusterFilter } from './clusterFilter';

jest.setTimeout(60_000);
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const rules = Object.values(workerClusterRules);

const OWNERS = ['group:default/payments', 'group:default/data', undefined];
const ENVIRONMENTS = ['dev', 'prod', undefined];
const MANAGEMENT = ['main', 'other'];

/** One cluster of every combination. */
const clusters = OWNERS.flatMap((owner, i) =>
  ENVIRONMENTS.flatMap((environment, j) =>
    MANAGEMENT.map(managementCluster =>
      aCluster('unnamed', {
        ref: { managementCluster, namespace: 'clusters', name: `c${i}${j}` },
        owner,
        environment,
      }),
    ),
  ),
);

const value = fc.constantFrom(
  ...OWNERS.filter(v => v !== undefined),
  ...ENVIRONMENTS.filter(v => v !== undefined),
  ...MANAGEMENT,
  `'; drop table clusters; --`,
  'with\0zero',
);
const values = fc.array(value, { maxLength: 3 });
const condition: fc.Arbitrary<PermissionCondition> = fc.oneof(
  values.map(owners => workerClusterConditions.isOwner({ owners })),
  values.map(environments =>
    workerClusterConditions.isInEnvironment({ environments }),
  ),
  values.map(managementClusters =>
    workerClusterConditions.isManagedBy({ managementClusters }),
  ),
);
const criteria = fc.letrec<{ node: PermissionCriteria<PermissionCondition> }>(
  tie => {
    const parts = fc.array(tie('node'), { minLength: 1, maxLength: 3 });
    return {
      node: fc.oneof(
        { maxDepth: 3 },
        condition,
        tie('node').map(not => ({ not })),
        parts.map(allOf => ({ allOf: allOf as [any] })),
        parts.map(anyOf => ({ anyOf: anyOf as [any] })),
      ),
    };
  },
).node;

describe.each(databases.eachSupportedId())('toClusterFilter on %s', id => {
  it('selects in SQL what the rules allow in memory', async () => {
    const { store } = await openStore(databases, id);
    await store.writeClusters(clusters);
    const all = (await store.list({ limit: 500 })).items;
    expect(all).toHaveLength(18);
    const authorize = createConditionAuthorizer<WorkerCluster>({
      getRuleByName: name => rules.find(r => r.name === name)! as any,
    });
    const transform = createConditionTransformer<any>({
      getRuleByName: name => rules.find(r => r.name === name)! as any,
    });
    const keyOf = (c: WorkerCluster) => `${c.managementCluster}/${c.name}`;

    await fc.assert(
      fc.asyncProperty(criteria, async conditions => {
        const decision = {
          result: 'CONDITIONAL' as any,
          pluginId: 'worker-clusters',
          resourceType: 'worker-cluster',
          conditions,
        };
        const { items } = await store.list(
          { limit: 500 },
          toClusterFilter(transform(conditions)),
        );
        expect(items.map(keyOf).sort()).toEqual(
          all
            .filter(cluster => authorize(decision as any, cluster))
            .map(keyOf)
            .sort(),
        );
      }),
      { numRuns: 200 },
    );
  });
});
