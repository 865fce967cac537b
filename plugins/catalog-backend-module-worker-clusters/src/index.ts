/**
 * Module of the catalog backend: one `Resource` of type `kubernetes-cluster` per worker cluster.
 *
 * @packageDocumentation
 */
export { workerClustersCatalogModule as default } from './module';
