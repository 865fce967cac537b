/**
 * The backend of Worker Clusters: observes management and worker clusters, derives their state, stores and serves it.
 *
 * @packageDocumentation
 */
export { workerClustersPlugin as default } from './plugin';
