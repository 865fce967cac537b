/**
 * A version, taken apart.
 *
 * @public
 */
export interface Version {
  /** The numbers that it begins with, most significant first: one to four. */
  numbers: number[];
  /** What follows them, for example `-eks-1`. */
  suffix: string;
}

/**
 * Reads a version such as `v1.34.2-eks-1`, `1.34` or `3`. Returns undefined for what does not begin with a number.
 *
 * @public
 */
export function parseVersion(text: string | undefined): Version | undefined {
  const match = /^v?(\d{1,9}(?:\.\d{1,9}){0,3})(?!\d)(.*)$/s.exec(text ?? '');
  if (!match) return undefined;
  return { numbers: match[1].split('.').map(Number), suffix: match[2] };
}

/**
 * Compares as many numbers as both versions have: `1.34` and `v1.34.2-eks-1` are equal.
 *
 * @returns less than, equal to or greater than 0; undefined if either is not a version
 * @public
 */
export function compareVersions(
  a: string | undefined,
  b: string | undefined,
): number | undefined {
  const left = parseVersion(a)?.numbers;
  const right = parseVersion(b)?.numbers;
  if (!left || !right) return undefined;
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    if (left[i] !== right[i]) return left[i] - right[i];
  }
  return 0;
}

/**
 * Returns the minor version of a release, for example `1.34` of `v1.34.2-eks-1`; undefined for what names none.
 *
 * @public
 */
export function minorVersion(text: string | undefined): string | undefined {
  const { numbers = [], suffix = '' } = parseVersion(text) ?? {};
  return numbers.length > 1 && /^(?:[.+-]|$)/.test(suffix)
    ? numbers.slice(0, 2).join('.')
    : undefined;
}

/**
 * A version as people read it: without the `v` that API servers and tags put before it. `undefined` stays so.
 *
 * @public
 */
export function showVersion<T extends string | undefined>(text: T): T {
  return text?.replace(/^v(?=\d)/, '') as T;
}

/**
 * The Kubernetes version of a cluster, the same everywhere: the one that runs, without `v`, and the requested one beside it only
 * while it differs in a number that both have: `1.34.2`, `1.34.2 → 1.35`. A cluster in which none runs yet has `1.35 (requested)`; `–` is one
 * of which nothing is known.
 *
 * @param word - says in the reader's language that a version only is requested
 * @public
 */
export function showClusterVersion(
  cluster: {
    kubernetesVersion?: string;
    kubernetesVersionRequested?: string;
  },
  word: string = 'requested',
): string {
  const running = showVersion(cluster.kubernetesVersion);
  const requested = showVersion(cluster.kubernetesVersionRequested);
  if (!running) return requested ? `${requested} (${word})` : '–';
  return requested &&
    requested !== running &&
    compareVersions(requested, running) !== 0
    ? `${running} → ${requested}`
    : running;
}
