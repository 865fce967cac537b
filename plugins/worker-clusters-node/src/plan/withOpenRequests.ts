import type { GitPullRequest } from '@worker-clusters/git-pull-requests';
import {
  claimPath,
  claimTypeOf,
  parseClaim,
  parseClaimBranch,
} from '../claims';
import type { FleetCluster, Platform } from './Platform';

/**
 * The fleet with the clusters that somebody has just asked for: the fleet hears of them a little later, and until then
 * their address ranges would be free and their owners' quotas not used.
 */
export async function withOpenRequests(
  { fleet, repository, claimsFolder }: Platform,
  open: GitPullRequest[],
): Promise<FleetCluster[] | undefined> {
  if (!fleet) return undefined;
  const known = new Set(fleet.map(c => c.name));
  const fresh: FleetCluster[] = [];
  for (const { head } of open) {
    const place = parseClaimBranch(head);
    if (place?.verb !== 'create' || known.has(place.name)) continue;
    const file = await repository.getFile(
      claimPath({ ...place, claimsFolder }),
      head,
    );
    try {
      if (!file) continue;
      const { spec } = parseClaim(file.content, claimTypeOf(file.content));
      const { name, environment } = place;
      const { owner, network } = spec;
      fresh.push({
        name,
        environment,
        owner,
        vpcCidr: network?.vpcCidr,
        phase: 'requested',
      });
    } catch {
      // What is no claim takes nothing from anybody; the review will find it.
    }
  }
  return [...fleet, ...fresh];
}
