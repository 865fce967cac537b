/**
 * Everything of the plugin for a portal on the legacy frontend system.
 *
 * @packageDocumentation
 */
export { workerClustersApiRef } from './api';
export { hasDeployments, isWorkerCluster } from './entity/predicates';
export {
  EntityDeploymentsCard,
  EntityDeploymentsContent,
  EntityWorkerClusterCard,
  EntityWorkerClusterContent,
  HomePageWorkerClusters,
  WorkerClusterApplicationSearchResultListItem,
  workerClusterFieldExtensions,
  WorkerClusterSearchResultListItem,
  WorkerClustersPage,
  WorkerClustersSidebarItem,
} from './legacy/extensions';
export { workerClustersPlugin } from './legacy/plugin';
