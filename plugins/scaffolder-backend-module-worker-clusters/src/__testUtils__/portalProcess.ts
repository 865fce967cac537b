/**
 * A portal in a process of its own, which a test can kill: the scaffolder with the actions and the template New cluster.
 * Prints its port. Takes {@link PortalProcessOptions} as JSON in its first argument.
 *
 * @packageDocumentation
 */
import { readFileSync } from 'node:fs';
import {
  coreServices,
  createServiceFactory,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import { workerClustersServiceRef } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { parse } from 'yaml';
import module_ from '..';

export interface PortalProcessOptions {
  /** `integrations` of the configuration. */
  integrations: object;
  /** `workerClusters.gitops.repoUrl` */
  repoUrl: string;
  /** Folder of the SQLite databases, which outlives the process. */
  databases: string;
  entities: any[];
}

const options: PortalProcessOptions = JSON.parse(process.argv[2]);
const template = parse(
  readFileSync(
    resolvePackagePath(
      '@worker-clusters/backstage-plugin-scaffolder-backend-module-worker-clusters',
      '../../templates/new-cluster/template.yaml',
    ),
    'utf8',
  ),
);
template.metadata.namespace = 'default';

const data = {
  app: { baseUrl: 'http://portal.test' },
  backend: {
    database: {
      client: 'better-sqlite3',
      connection: { directory: options.databases },
    },
  },
  scaffolder: {
    taskRecovery: { enabled: true, staleTimeout: { seconds: 2 } },
  },
  workerClusters: { gitops: { repoUrl: options.repoUrl } },
  integrations: options.integrations,
};

startTestBackend({
  features: [
    scaffolderPlugin,
    module_,
    mockServices.rootConfig.factory({ data }),
    mockServices.database.factory(),
    // Whoever calls is of the team that the tests request clusters for.
    createServiceFactory({
      service: coreServices.userInfo,
      deps: {},
      factory: () =>
        mockServices.userInfo({
          ownershipEntityRefs: ['group:default/payments'],
        }),
    }),
    catalogServiceMock.factory({ entities: [...options.entities, template] }),
    createServiceFactory({
      service: workerClustersServiceRef,
      deps: {},
      factory: () =>
        ({
          listClusters: async () => ({ items: [] }),
          getClaimDefinition: async () => undefined,
          reportRequest: async () => {},
        } as any),
    }),
  ],
}).then(({ server }) => {
  process.stdout.write(`port ${server.port()}\n`);
});
