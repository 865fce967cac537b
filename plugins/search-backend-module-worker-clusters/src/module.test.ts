import {
  coreServices,
  createBackendModule,
  createBackendPlugin,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import permissionPlugin from '@backstage/plugin-permission-backend';
import {
  AuthorizeResult,
  isPermission,
} from '@backstage/plugin-permission-common';
import { ServerPermissionClient } from '@backstage/plugin-permission-node';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import searchPlugin from '@backstage/plugin-search-backend';
import {
  stringifyClusterRef,
  type WorkerCluster,
  workerClusterReadPermission,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersServiceRef } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import {
  createWorkerClusterConditionalDecision,
  workerClusterConditions,
  workerClusterResourceRef,
  workerClusterRules,
} from '@worker-clusters/backstage-plugin-worker-clusters-node/permissions';
import request from 'supertest';
import module_ from '.';
import { aCluster, anApplication } from './__testUtils__/fleet';

jest.setTimeout(60_000);

const ADA = 'user:default/ada';
const OPS = 'user:default/ops';
const NOBODY = 'user:default/nobody';

/** Operators see the fleet, payments its own clusters, and nobody none. */
const policy = createBackendModule({
  pluginId: 'permission',
  moduleId: 'policy',
  register({ registerInit }) {
    registerInit({
      deps: { policy: policyExtensionPoint },
      async init(deps) {
        deps.policy.setPolicy({
          async handle({ permission }, user) {
            const who = user?.info.userEntityRef;
            if (
              !isPermission(permission, workerClusterReadPermission) ||
              who === NOBODY
            ) {
              return { result: AuthorizeResult.DENY };
            }
            return who === OPS
              ? { result: AuthorizeResult.ALLOW }
              : createWorkerClusterConditionalDecision(permission, {
                  anyOf: [
                    workerClusterConditions.isOwner({
                      owners: ['group:default/payments'],
                    }),
                  ],
                });
          },
        });
      },
    });
  },
});

/** As the auth service of a portal does and that of tests does not: a token for a user says which plugin has it. */
const auth = createServiceFactory({
  service: coreServices.auth,
  deps: { plugin: coreServices.pluginMetadata },
  factory: ({ plugin }) => {
    const pluginId = plugin.getId();
    const service = mockServices.auth({
      pluginId,
      disableDefaultAuthPolicy: false,
    });
    const issue = service.getPluginRequestToken.bind(service);
    return Object.assign(service, {
      getPluginRequestToken: async (options: Parameters<typeof issue>[0]) => {
        const { principal } = options.onBehalfOf as { principal: any };
        return principal.type === 'user'
          ? {
              token: mockCredentials.user.token(principal.userEntityRef, {
                actor: { subject: `plugin:${pluginId}` },
              }),
            }
          : issue(options);
      },
    });
  },
});

/** The permission service as it is: it asks the permission backend. */
const permissions = createServiceFactory({
  service: coreServices.permissions,
  deps: {
    auth: coreServices.auth,
    config: coreServices.rootConfig,
    discovery: coreServices.discovery,
  },
  factory: ({ config, ...deps }) =>
    ServerPermissionClient.fromConfig(config, deps),
});

/** What the worker-clusters backend answers the permission backend with. */
const rulesOf = (clusters: WorkerCluster[]) =>
  createBackendPlugin({
    pluginId: 'worker-clusters',
    register({ registerInit }) {
      registerInit({
        deps: { registry: coreServices.permissionsRegistry },
        async init({ registry }) {
          registry.addResourceType({
            resourceRef: workerClusterResourceRef,
            permissions: [workerClusterReadPermission],
            rules: Object.values(workerClusterRules),
            getResources: async refs =>
              refs.map(ref =>
                clusters.find(c => stringifyClusterRef(c) === ref),
              ),
          });
        },
      });
    },
  });

describe('in the search backend', () => {
  const stops: Array<() => unknown> = [];
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  });

  async function start(clusters: WorkerCluster[], fleet: object = {}) {
    const scheduler = mockServices.scheduler();
    const listClusters = jest.fn(async ({ limit, cursor }: any) => {
      const from = Number(cursor ?? 0);
      const next = from + limit;
      return {
        items: clusters.slice(from, next),
        totalItems: clusters.length,
        nextCursor: next < clusters.length ? String(next) : undefined,
      };
    });
    const listApplications = jest.fn(async ({ name }: any) => ({
      items: [anApplication(`cart-of-${name}`)],
    }));
    const backend = await startTestBackend({
      features: [
        searchPlugin,
        module_,
        permissionPlugin,
        policy,
        rulesOf(clusters),
        auth,
        permissions,
        createServiceFactory({
          service: coreServices.scheduler,
          deps: {},
          factory: () => scheduler,
        }),
        mockServices.rootConfig.factory({
          data: { permission: { enabled: true } },
        }),
        createServiceFactory({
          service: coreServices.userInfo,
          deps: {},
          factory: () => ({
            async getUserInfo({ principal }: any) {
              const { userEntityRef } = principal;
              return { userEntityRef, ownershipEntityRefs: [userEntityRef] };
            },
          }),
        }),
        createServiceFactory({
          service: workerClustersServiceRef,
          deps: {},
          factory: () => ({ listClusters, listApplications, ...fleet } as any),
        }),
      ],
    });
    stops.push(() => backend.stop());
    const index = async () => {
      for (const { id } of await scheduler.getScheduledTasks()) {
        await scheduler.triggerTask(id);
      }
    };
    const find = async (term: string, user: string) => {
      const { body } = await request(backend.server)
        .get('/api/search/query')
        .query({ term })
        .set('Authorization', mockCredentials.user.header(user))
        .expect(200);
      return body.results
        .map((r: any) => `${r.type} ${r.document.title}`)
        .sort();
    };
    return { scheduler, index, find, listClusters, listApplications };
  }

  const OWN = aCluster('shop-dev');
  const OTHER = aCluster('shop-eu', { owner: 'group:default/data' });
  const FOUND_OF_OWN = [
    'worker-clusters shop-dev',
    'worker-clusters-applications cart-of-shop-dev',
  ];
  const ALL = [
    'worker-clusters shop-dev',
    'worker-clusters shop-eu',
    'worker-clusters-applications cart-of-shop-dev',
    'worker-clusters-applications cart-of-shop-eu',
  ];

  it('finds the clusters that a user may see and their applications, and no others', async () => {
    const { index, find } = await start([OWN, OTHER]);
    await index();
    expect(await find('shop', OPS)).toEqual(ALL);
    expect(await find('shop', ADA)).toEqual(FOUND_OF_OWN);
    expect(await find('shop', NOBODY)).toEqual([]);
  });

  it('tells of a hidden cluster by none of its words', async () => {
    const { index, find } = await start([OWN, OTHER]);
    await index();
    for (const term of ['shop-eu', 'cart-of-shop-eu', 'data', '*', '']) {
      const found = await find(term, ADA);
      expect(found.filter((text: string) => text.includes('shop-eu'))).toEqual(
        [],
      );
    }
    expect(await find('data', OPS)).toEqual(
      expect.arrayContaining(['worker-clusters shop-eu']),
    );
  });

  it('ends with the right to see a cluster, before the next index', async () => {
    const clusters = [OWN];
    const { index, find } = await start(clusters);
    await index();
    expect(await find('shop', ADA)).toEqual(FOUND_OF_OWN);
    clusters[0] = { ...OWN, owner: 'group:default/data' };
    expect(await find('shop', ADA)).toEqual([]);
    // Gone from the fleet, and still in the index.
    clusters.length = 0;
    expect(await find('shop', ADA)).toEqual([]);
  });

  it('reads the fleet in pages of 100, and applications only where there are any', async () => {
    const many = Array.from({ length: 250 }, (_, i) =>
      aCluster(`c-${1000 + i}`, { applications: { total: i % 2 } as any }),
    );
    const { index, listClusters, listApplications } = await start(many);
    await index();
    expect(listClusters.mock.calls.map(([{ cursor }]) => cursor)).toEqual([
      undefined,
      '100',
      '200',
      undefined,
      '100',
      '200',
    ]);
    expect(listClusters.mock.calls[0][0]).toEqual({ sort: 'name', limit: 100 });
    expect(listApplications).toHaveBeenCalledTimes(125);
  });

  it('keeps the index of before when the fleet does not answer to the end', async () => {
    const clusters = [OWN, OTHER];
    const { index, find, listApplications } = await start(clusters);
    await index();
    listApplications.mockRejectedValueOnce(new Error('connect ECONNREFUSED'));
    await index();
    expect(listApplications).toHaveBeenCalledTimes(3);
    expect(await find('shop', OPS)).toEqual(ALL);
  });

  it('leaves out the applications of a cluster that goes meanwhile', async () => {
    const { index, find } = await start([OWN, OTHER], {
      listApplications: async ({ name }: any) =>
        name === 'shop-eu' ? undefined : { items: [anApplication('shop')] },
    });
    await index();
    expect(await find('shop', OPS)).toEqual([
      'worker-clusters shop-dev',
      'worker-clusters shop-eu',
      'worker-clusters-applications shop',
    ]);
  });
});
