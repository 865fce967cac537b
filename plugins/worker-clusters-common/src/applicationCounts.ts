import {
  type ApplicationCounts,
  HEALTH_STATUSES,
  type HealthStatus,
  worstHealth,
} from './argocd';
import { applicationVerdict, assessedHealth } from './applicationVerdict';
import type { VerdictContext, VerdictSubject } from './verdictTypes';

/**
 * Counts Applications by health as {@link assessedHealth} has it, by sync status, and by verdict. Each Application counts
 * once, whether a person, an Application (app of apps) or an ApplicationSet made it.
 *
 * @public
 */
export function countApplications(
  applications: Iterable<VerdictSubject>,
  context?: VerdictContext,
): ApplicationCounts {
  const byVerdict = { green: 0, pending: 0, muted: 0, wrong: 0 };
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
    byVerdict,
  };
  for (const application of applications) {
    counts.total += 1;
    counts.byHealth[assessedHealth(application, context)] += 1;
    counts.bySync[application.sync] += 1;
    byVerdict[applicationVerdict(application, context)] += 1;
  }
  return counts;
}

/**
 * Counts of Applications of which nothing is heard any more, where only the counts are known: a good state does
 * not count, a bad one stands.
 *
 * @public
 */
export function muteCounts(counts: ApplicationCounts): ApplicationCounts {
  const { byHealth, byVerdict } = counts;
  return {
    ...counts,
    byHealth: {
      ...byHealth,
      Healthy: 0,
      Suspended: 0,
      Unknown: byHealth.Unknown + byHealth.Healthy + byHealth.Suspended,
    },
    ...(byVerdict && {
      byVerdict: {
        green: 0,
        pending: 0,
        muted: byVerdict.green + byVerdict.pending + byVerdict.muted,
        wrong: byVerdict.wrong,
      },
    }),
  };
}

/**
 * The worst health that is counted; undefined if no Application is.
 *
 * @public
 */
export function worstCounted(
  counts: ApplicationCounts,
): HealthStatus | undefined {
  return counts.total === 0
    ? undefined
    : worstHealth(HEALTH_STATUSES.filter(s => counts.byHealth[s] > 0));
}
