import {
  formatCidr,
  freeCidr,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { type KnownCluster, usedRange } from './checkPolicy';
import type { Policy } from './readPolicy';

/**
 * Returns the first address range of the policy's pool that no cluster uses, for example `10.42.0.0/16`; undefined if the
 * pool is exhausted.
 *
 * @public
 */
export function nextRange(
  { pool, prefix, reserved }: NonNullable<Policy['network']>,
  clusters: KnownCluster[],
): string | undefined {
  const used = clusters.flatMap(cluster => usedRange(cluster) ?? []);
  const free = freeCidr(pool, prefix, [...reserved, ...used]);
  return free && formatCidr(free);
}
