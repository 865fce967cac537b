/**
 * Scaffolder actions that request worker clusters, their changes and their removal by pull request.
 *
 * @packageDocumentation
 */
export { workerClustersScaffolderModule as default } from './module';
