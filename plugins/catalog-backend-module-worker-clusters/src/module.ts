import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { workerClustersServiceRef } from '@worker-clusters/backstage-plugin-worker-clusters-node';
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
        events: eventsServiceRef,
        fleet: workerClustersServiceRef,
        logger: coreServices.logger,
        scheduler: coreServices.scheduler,
      },
      async init({ catalog, config, scheduler, ...deps }) {
        if (config.getOptionalBoolean(RELATIONS) ?? true) {
          catalog.addProcessor(new DeploymentsProcessor(deps));
        }
        catalog.addEntityProvider(
          new WorkerClustersEntityProvider({
            ...deps,
            entities: readEntityConfig(config),
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
            logger: deps.logger,
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
