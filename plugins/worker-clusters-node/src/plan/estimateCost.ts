import type { RequestPreview } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ClaimSpec } from '../claims';
import type { PriceTable } from '../policy';

type Cost = NonNullable<RequestPreview['cost']>;

/**
 * Estimates the monthly cost of a cluster by the price table, with the lowest and the highest number of nodes. Returns
 * undefined if the table has no price for the size of its nodes.
 *
 * @param after - with the XRD's defaults
 * @param before - as it is, with the XRD's defaults; absent for a new cluster
 */
export function estimateCost(
  prices: PriceTable | undefined,
  after: ClaimSpec,
  before?: ClaimSpec,
): Cost | undefined {
  const monthly = prices && costOf(prices, after);
  if (!monthly) return undefined;
  const was = before && costOf(prices, before);
  return {
    currency: prices.currency,
    monthly,
    ...(was && { before: was }),
  };
}

function costOf(prices: PriceTable, { nodes }: ClaimSpec) {
  const { size, min, max } = nodes ?? {};
  const node =
    size !== undefined && Object.hasOwn(prices.nodes, size)
      ? prices.nodes[size]
      : undefined;
  if (node === undefined || min === undefined || max === undefined)
    return undefined;
  const round = (n: number) => Math.round(n * 100) / 100;
  return {
    min: round(prices.cluster + node * min),
    max: round(prices.cluster + node * max),
  };
}
