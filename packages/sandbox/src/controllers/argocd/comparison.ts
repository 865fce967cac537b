import type { KubernetesObject } from '../../apiserver/types';

/** What was applied last: what is in it and not in Git any more has to go. */
export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
export const TRACKING_ID = 'argocd.argoproj.io/tracking-id';

/** True if everything that Git asks for is in the live object. What a server has added is no difference. */
export function isSubset(wanted: unknown, live: unknown): boolean {
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(live) &&
      wanted.length === live.length &&
      wanted.every((value, i) => isSubset(value, live[i]))
    );
  }
  if (wanted !== null && typeof wanted === 'object') {
    return (
      live !== null &&
      typeof live === 'object' &&
      Object.entries(wanted).every(([key, value]) =>
        isSubset(value, (live as Record<string, unknown>)[key]),
      )
    );
  }
  return wanted === live || (wanted === null && live === undefined);
}

/**
 * A merge patch that removes what was applied before and is not asked for any more; undefined if there is nothing.
 */
export function removals(before: unknown, wanted: unknown): object | undefined {
  if (!isPlain(before) || !isPlain(wanted)) return undefined;
  const patch: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(before)) {
    if (!(key in wanted)) {
      patch[key] = null;
    } else {
      const nested = removals(value, wanted[key]);
      if (nested) patch[key] = nested;
    }
  }
  return Object.keys(patch).length ? patch : undefined;
}

/** True if the live object is what Git asks for, additions of servers and controllers aside. */
export function isSynced(
  target: KubernetesObject,
  live: KubernetesObject,
): boolean {
  const { status: _, ...wanted } = target;
  return isSubset(wanted, live) && !pendingRemovals(target, live);
}

/** What has to be removed from the live object, from what was applied last. */
export function pendingRemovals(
  target: KubernetesObject,
  live: KubernetesObject,
): object | undefined {
  const text = live.metadata.annotations?.[LAST_APPLIED];
  if (!text) return undefined;
  try {
    return removals(JSON.parse(text), target);
  } catch {
    return undefined;
  }
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
