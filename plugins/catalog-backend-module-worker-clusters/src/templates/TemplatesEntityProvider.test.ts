import {
  coreServices,
  createBackendModule,
  createServiceFactory,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import scaffolderModelModule from '@backstage/plugin-catalog-backend-module-scaffolder-entity-model';
import {
  catalogProcessingExtensionPoint,
  type EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import { workerClustersServiceRef } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import request from 'supertest';
import { FakeFleet } from '../__testUtils__/FakeFleet';
import module_ from '..';

jest.setTimeout(60_000);

const TASK = 'worker-clusters-templates:refresh';
const FOLDER = resolvePackagePath(
  '@worker-clusters/backstage-plugin-catalog-backend-module-worker-clusters',
  '../../templates',
);
const NAMES = [
  'change-cluster',
  'decommission-cluster',
  'extend-cluster',
  'new-cluster',
  'platform-repository',
  'resize-cluster',
  'upgrade-cluster',
];

describe('software templates in the catalog', () => {
  const stops: Array<() => Promise<unknown>> = [];
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  });

  /** A catalog; `others` is a provider beside this module's. */
  async function start(
    templates: object | undefined,
    others?: (connection: EntityProviderConnection) => Promise<void>,
  ) {
    const logger = mockServices.rootLogger.mock();
    logger.child.mockReturnValue(logger);
    const scheduler = mockServices.scheduler();
    const backend = await startTestBackend({
      features: [
        catalogPlugin,
        scaffolderModelModule,
        createBackendModule({
          pluginId: 'catalog',
          moduleId: 'others',
          register({ registerInit }) {
            registerInit({
              deps: { catalog: catalogProcessingExtensionPoint },
              async init({ catalog }) {
                catalog.addEntityProvider({
                  getProviderName: () => 'others',
                  connect: async connection => others?.(connection),
                });
              },
            });
          },
        }),
        module_,
        logger.factory,
        mockServices.rootConfig.factory({
          data: {
            catalog: { processingInterval: { seconds: 1 } },
            workerClusters: { templates: templates as any },
          },
        }),
        createServiceFactory({
          service: coreServices.scheduler,
          deps: {},
          factory: () => scheduler,
        }),
        createServiceFactory({
          service: workerClustersServiceRef,
          deps: {},
          factory: () => new FakeFleet() as any,
        }),
      ],
    });
    stops.push(() => backend.stop());
    const list = async (): Promise<Entity[]> => {
      const { body } = await request(backend.server)
        .get('/api/catalog/entities?filter=kind=template')
        .set('Authorization', mockCredentials.user.header())
        .expect(200);
      return body.sort((a: Entity, b: Entity) =>
        a.metadata.name.localeCompare(b.metadata.name),
      );
    };
    const untilThere = async (names: string[]) => {
      for (let attempt = 0; ; attempt += 1) {
        const entities = await list();
        const there = entities.map(e => e.metadata.name);
        if (attempt > 200) expect(there).toEqual(names);
        if (there.join() === names.join()) return entities;
        await new Promise(resolve => setTimeout(resolve, 100));
      }
    };
    return { list, untilThere, logger, scheduler };
  }

  it('has all of them, with the configured owner', async () => {
    const { untilThere } = await start({ owner: 'platform-team' });
    const entities = await untilThere(NAMES);
    for (const { spec } of entities) {
      expect(spec?.owner).toBe('group:default/platform-team');
    }
    // The scaffolder finds the skeleton beside the file.
    const repository = entities.find(
      e => e.metadata.name === 'platform-repository',
    );
    expect(repository?.metadata.annotations).toMatchObject({
      'backstage.io/managed-by-location': `file:${FOLDER}/platform-repository/template.yaml`,
      'backstage.io/managed-by-origin-location': `file:${FOLDER}/platform-repository/template.yaml`,
    });
    expect(repository?.relations).toContainEqual({
      type: 'ownedBy',
      targetRef: 'group:default/platform-team',
    });
  });

  it('has those that the configuration includes, and lets them use the own token', async () => {
    const { untilThere } = await start({
      owner: 'group:default/platform',
      include: ['new-cluster', 'decommission-cluster'],
      requestUserCredentials: true,
    });
    const entities = await untilThere(['decommission-cluster', 'new-cluster']);
    for (const { spec } of entities) {
      const { review } = (spec as any).parameters.at(-1).properties;
      expect(review['ui:options'].requestUserCredentials).toBe(true);
      expect(review['ui:options'].verb).toBeDefined();
    }
  });

  it.each([
    [
      'no owner',
      { owner: 'component:default/x' },
      /templates\.owner: 'component:default\/x' is not the entity reference/,
    ],
    [
      'an unknown template',
      { owner: 'platform', include: ['new-clusters'] },
      /templates\.include: there is no template 'new-clusters'; choose from change-cluster, /,
    ],
  ])(
    'starts without templates and logs once what is wrong: %s',
    async (_, templates, message) => {
      const { list, logger, scheduler } = await start(templates);
      await scheduler.triggerTask(TASK);
      expect(await list()).toEqual([]);
      const warnings = logger.warn.mock.calls.filter(([text]) =>
        message.test(String(text)),
      );
      expect(warnings).toHaveLength(1);
    },
  );

  it('takes the place of the same template of another location', async () => {
    const former: Entity = {
      apiVersion: 'scaffolder.backstage.io/v1beta3',
      kind: 'Template',
      metadata: {
        name: 'new-cluster',
        title: 'Former',
        annotations: {
          'backstage.io/managed-by-location': 'file:/templates/all.yaml',
          'backstage.io/managed-by-origin-location': 'file:/templates/all.yaml',
        },
      },
      spec: { type: 'worker-cluster', owner: 'former', steps: [] },
    };
    let others: EntityProviderConnection;
    const publish = (entities: Entity[]) =>
      others.applyMutation({
        type: 'full',
        entities: entities.map(entity => ({ entity, locationKey: 'former' })),
      });
    const { untilThere, scheduler } = await start(
      { owner: 'platform', include: ['new-cluster'] },
      async connection => {
        others = connection;
        await publish([former]);
      },
    );
    await untilThere(['new-cluster']);
    await publish([]);
    await scheduler.triggerTask(TASK);
    const [entity] = await untilThere(['new-cluster']);
    expect(entity.metadata.title).toBe('New cluster');
  });
});
