import {
  catalogEntityCreatePermission,
  catalogEntityDeletePermission,
  catalogEntityReadPermission,
  catalogEntityRefreshPermission,
  catalogLocationCreatePermission,
  catalogLocationReadPermission,
} from '@backstage/plugin-catalog-common/alpha';
import { kubernetesPermissions } from '@backstage/plugin-kubernetes-common';
import {
  createPermission,
  type Permission,
} from '@backstage/plugin-permission-common';
import {
  actionExecutePermission,
  taskCancelPermission,
  taskCreatePermission,
  taskReadPermission,
  templateDryRunPermission,
  templateManagementPermission,
  templateParameterReadPermission,
  templateStepReadPermission,
} from '@backstage/plugin-scaffolder-common/alpha';
import {
  managementClusterReadPermission,
  requestReadPermission,
  workerClusterCreatePermission,
  workerClusterDecommissionPermission,
  workerClusterReadPermission,
  workerClusterResourceReadPermission,
  workerClustersPermissions,
  workerClusterUpdatePermission,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { decide } from './decide';
import type { PolicySettings } from './policySettings';

const settings: PolicySettings = {
  platformGroups: ['group:default/platform'],
  read: 'everyone',
  create: 'owner',
};
const ada = {
  userEntityRef: 'user:default/ada',
  ownershipEntityRefs: ['user:default/ada', 'group:default/payments'],
};
const ops = {
  userEntityRef: 'user:default/ops',
  ownershipEntityRefs: ['user:default/ops', 'group:default/platform'],
};
const [kubernetesProxy, kubernetesResources, kubernetesClusters] =
  kubernetesPermissions;
const unknownRead = createPermission({
  name: 'other.thing.read',
  attributes: { action: 'read' },
});
const unknownUpdate = createPermission({
  name: 'other.thing.update',
  attributes: { action: 'update' },
});
const unknownUse = createPermission({ name: 'other.use', attributes: {} });

/** The decision in one word, or the rules of its conditions. */
function short(
  permission: Permission,
  user: typeof ada | undefined,
  change: Partial<PolicySettings> = {},
) {
  const decision = decide(permission, user, { ...settings, ...change });
  return decision.result === 'CONDITIONAL'
    ? decision.conditions
    : decision.result;
}

const ownCluster = {
  rule: 'IS_OWNER',
  resourceType: 'worker-cluster',
  params: { owners: ada.ownershipEntityRefs },
};
const ownEntity = {
  rule: 'IS_ENTITY_OWNER',
  resourceType: 'catalog-entity',
  params: { claims: ada.ownershipEntityRefs },
};
const ownTask = {
  rule: 'IS_TASK_OWNER',
  resourceType: 'scaffolder-task',
  params: { createdBy: ['user:default/ada'] },
};

const table: Array<[Permission, unknown]> = [
  [workerClusterReadPermission, 'ALLOW'],
  [workerClusterCreatePermission, { allOf: [ownCluster] }],
  [workerClusterUpdatePermission, ownCluster],
  [workerClusterResourceReadPermission, ownCluster],
  [workerClusterDecommissionPermission, ownCluster],
  [managementClusterReadPermission, 'ALLOW'],
  [requestReadPermission, 'ALLOW'],
  [catalogEntityReadPermission, 'ALLOW'],
  [catalogEntityRefreshPermission, ownEntity],
  [catalogEntityCreatePermission, 'DENY'],
  [catalogEntityDeletePermission, 'DENY'],
  [catalogLocationReadPermission, 'ALLOW'],
  [catalogLocationCreatePermission, 'DENY'],
  [taskCreatePermission, 'ALLOW'],
  [taskReadPermission, ownTask],
  [taskCancelPermission, ownTask],
  [actionExecutePermission, 'ALLOW'],
  [templateParameterReadPermission, 'ALLOW'],
  [templateStepReadPermission, 'ALLOW'],
  [templateDryRunPermission, 'DENY'],
  [templateManagementPermission, 'DENY'],
  [kubernetesProxy, 'DENY'],
  [kubernetesResources, 'ALLOW'],
  [kubernetesClusters, 'ALLOW'],
  [unknownRead, 'ALLOW'],
  [unknownUpdate, 'DENY'],
  [unknownUse, 'DENY'],
];

describe('decide', () => {
  it.each(table.map(([p, expected]) => [p.name, p, expected] as const))(
    'decides on %s for a user, the platform team and nobody',
    (_, permission, expected) => {
      expect(short(permission, ada)).toEqual(expected);
      expect(short(permission, ops)).toBe('ALLOW');
      expect(short(permission, undefined)).toBe('DENY');
    },
  );

  it('has a row for every permission of worker clusters', () => {
    const rows = table.map(([p]) => p.name);
    expect(rows).toEqual(
      expect.arrayContaining(workerClustersPermissions.map(p => p.name)),
    );
  });

  it('hides clusters and their entities from others with read: owner', () => {
    const change = { read: 'owner' } as const;
    expect(short(workerClusterReadPermission, ada, change)).toEqual(ownCluster);
    expect(short(catalogEntityReadPermission, ada, change)).toEqual({
      anyOf: [
        ownEntity,
        { not: expect.objectContaining({ params: { kinds: ['Resource'] } }) },
        {
          not: expect.objectContaining({
            params: { key: 'type', value: 'kubernetes-cluster' },
          }),
        },
      ],
    });
    expect(short(workerClusterReadPermission, ops, change)).toBe('ALLOW');
  });

  it('lets everybody request for any owner with create: everyone', () => {
    const change = { create: 'everyone' } as const;
    expect(short(workerClusterCreatePermission, ada, change)).toBe('ALLOW');
    expect(short(workerClusterCreatePermission, undefined, change)).toBe(
      'DENY',
    );
  });

  it('lets others than the platform team request in createEnvironments only', () => {
    const createEnvironments = ['dev'];
    const inDev = {
      rule: 'IS_IN_ENVIRONMENT',
      resourceType: 'worker-cluster',
      params: { environments: ['dev'] },
    };
    const permission = workerClusterCreatePermission;
    expect(short(permission, ada, { createEnvironments })).toEqual({
      allOf: [ownCluster, inDev],
    });
    expect(
      short(permission, ada, { createEnvironments, create: 'everyone' }),
    ).toEqual({ allOf: [inDev] });
    expect(short(permission, ops, { createEnvironments })).toBe('ALLOW');
  });

  it('leaves requests to the platform team with create: platform', () => {
    const change = { create: 'platform' } as const;
    expect(short(workerClusterCreatePermission, ada, change)).toBe('DENY');
    expect(short(workerClusterCreatePermission, ops, change)).toBe('ALLOW');
  });

  it('gives nobody the rights of the platform team if none is named', () => {
    const change = { platformGroups: [] };
    expect(short(kubernetesProxy, ops, change)).toBe('DENY');
    expect(short(catalogEntityCreatePermission, ops, change)).toBe('DENY');
  });
});
