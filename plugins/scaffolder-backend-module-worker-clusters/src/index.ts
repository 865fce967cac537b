/**
 * Scaffolder actions that request worker clusters, their changes and their removal by pull request.
 *
 * @packageDocumentation
 */
export { workerClustersScaffolderModule as default } from './module';
export type { ActionServices } from './actions/ActionServices';
export { createCreateClusterAction } from './actions/createClusterAction';
export { createDecommissionClusterAction } from './actions/decommissionClusterAction';
export { createPullRequestAction } from './actions/pullRequestAction';
export { createUpdateClusterAction } from './actions/updateClusterAction';
