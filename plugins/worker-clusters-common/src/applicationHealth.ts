import type { ApplicationCounts, HealthStatus } from './argocd';
import type { Application } from './fleet';

/**
 * Determines whether the reported health of an Application can be trusted.
 *
 * @public
 */
export type ApplicationReport = Pick<
  Application,
  'health' | 'sync' | 'reconciledAt' | 'conditions'
>;

/**
 * Whether Argo CD has compared the Application with its sources, and could the last time.
 *
 * @public
 */
export function isCompared(
  application: Omit<ApplicationReport, 'health'>,
): boolean {
  const { sync, reconciledAt, conditions = [] } = application;
  return (
    reconciledAt !== undefined &&
    sync !== 'Unknown' &&
    conditions.every(c => c.type !== 'ComparisonError')
  );
}

/**
 * The health of an Application for counts, colours and phases. Argo CD derives it from the objects that it knows: if it
 * could not compare the Application with its sources it may know none, and calls that `Healthy`. So `Healthy` and
 * `Suspended` count only if the Application was compared, and are `Unknown` otherwise; what is worse was observed on
 * objects in the cluster, and stands.
 *
 * Source: argo-cd, `controller/state.go`, `CompareAppState`, and `controller/health.go`, `setApplicationHealth`.
 *
 * @public
 */
export function assessedHealth(application: ApplicationReport): HealthStatus {
  const { health } = application;
  const good = health === 'Healthy' || health === 'Suspended';
  return good && !isCompared(application) ? 'Unknown' : health;
}

/** @public */
/** @public */
export function countApplications(
  applications: Iterable<ApplicationReport>,
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
  for (const application of applications) {
    counts.total += 1;
    counts.byHealth[assessedHealth(application)] += 1;
    counts.bySync[application.sync] += 1;
  }
  return counts;
}
