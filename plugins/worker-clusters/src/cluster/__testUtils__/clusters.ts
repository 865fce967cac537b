import {
  type ApplicationCounts,
  countApplications,
  type WorkerClusterDetails,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** The time of the fixtures. */
export const NOW = Date.parse('2026-11-23T08:00:00.000Z');

export const minutesAgo = (minutes: number) =>
  new Date(NOW - minutes * 60_000).toISOString();

/** Counts of Applications of one verdict each. */
export const counts = (
  byVerdict: Partial<NonNullable<ApplicationCounts['byVerdict']>>,
): ApplicationCounts => {
  const all = { green: 0, pending: 0, muted: 0, wrong: 0, ...byVerdict };
  return {
    ...countApplications([]),
    total: Object.values(all).reduce((sum, n) => sum + n, 0),
    byVerdict: all,
  };
};

/** A cluster of which nothing is wrong; `over` says what is different. */
export const cluster = (
  over: Partial<WorkerClusterDetails> = {},
): WorkerClusterDetails => ({
  managementCluster: 'management',
  namespace: 'clusters-dev',
  name: 'payments',
  environment: 'dev',
  phase: {
    phase: 'ready',
    reason: 'Available',
    message: 'The cluster and its Argo CD are ready.',
    since: minutesAgo(600),
  },
  applications: counts({ green: 3 }),
  connection: {
    status: 'live',
    since: minutesAgo(600),
    lastSeen: new Date(NOW - 20_000).toISOString(),
  },
  claimTracking: 'argocd',
  syncedBy: { name: 'clusters', sync: 'Synced', health: 'Healthy' },
  revision: 1,
  timeline: [],
  transitions: [],
  blocking: [],
  ...over,
});

/** A phase with a message that says its name. */
export const phase = (
  name: WorkerClusterDetails['phase']['phase'],
  reason = 'Reason',
): WorkerClusterDetails['phase'] => ({
  phase: name,
  reason,
  message: `Message of ${name}.`,
  since: minutesAgo(12),
});
