import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { searchIndexRegistryExtensionPoint } from '@backstage/plugin-search-backend-node/alpha';
import { workerClustersServiceRef } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { configProblemsServiceRef } from '@worker-clusters/backstage-plugin-worker-clusters-node/config';
import {
  ApplicationCollatorFactory,
  ClusterCollatorFactory,
} from './collators';
import { readSchedule } from './readSchedule';

/**
 * Makes worker clusters and their applications searchable.
 *
 * @public
 */
export const workerClustersSearchModule = createBackendModule({
  pluginId: 'search',
  moduleId: 'worker-clusters',
  register({ registerInit }) {
    registerInit({
      deps: {
        config: coreServices.rootConfig,
        problems: configProblemsServiceRef,
        fleet: workerClustersServiceRef,
        indexes: searchIndexRegistryExtensionPoint,
        scheduler: coreServices.scheduler,
      },
      async init({ config, problems, fleet, indexes, scheduler }) {
        const definition = readSchedule(config, problems);
        for (const factory of [
          new ClusterCollatorFactory(fleet),
          new ApplicationCollatorFactory(fleet),
        ]) {
          indexes.addCollator({
            schedule: scheduler.createScheduledTaskRunner(definition),
            factory,
          });
        }
      },
    });
  },
});
