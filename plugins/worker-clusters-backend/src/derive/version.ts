import type { ClusterObservation } from '../observe/types';
import { boundedWord } from './text';

/** Numbers of a version, most significant first; undefined if it does not begin with any. */
export function versionNumbers(
  version: string | undefined,
): number[] | undefined {
  const match = /^v?(\d{1,9}(?:\.\d{1,9}){0,3})(?![\d])/.exec(version ?? '');
  return match?.[1].split('.').map(Number);
}

/**
 * Compares as many numbers as both versions name: `1.34` and `v1.34.2-eks-1` are equal.
 * Undefined if either is no version.
 */
export function compareVersions(
  a: string | undefined,
  b: string | undefined,
): number | undefined {
  const left = versionNumbers(a);
  const right = versionNumbers(b);
  if (!left || !right) return undefined;
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    if (left[i] !== right[i]) return left[i] - right[i];
  }
  return 0;
}

/**
 * The Kubernetes version that runs: what the worker's API server itself says while the portal hears it, else what
 * the provider reports. The version in the claim is a wish and never shown as running. What the API server last
 * said is kept as long as the provider's (shorter) version does not contradict it.
 */
export function runningKubernetesVersion(
  observation: ClusterObservation,
  previous: string | undefined,
): string | undefined {
  const { worker, claim } = observation;
  if (worker?.connection.status === 'live' && worker.serverVersion) {
    return boundedWord(worker.serverVersion);
  }
  const reported = boundedWord(claim?.status.version);
  const same = compareVersions(previous, reported);
  if (previous && (!reported || same === 0)) return previous;
  return reported && /^\d/.test(reported) ? `v${reported}` : reported;
}
