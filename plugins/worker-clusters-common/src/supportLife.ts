import data from './supportLifeData.json';
import { minorVersion, compareVersions } from './versions';

/**
 * Products of which the support is known: Kubernetes (as EKS has it) and Argo CD.
 *
 * @public
 */
export type SupportedProduct = 'kubernetes' | 'argocd';

/**
 * How long one minor version is supported.
 *
 * Argo CD supports its three newest minor releases: one ends when the third after it is released, a date that is known
 * only once it is near. `standardUntil` is absent for a version that is supported with no such date yet.
 *
 * @public
 */
export interface VersionSupport {
  /** First day on which it is available: `YYYY-MM-DD`. Absent: it is available on the day of the data. */
  releasedOn?: string;
  /** Last day of standard support: `YYYY-MM-DD`. */
  standardUntil?: string;
  /** Last day of EKS extended support, which costs more an hour: `YYYY-MM-DD`. */
  extendedUntil?: string;
  /** The day of the data: `YYYY-MM-DD`. */
  asOf: string;
  /** Where the data is from: the URL of a page, or a configuration key. */
  source: string;
}

/**
 * How long the versions of each product are supported, by minor version such as `1.34`.
 *
 * @public
 */
export type SupportLifeTable = Record<
  SupportedProduct,
  Record<string, VersionSupport>
>;

/**
 * The support life of one version.
 *
 * @public
 */
export interface SupportLife extends VersionSupport {
  /** Minor version, for example `1.34`. */
  version: string;
  /** The newest minor version that is available and in standard support, where that is a newer one. */
  newer?: string;
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

const bundled = (product: SupportedProduct) => {
  const { versions, ...from } = data[product];
  return Object.fromEntries(
    Object.entries(versions).map(([version, dates]) => [
      version,
      { ...dates, ...from },
    ]),
  );
};

/**
 * What the product knows of itself, from `supportLifeData.json`.
 *
 * @public
 */
export const SUPPORT_LIFE: SupportLifeTable = {
  kubernetes: bundled('kubernetes'),
  argocd: bundled('argocd'),
};

/** The moment at which the day begins or is over, UTC. */
const beginOf = (day: string) => Date.parse(`${day}T00:00:00Z`);
const endOf = (day: string) => beginOf(day) + DAY;

/** The newest version of a product that one can get and that is in standard support. */
function newestSupported(
  versions: Record<string, VersionSupport>,
  now: number,
): string | undefined {
  return Object.entries(versions)
    .filter(
      ([, { releasedOn, standardUntil }]) =>
        (!releasedOn || beginOf(releasedOn) <= now) &&
        (!standardUntil || endOf(standardUntil) > now),
    )
    .map(([version]) => version)
    .sort((a, b) => compareVersions(b, a) ?? 0)[0];
}

/**
 * The support life of a version such as `v1.34.2-eks-1` or `1.34`; undefined for one that the table does not know.
 *
 * @param now - milliseconds since the epoch
 * @public
 */
export function supportLife(
  product: SupportedProduct,
  version: string | undefined,
  options: { now: number; table?: SupportLifeTable },
): SupportLife | undefined {
  const { now, table = SUPPORT_LIFE } = options;
  const minor = minorVersion(version);
  const versions = table[product];
  if (minor === undefined || !Object.hasOwn(versions, minor)) return undefined;
  const newest = newestSupported(versions, now);
  const isNewer = newest && compareVersions(newest, minor)! > 0;
  return {
    version: minor,
    ...versions[minor],
    ...(isNewer && { newer: newest }),
  };
}

/**
 * Where a version is in its life.
 *
 * @param now - milliseconds since the epoch
 * @public
 */
export function supportState(
  life: Pick<SupportLife, 'standardUntil' | 'extendedUntil'>,
  now: number,
): SupportState {
  const { standardUntil, extendedUntil } = life;
  if (standardUntil === undefined) return 'supported';
  const left = endOf(standardUntil) - now;
  if (left > ENDING_MS) return 'supported';
  if (left > 0) return 'ending';
  return extendedUntil !== undefined && endOf(extendedUntil) > now
    ? 'extended'
    : 'ended';
}
