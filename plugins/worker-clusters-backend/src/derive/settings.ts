/** What the derivation can be tuned with. All durations in milliseconds. */
export interface DeriveSettings {
  /** How long an error has to last before a cluster counts as failed. */
  failedAfterMs: number;
  /** Longest message that is kept, in UTF-16 code units. */
  maxMessageLength: number;
  /** Most composed resources that are named as blocking. */
  maxBlocking: number;
}

export const DEFAULT_DERIVE_SETTINGS: DeriveSettings = {
  failedAfterMs: 5 * 60_000,
  maxMessageLength: 1000,
  maxBlocking: 20,
};
