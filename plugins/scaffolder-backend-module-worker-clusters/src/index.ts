/**
 * Scaffolder actions that ask for worker clusters by pull request.
 *
 * @packageDocumentation
 */
export { workerClustersScaffolderModule as default } from './module';
export { createCreateClusterAction } from './create/createClusterAction';
export type { CreateClusterActionOptions } from './create/createClusterAction';
