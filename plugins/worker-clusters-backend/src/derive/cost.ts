import type { WorkerClusterDetails } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  estimateCost,
  type PriceTable,
  pricesOf,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type { ClusterObservation } from '../observe/types';

/**
 * Estimates what a cluster costs a month by the price table, from the claim as the management cluster has it. Undefined
 * without prices for its Composition and its size of nodes, or if the claim does not say how many nodes it has.
 */
export function deriveCost(
  {
    claim,
    compositionName,
    defaultComposition,
  }: Pick<
    ClusterObservation,
    'claim' | 'compositionName' | 'defaultComposition'
  >,
  prices: PriceTable | undefined,
): WorkerClusterDetails['cost'] {
  const isOther =
    compositionName !== undefined && compositionName !== defaultComposition;
  return (
    claim &&
    estimateCost(pricesOf(prices, { name: compositionName, isOther }), claim)
  );
}
