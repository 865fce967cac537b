/**
 * The health statuses of an Argo CD Application from best to worst.
 * Source of the order: gitops-engine, `pkg/health/health.go`, `healthOrder`.
 *
 * @public
 */
export const HEALTH_STATUSES = [
  'Healthy',
  'Suspended',
  'Progressing',
  'Missing',
  'Degraded',
  'Unknown',
] as const;

/** @public */
export type HealthStatus = (typeof HEALTH_STATUSES)[number];

/**
 * The sync statuses of an Argo CD Application from best to worst.
 *
 * @public
 */
export const SYNC_STATUSES = ['Synced', 'OutOfSync', 'Unknown'] as const;

/** @public */
export type SyncStatus = (typeof SYNC_STATUSES)[number];

/** @public */
export type OperationPhase =
  | 'Running'
  | 'Terminating'
  | 'Succeeded'
  | 'Failed'
  | 'Error';

/**
 * The Applications of one cluster, counted.
 *
 * @public
 */
export interface ApplicationCounts {
  total: number;
  byHealth: Record<HealthStatus, number>;
  bySync: Record<SyncStatus, number>;
}

/**
 * Reads a health status as a cluster reports it; everything that is not one of ours is `Unknown`.
 *
 * @public
 */
export function toHealthStatus(value: unknown): HealthStatus {
  return HEALTH_STATUSES.find(s => s === value) ?? 'Unknown';
}

/**
 * Reads a sync status as a cluster reports it; everything that is not one of ours is `Unknown`.
 *
 * @public
 */
export function toSyncStatus(value: unknown): SyncStatus {
  return SYNC_STATUSES.find(s => s === value) ?? 'Unknown';
}

/**
 * The worst of several health statuses in gitops-engine's order; `Healthy` for none,
 * as Argo CD itself says of an Application without resources.
 *
 * @public
 */
export function worstHealth(statuses: Iterable<HealthStatus>): HealthStatus {
  let worst = 0;
  for (const status of statuses) {
    worst = Math.max(worst, HEALTH_STATUSES.indexOf(status));
  }
  return HEALTH_STATUSES[worst];
}

/**
 * The worst of several sync statuses; `Synced` for none.
 *
 * @public
 */
export function worstSync(statuses: Iterable<SyncStatus>): SyncStatus {
  let worst = 0;
  for (const status of statuses) {
    worst = Math.max(worst, SYNC_STATUSES.indexOf(status));
  }
  return SYNC_STATUSES[worst];
}

/** @public */
export function countApplications(
  applications: Iterable<{ health: HealthStatus; sync: SyncStatus }>,
): ApplicationCounts {
  const counts: ApplicationCounts = {
    total: 0,
    byHealth: {
      Healthy: 0,
      Suspended: 0,
      Progressing: 0,
      Missing: 0,
      Degraded: 0,
      Unknown: 0,
    },
    bySync: { Synced: 0, OutOfSync: 0, Unknown: 0 },
  };
  for (const { health, sync } of applications) {
    counts.total += 1;
    counts.byHealth[health] += 1;
    counts.bySync[sync] += 1;
  }
  return counts;
}
