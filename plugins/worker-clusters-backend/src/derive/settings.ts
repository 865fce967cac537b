import type { PriceTable } from '@worker-clusters/backstage-plugin-worker-clusters-node';

/** What the derivation can be tuned with. All durations in milliseconds. */
export interface DeriveSettings {
  /** How long an error has to last before a cluster counts as failed. */
  failedAfterMs: number;
  /** Longest message that is kept, in UTF-16 code units. */
  maxMessageLength: number;
  /** Most composed resources that are named as blocking. */
  maxBlocking: number;
  /** `workerClusters.policy.prices`; undefined: costs are not estimated. */
  prices?: PriceTable;
}

export const DEFAULT_DERIVE_SETTINGS: DeriveSettings = {
  failedAfterMs: 5 * 60_000,
  maxMessageLength: 1000,
  maxBlocking: 20,
};
