/**
 * Module of the search backend: worker clusters and their applications as documents.
 *
 * @packageDocumentation
 */
export { workerClustersSearchModule as default } from './module';
