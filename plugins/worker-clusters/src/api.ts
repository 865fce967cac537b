import {
  ApiBlueprint,
  createApiFactory,
  createApiRef,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/frontend-plugin-api';
import {
  WorkerClustersApi,
  WorkerClustersClient,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';

/**
 * Reads the fleet from the worker-clusters backend.
 *
 * @public
 */
export const workerClustersApiRef = createApiRef<WorkerClustersApi>().with({
  id: 'plugin.worker-clusters.client',
  pluginId: 'worker-clusters',
});

/** How an app makes the client. */
export const workerClustersApiFactory = createApiFactory({
  api: workerClustersApiRef,
  deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
  factory: ({ discoveryApi, fetchApi }) =>
    new WorkerClustersClient({ discoveryApi, fetchApi }),
});

export const workerClustersApi = ApiBlueprint.make({
  params: defineParams => defineParams(workerClustersApiFactory),
});
