import { stringifyClusterRef } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { FleetCluster, PlanInput, Platform } from './Platform';

/** The cluster of the fleet that a request is for: by its reference where the request has one. Undefined: none is known. */
export function knownCluster(
  { fleet }: Pick<Platform, 'fleet'>,
  {
    name,
    environment,
    cluster,
  }: Pick<PlanInput, 'name' | 'environment' | 'cluster'>,
): FleetCluster | undefined {
  const own = cluster && stringifyClusterRef(cluster);
  return fleet?.find(c =>
    own && c.ref
      ? stringifyClusterRef(c.ref) === own
      : c.name === name && c.environment === environment,
  );
}
