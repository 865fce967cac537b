import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { configProblemsServiceRef } from '../config';
import { FleetEvents, type FleetEventsService } from './FleetEvents';

/**
 * The events of a plugin, which stays quiet where the event bus is missing.
 *
 * @public
 */
export const fleetEventsServiceRef = createServiceRef<FleetEventsService>({
  id: 'worker-clusters.events',
  scope: 'plugin',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: {
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        events: eventsServiceRef,
        problems: configProblemsServiceRef,
        rootLifecycle: coreServices.rootLifecycle,
      },
      factory: deps => new FleetEvents(deps),
    }),
});
