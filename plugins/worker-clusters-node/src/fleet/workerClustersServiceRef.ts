import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { HttpWorkerClustersService } from './HttpWorkerClustersService';
import type { WorkerClustersService } from './WorkerClustersService';

/**
 * The fleet, for other backend plugins and modules.
 *
 * @public
 */
export const workerClustersServiceRef = createServiceRef<WorkerClustersService>(
  {
    id: 'worker-clusters.fleet',
    scope: 'plugin',
    defaultFactory: async service =>
      createServiceFactory({
        service,
        deps: { auth: coreServices.auth, discovery: coreServices.discovery },
        factory: deps => new HttpWorkerClustersService(deps),
      }),
  },
);
