import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  catalogProcessingExtensionPoint,
  catalogServiceRef,
} from '@backstage/plugin-catalog-node';
import { durationToMilliseconds } from '@backstage/types';
import {
  fleetEventsServiceRef,
  workerClustersServiceRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import {
  configProblemsServiceRef,
  readDuration,
} from '@worker-clusters/backstage-plugin-worker-clusters-node/config';
import { catalogNames } from './catalogNames';
import { DeploymentsProcessor } from './DeploymentsProcessor';
import { readEntityConfig } from './readEntityConfig';
import { templatesFolder } from './templates/readTemplates';
import { TemplatesEntityProvider } from './templates/TemplatesEntityProvider';
import { WorkerClustersEntityProvider } from './WorkerClustersEntityProvider';

/** Whether Components depend on the clusters that run them. */
const RELATIONS = 'workerClusters.catalog.componentRelations';
/** How long clusters stay in the catalog of which many leave the fleet at once. */
const MASS_REMOVAL_DELAY = 'workerClusters.catalog.massRemovalDelay';

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
        auth: coreServices.auth,
        catalog: catalogProcessingExtensionPoint,
        catalogService: catalogServiceRef,
        config: coreServices.rootConfig,
        problems: configProblemsServiceRef,
        events: fleetEventsServiceRef,
        fleet: workerClustersServiceRef,
        logger: coreServices.logger,
        scheduler: coreServices.scheduler,
      },
      async init(services) {
        const { auth, catalog, catalogService, ...rest } = services;
        const { config, problems, scheduler, ...deps } = rest;
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
            readNames: () => catalogNames({ auth, catalog: catalogService }),
            massRemovalDelayMs: durationToMilliseconds(
              readDuration(config, problems, {
                key: MASS_REMOVAL_DELAY,
                fallback: { hours: 1 },
                minMs: 0,
              }),
            ),
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
