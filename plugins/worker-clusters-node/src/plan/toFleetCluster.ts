import type { WorkerCluster } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { FleetCluster } from './Platform';

/** Projects a row of the fleet to the fields that a plan uses. @public */
export function toFleetCluster(cluster: WorkerCluster): FleetCluster {
  const { managementCluster, namespace, name, pending } = cluster;
  return {
    ref: { managementCluster, namespace, name },
    name,
    phase: cluster.phase.phase,
    connection: cluster.connection,
    environment: cluster.environment,
    owner: cluster.owner,
    vpcCidr: cluster.vpcCidr,
    expiresAt: cluster.expiresAt,
    kubernetesVersion: cluster.kubernetesVersion,
    ...(pending && {
      request: { number: pending.number, valid: pending.allowed },
    }),
  };
}
