import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import permissionPlugin from '@backstage/plugin-permission-backend';
import {
  stringifyRequestedCluster,
  workerClusterCreatePermission,
  workerClusterReadPermission,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import request from 'supertest';
import workerClustersPermissionModule from '.';

const groups: Record<string, string> = {
  'user:default/ada': 'group:default/payments',
  'user:default/ops': 'group:default/platform',
};
const userInfo = createServiceFactory({
  service: coreServices.userInfo,
  deps: {},
  factory: () => ({
    async getUserInfo({ principal }: any) {
      const { userEntityRef } = principal;
      return {
        userEntityRef,
        ownershipEntityRefs: [userEntityRef, groups[userEntityRef]],
      };
    },
  }),
});

const REQUESTED = stringifyRequestedCluster({
  name: 'search-dev',
  environment: 'dev',
  managementCluster: 'main',
  owner: 'group:default/payments',
});

async function start(permissions: any) {
  const { server } = await startTestBackend({
    features: [
      permissionPlugin,
      workerClustersPermissionModule,
      mockServices.rootConfig.factory({
        data: {
          permission: { enabled: true },
          workerClusters: { permissions },
        },
      }),
      userInfo,
    ],
  });
  return async (permission: unknown, user?: string) => {
    const { body, status } = await request(server)
      .post('/api/permission/authorize')
      .set(
        'authorization',
        user
          ? mockCredentials.user.header(user)
          : mockCredentials.none.header(),
      )
      .send({ items: [{ id: 'x', permission, resourceRef: REQUESTED }] });
    return body.items?.[0].result ?? status;
  };
}

describe('the permission backend with the policy of worker clusters', () => {
  it('decides by the groups of who is signed in', async () => {
    const ask = await start({
      platformGroups: ['group:default/platform'],
      create: 'platform',
    });
    expect(await ask(workerClusterCreatePermission, 'user:default/ops')).toBe(
      'ALLOW',
    );
    expect(await ask(workerClusterCreatePermission, 'user:default/ada')).toBe(
      'DENY',
    );
    expect(await ask(workerClusterCreatePermission)).toBe(401);
  });

  it('starts with a setting that is not known, and lets only owners see clusters', async () => {
    const ask = await start({ read: 'nobody' });
    expect(await ask(workerClusterReadPermission, 'user:default/ada')).not.toBe(
      'ALLOW',
    );
  });
});
