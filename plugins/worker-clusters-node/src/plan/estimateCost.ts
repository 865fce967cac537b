import type { RequestPreview } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ClaimSpec } from '../claims';
import type { PriceTable } from '../policy';

/**
 * Estimates the monthly cost of a cluster by the price table, with the lowest and the highest number of nodes. Returns
 * undefined if the table has no price for the size of its nodes.
 *
 * @param after - with the XRD's defaults
 * @param before - as it is, with the XRD's defaults; absent for a new cluster
 * @public
 */
export function estimateCost(
  prices: PriceTable | undefined,
  after: Pick<ClaimSpec, 'nodes' | 'network'>,
  before?: Pick<ClaimSpec, 'nodes' | 'network'>,
): RequestPreview['cost'] {
  const monthly = prices && costOf(prices, after);
  if (!monthly) return undefined;
  const was = before && costOf(prices, before);
  return {
    currency: prices.currency,
    monthly,
    ...(was && { before: was }),
  };
}

/**
 * Returns the prices of the clusters that a Composition creates: those of the table, or its own. Undefined for another
 * Composition than the default one that the table does not name.
 *
 * @public
 */
export function pricesOf(
  prices: PriceTable | undefined,
  { name, isOther }: { name?: string; isOther: boolean },
): PriceTable | undefined {
  if (!prices || !isOther) return prices;
  const own = prices.compositions?.find(c => c.name === name);
  return own && { currency: prices.currency, ...own };
}

/** Zones of a cluster whose claim names none: the table in the platform's Composition has three of each region. */
const ZONES = 3;

function costOf(
  prices: PriceTable,
  { nodes, network }: Pick<ClaimSpec, 'nodes' | 'network'>,
) {
  const { size, min, max } = nodes ?? {};
  const node =
    size !== undefined && Object.hasOwn(prices.nodes, size)
      ? prices.nodes[size]
      : undefined;
  if (node === undefined || min === undefined || max === undefined)
    return undefined;
  // The price of the cluster has one NAT gateway in it.
  const more =
    network?.nat === 'perZone' ? (network.zones?.length ?? ZONES) - 1 : 0;
  const fixed = prices.cluster + more * (prices.natGateway ?? 0);
  const round = (n: number) => Math.round(n * 100) / 100;
  return {
    min: round(fixed + node * min),
    max: round(fixed + node * max),
  };
}
