/**
 * Module of the Kubernetes backend: every worker cluster, next to those that are configured.
 *
 * @packageDocumentation
 */
export { workerClustersKubernetesModule as default } from './module';
