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
 * A condition of an Application: `ComparisonError`, `OrphanedResourceWarning`, …
 *
 * @public
 */
export interface ApplicationCondition {
  type: string;
  message?: string;
  /** RFC 3339, UTC. */
  lastTransitionTime?: string;
}

/** @public */
export type ConditionSeverity = 'error' | 'warning' | 'info';

/**
 * The Applications of one cluster, counted: by health as {@link assessedHealth} has it, and by sync status.
 *
 * @public
 */
export interface ApplicationCounts {
  total: number;
  byHealth: Record<HealthStatus, number>;
  bySync: Record<SyncStatus, number>;
  /** By {@link applicationVerdict}. Absent in what an older release has written. */
  byVerdict?: Record<'green' | 'pending' | 'muted' | 'wrong', number>;
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
 * The severity of a condition, which Argo CD puts at the end of its type.
 * Source: argo-cd, `pkg/apis/application/v1alpha1/types.go`, `ApplicationConditionType`.
 *
 * @public
 */
export function conditionSeverity(type: string): ConditionSeverity {
  if (type.endsWith('Error')) return 'error';
  return type.endsWith('Warning') ? 'warning' : 'info';
}

/**
 * The worst of several health statuses in gitops-engine's order; `Healthy` for none,
 * as Argo CD itself reports for an Application without resources.
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
