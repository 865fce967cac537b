import { cidrsOverlap } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { GitPullRequest } from '@worker-clusters/git-pull-requests';
import {
  type KnownCluster,
  nextRange,
  type Policy,
  usedRange,
} from '../policy';
import type { FleetCluster, PlanInput, Platform } from './Platform';
import { type OpenRequests, withOpenRequests } from './withOpenRequests';

/**
 * Returns the fleet with the clusters of the requests that were opened before one, as they will be: of requests that got
 * the same address range at the same moment the first keeps it, and each later one moves to the next free range. Every
 * request computes the same result, whether or not the others have moved yet.
 *
 * @param earlier - the open pull requests with lower numbers
 */
export async function withEarlierRequests(
  platform: Platform,
  earlier: GitPullRequest[],
  input: Pick<PlanInput, 'name'>,
): Promise<OpenRequests> {
  // Rows of the fleet that stand for pull requests may be of later ones.
  const built = platform.fleet?.filter(({ phase }) => phase !== 'requested');
  const { fleet, ...requests } = await withOpenRequests(
    { ...platform, fleet: built },
    earlier,
    input,
  );
  return {
    ...requests,
    fleet: fleet && withDistinctRanges(fleet, platform.policy.network),
  };
}

function withDistinctRanges(
  clusters: FleetCluster[],
  network: Policy['network'],
): FleetCluster[] {
  const distinct: FleetCluster[] = [];
  for (const cluster of clusters) {
    const moves =
      network &&
      cluster.phase === 'requested' &&
      overlapsOne(cluster, distinct);
    distinct.push(
      moves ? { ...cluster, vpcCidr: nextRange(network, distinct) } : cluster,
    );
  }
  return distinct;
}

function overlapsOne(cluster: KnownCluster, others: KnownCluster[]): boolean {
  const own = usedRange(cluster);
  return (
    !!own &&
    others.some(other => {
      const range = usedRange(other);
      return !!range && cidrsOverlap(own, range);
    })
  );
}
