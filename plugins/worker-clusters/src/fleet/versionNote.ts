import {
  type SupportedProduct,
  supportLife,
  type SupportLifeTable,
  supportState,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** What is to be said of the support of a version. */
export interface VersionNote {
  /** Undefined: it is well supported. */
  support?: {
    state: 'ending' | 'extended' | 'ended';
    /** The day on which it ends or ended (`YYYY-MM-DD`). */
    at: string;
  };
  /** A newer minor version that is available and supported. */
  newer?: string;
  /** Where that is from. */
  source: string;
}

/**
 * Whether the support of a version ends soon, costs more, or is over, and which newer one there is; nothing of the newest one, or of
 * one that is not known.
 *
 * @param options - `now` in milliseconds since the epoch
 */
export function versionNote(
  product: SupportedProduct,
  version: string | undefined,
  options: { now: number; table: SupportLifeTable },
): VersionNote | undefined {
  const life = supportLife(product, version, options);
  if (!life) return undefined;
  const { standardUntil, extendedUntil, source, newer } = life;
  const state = supportState(life, options.now);
  const at =
    state === 'ending' ? standardUntil : extendedUntil ?? standardUntil;
  const support =
    state !== 'supported' && at !== undefined ? { state, at } : undefined;
  return support || newer ? { support, newer, source } : undefined;
}
