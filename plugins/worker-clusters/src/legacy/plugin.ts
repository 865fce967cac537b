import { createPlugin } from '@backstage/core-plugin-api';
import { workerClustersApiFactory } from '../api';
import { legacyExternalRoutes, legacyRoutes } from './routes';

/**
 * The plugin, for an app on the legacy frontend system.
 *
 * @public
 */
export const workerClustersPlugin = createPlugin({
  id: 'worker-clusters',
  apis: [workerClustersApiFactory],
  routes: legacyRoutes,
  externalRoutes: legacyExternalRoutes,
});
