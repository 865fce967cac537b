/**
 * Module of the permission backend: the permission policy of a portal with worker clusters.
 *
 * @packageDocumentation
 */
export { workerClustersPermissionModule as default } from './module';
