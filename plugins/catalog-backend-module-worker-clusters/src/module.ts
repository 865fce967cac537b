import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import {
  fleetEventsServiceRef,
  workerClustersServiceRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { configProblemsServiceRef } from '@worker-clusters/backstage-plugin-worker-clusters-node/config';
import { DeploymentsProcessor } from './DeploymentsProcessor';
import { readEntityConfig } from './readEntityConfig';
import { templatesFolder } from './templates/readTemplates';
import { TemplatesEntityProvider } from './templates/TemplatesEntityProvider';
import { WorkerClustersEntityProvider } from './WorkerClustersEntityProvider';

/** Whether Components depend on the clusters that run them. */
const RELATIONS = 'workerClusters.catalog.componentRelations';

/**
 * Puts every worker cluster into the catalog, and the software templates that request them.
 *
 * @public
 */
export const workerClustersCatalogModule = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'worker-clusters',
  register({ registerInit }) {
    registerInit({
      deps: {
        catalog: catalogProcessingExtensionPoint,
        config: coreServices.rootConfig,
        problems: configProblemsServiceRef,
        events: fleetEventsServiceRef,
        fleet: workerClustersServiceRef,
        logger: coreServices.logger,
        scheduler: coreServices.scheduler,
      },
      async init({ catalog, config, problems, scheduler, ...deps }) {
        // Relations tell everybody who may read a Component of clusters: none while that is not clear.
        const hasRelations = problems.read(
          {
            key: RELATIONS,
            effect: 'Components have no relations to clusters.',
            fallback: false,
          },
          () => config.getOptionalBoolean(RELATIONS) ?? true,
        );
        if (hasRelations) {
          catalog.addProcessor(new DeploymentsProcessor(deps));
        }
        catalog.addEntityProvider(
          new WorkerClustersEntityProvider({
            ...deps,
            entities: readEntityConfig(config, problems),
            taskRunner: scheduler.createScheduledTaskRunner({
              frequency: { minutes: 5 },
              timeout: { minutes: 3 },
              // The worker-clusters backend starts at the same time.
              initialDelay: { seconds: 10 },
            }),
          }),
        );
        catalog.addEntityProvider(
          new TemplatesEntityProvider({
            config,
            folder: templatesFolder(),
            problems,
            taskRunner: scheduler.createScheduledTaskRunner({
              frequency: { minutes: 10 },
              timeout: { minutes: 1 },
            }),
          }),
        );
      },
    });
  },
});
