import { sameJson } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { KubernetesObject } from '../../apiserver/types';
import type { Comparison } from './applicationStatus';
import { hasSeveralSources } from './sources';

/** What automated sync does with an Application after a comparison. */
export interface SyncDecision {
  sync: boolean;
  /** How many attempts of the same operation failed before. */
  retryCount?: number;
  /** Seconds of the sandbox's time until a retry is due, counted from the last attempt. */
  retryAfter?: number;
  /** Message of the condition `SyncError`. */
  error?: string;
}

const NO: SyncDecision = { sync: false };

/** Argo CD's defaults of `syncPolicy.retry` (`application_defaults.go`), and of an operation of automated sync. */
const RETRIES = 5;
const BACKOFF = { duration: '5s', factor: 2, maxDuration: '3m' };
const UNITS: Record<string, number> = { s: 1, m: 60, h: 3600 };

/** Seconds in a duration like `90s` or `3m`. */
function seconds(duration: string): number {
  const [, number, unit] = /^(\d+)([smh]?)$/.exec(duration) ?? [];
  return Number(number ?? 5) * (UNITS[unit] ?? 1);
}

/** How often a sync that fails is tried again; below 0: for ever. */
export function retryLimit(app: KubernetesObject): number {
  const { retry } = app.spec.syncPolicy ?? {};
  return retry ? retry.limit ?? 0 : RETRIES;
}

/** Seconds between a failed attempt and the next one. */
export function retryBackoff(app: KubernetesObject, retryCount: number) {
  const { duration, factor, maxDuration } = {
    ...BACKOFF,
    ...app.spec.syncPolicy?.retry?.backoff,
  };
  return Math.min(
    seconds(duration) * factor ** retryCount,
    seconds(maxDuration),
  );
}

/**
 * Decides as argo-cd's `autoSync` does: only an Application that is OutOfSync is synced, and the same revisions twice only
 * if it heals itself.
 */
export function decideSync(
  app: KubernetesObject,
  comparison: Pick<Comparison, 'sync' | 'outOfSync' | 'extra'> & {
    targets: number;
  },
  revisions: string[],
): SyncDecision {
  const { automated } = app.spec.syncPolicy ?? {};
  if (!automated || automated.enabled === false) return NO;
  const state = app.status?.operationState;
  if (state?.phase === 'Running') {
    const { retryCount = 0 } = state;
    return {
      sync: true,
      retryCount,
      retryAfter: retryBackoff(app, retryCount - 1),
    };
  }
  const prunes = comparison.extra.some(o => !o.metadata.deletionTimestamp);
  if (
    comparison.sync !== 'OutOfSync' ||
    (comparison.outOfSync.length === 0 && !(automated.prune && prunes))
  ) {
    return NO;
  }
  const names = `[${revisions.join(' ')}]`;
  if (state && isAttempted(app, state, revisions)) {
    if (state.phase !== 'Succeeded') {
      return {
        sync: false,
        error: `Failed last sync attempt to ${names}: ${state.message}`,
      };
    }
    if (!automated.selfHeal) return NO;
  }
  if (automated.prune && !automated.allowEmpty && comparison.targets === 0) {
    return {
      sync: false,
      error: `Skipping sync attempt to ${names}: auto-sync will wipe out all resources`,
    };
  }
  return { sync: true };
}

/** Whether the last operation was about the same revisions of the same sources. */
function isAttempted(
  app: KubernetesObject,
  state: any,
  revisions: string[],
): boolean {
  const result = state.syncResult ?? {};
  return hasSeveralSources(app)
    ? sameJson(result.revisions, revisions) &&
        sameJson(result.sources, app.spec.sources)
    : result.revision === revisions[0] &&
        sameJson(result.source, app.spec.source);
}
