/**
 * Fleet page, cluster page, catalog cards and form fields for worker clusters.
 *
 * @packageDocumentation
 */
export { default } from './plugin';
export { workerClustersApiRef } from './api';
export { FleetGlance } from './fleet/FleetGlance';
