import { randomUUID } from 'node:crypto';
import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { kubernetesClusterSupplierExtensionPoint } from '@backstage/plugin-kubernetes-node';
import {
  FLEET_EVENT_TOPIC,
  FleetChangeEvent,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  fleetEventsServiceRef,
  workerClustersServiceRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { WorkerClustersSupplier } from './WorkerClustersSupplier';

/**
 * Adds every worker cluster to the Kubernetes plugin.
 *
 * @public
 */
export const workerClustersKubernetesModule = createBackendModule({
  pluginId: 'kubernetes',
  moduleId: 'worker-clusters',
  register({ registerInit }) {
    registerInit({
      deps: {
        clusters: kubernetesClusterSupplierExtensionPoint,
        events: fleetEventsServiceRef,
        fleet: workerClustersServiceRef,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
      },
      async init({ clusters, events, fleet, lifecycle, logger }) {
        clusters.addClusterSupplier(async ({ getDefault }) => {
          const base = await getDefault();
          const supplier = new WorkerClustersSupplier({ base, fleet, logger });
          // The Kubernetes plugin asks for its clusters while it starts; the worker-clusters backend may start after it.
          lifecycle.addStartupHook(() => supplier.start());
          await events.subscribe({
            // Another one in each replica: each has a memory of its own.
            id: `worker-clusters-${randomUUID()}`,
            topics: [FLEET_EVENT_TOPIC],
            onEvent: async ({ eventPayload }) => {
              const { clusters: changed } = eventPayload as FleetChangeEvent;
              supplier.forget(Array.isArray(changed) ? changed : []);
            },
          });
          return supplier;
        });
      },
    });
  },
});
