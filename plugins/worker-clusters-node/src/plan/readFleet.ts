import type { WorkerCluster } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { FleetCluster } from './PlatformContext';

/** A row of the fleet, as far as a request goes. @public */
export function toFleetCluster(cluster: WorkerCluster): FleetCluster {
  return {
    name: cluster.name,
    phase: cluster.phase.phase,
    environment: cluster.environment,
    owner: cluster.owner,
    vpcCidr: cluster.vpcCidr,
    kubernetesVersion: cluster.kubernetesVersion,
    applications: cluster.applications?.total,
  };
}
