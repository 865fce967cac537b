export type { FleetEventsService } from './FleetEvents';
export { fleetEventsServiceRef } from './fleetEventsServiceRef';
