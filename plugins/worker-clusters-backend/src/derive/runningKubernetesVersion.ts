import { compareVersions } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ClusterObservation } from '../observe/types';
import { boundedWord } from './text';

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
