import data from './supportLifeData.json';
import { minorVersion } from './versions';

/**
 * How long a version of Kubernetes (as EKS has it) or of Argo CD is supported, from `supportLifeData.json`.
 *
 * Argo CD supports its three newest minor releases: one ends when the third after it is released, a date that is known
 * only once it is near. `standardUntil` is absent for a version that is supported with no such date yet.
 *
 * @public
 */
export interface SupportLife {
  /** Minor version, for example `1.34`. */
  version: string;
  /** Last day of standard support: `YYYY-MM-DD`. */
  standardUntil?: string;
  /** Last day of EKS extended support, which costs more an hour: `YYYY-MM-DD`. */
  extendedUntil?: string;
  /** The day of the data: `YYYY-MM-DD`. */
  asOf: string;
  /** URL of the page that the data is from. */
  source: string;
}

/**
 * - `supported`: in standard support.
 * - `ending`: in standard support for less than 60 days more.
 * - `extended`: in EKS extended support.
 * - `ended`: not supported any more.
 *
 * @public
 */
export type SupportState = 'supported' | 'ending' | 'extended' | 'ended';

const DAY = 86_400_000;
const ENDING_MS = 60 * DAY;

interface Table {
  asOf: string;
  source: string;
  versions: Record<string, { standardUntil?: string; extendedUntil?: string }>;
}

/**
 * The support life of a version such as `v1.34.2-eks-1` or `1.34`; undefined for one that the data does not know.
 *
 * @public
 */
export function supportLife(
  product: 'kubernetes' | 'argocd',
  version: string | undefined,
): SupportLife | undefined {
  const minor = minorVersion(version);
  const { versions, asOf, source }: Table = data[product];
  return minor !== undefined && Object.hasOwn(versions, minor)
    ? { version: minor, ...versions[minor], asOf, source }
    : undefined;
}

/** The moment at which the day is over, UTC. */
const endOf = (day: string) => Date.parse(`${day}T00:00:00Z`) + DAY;

/**
 * Where a version is in its life.
 *
 * @param now - milliseconds since the epoch
 * @public
 */
export function supportState(life: SupportLife, now: number): SupportState {
  const { standardUntil, extendedUntil } = life;
  if (standardUntil === undefined) return 'supported';
  const left = endOf(standardUntil) - now;
  if (left > ENDING_MS) return 'supported';
  if (left > 0) return 'ending';
  return extendedUntil !== undefined && endOf(extendedUntil) > now
    ? 'extended'
    : 'ended';
}
