import type { WorkerCluster } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClusterReadPermission } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  createWorkerClusterConditionalDecision,
  isInEnvironment,
  isManagedBy,
  isOwner,
  workerClusterConditions,
} from './workerClusterRules';

const cluster = {
  managementCluster: 'main',
  owner: 'group:default/payments',
  environment: 'dev',
} as WorkerCluster;
const bare = { managementCluster: 'main' } as WorkerCluster;

describe('permission rules', () => {
  it('know owners', () => {
    const params = { owners: ['group:default/payments', 'user:default/ada'] };
    expect(isOwner.apply(cluster, params)).toBe(true);
    expect(isOwner.apply(cluster, { owners: ['group:default/data'] })).toBe(
      false,
    );
    expect(isOwner.apply(cluster, { owners: [] })).toBe(false);
    expect(isOwner.apply(bare, params)).toBe(false);
    expect(isOwner.toQuery(params)).toEqual({
      property: 'owner',
      values: params.owners,
    });
  });

  it('know environments', () => {
    const params = { environments: ['dev'] };
    expect(isInEnvironment.apply(cluster, params)).toBe(true);
    expect(isInEnvironment.apply(bare, params)).toBe(false);
    expect(isInEnvironment.toQuery(params)).toEqual({
      property: 'environment',
      values: ['dev'],
    });
  });

  it('know management clusters', () => {
    const params = { managementClusters: ['other', 'main'] };
    expect(isManagedBy.apply(bare, params)).toBe(true);
    expect(isManagedBy.apply(bare, { managementClusters: ['other'] })).toBe(
      false,
    );
    expect(isManagedBy.toQuery(params)).toEqual({
      property: 'managementCluster',
      values: ['other', 'main'],
    });
  });

  it('make a decision for a policy', () => {
    expect(
      createWorkerClusterConditionalDecision(workerClusterReadPermission, {
        anyOf: [
          workerClusterConditions.isOwner({ owners: ['group:default/data'] }),
          workerClusterConditions.isInEnvironment({ environments: ['dev'] }),
        ],
      }),
    ).toMatchObject({
      result: 'CONDITIONAL',
      pluginId: 'worker-clusters',
      resourceType: 'worker-cluster',
      conditions: {
        anyOf: [{ rule: 'IS_OWNER' }, { rule: 'IS_IN_ENVIRONMENT' }],
      },
    });
  });
});
