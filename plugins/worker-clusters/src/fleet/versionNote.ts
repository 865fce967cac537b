import {
  supportLife,
  supportState,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** What is to be said of the support of a version. */
export interface VersionNote {
  key: 'ending' | 'extended' | 'ended';
  /** The day on which it ends or ended (`YYYY-MM-DD`). */
  at: string;
  /** Where that is from. */
  source: string;
}

/**
 * Whether the support of a version ends soon, costs more, or is over; nothing of one that is well supported or not known.
 *
 * @param now - milliseconds since the epoch
 */
export function versionNote(
  product: 'kubernetes' | 'argocd',
  version: string | undefined,
  now: number,
): VersionNote | undefined {
  const life = supportLife(product, version);
  const state = life && supportState(life, now);
  if (!life || state === undefined || state === 'supported') return undefined;
  const { standardUntil, extendedUntil, source } = life;
  const at =
    state === 'ending' ? standardUntil : extendedUntil ?? standardUntil;
  return at === undefined ? undefined : { key: state, at, source };
}
