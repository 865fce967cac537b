import { countApplications } from './applicationCounts';
import type { ApplicationCounts } from './argocd';
import { clusterProblems } from './clusterProblems';
import type { WorkerClusterDetails } from './clusters';

const NOW = Date.parse('2026-11-23T08:00:00.000Z');
const minutesAgo = (minutes: number) =>
  new Date(NOW - minutes * 60_000).toISOString();

/** Counts of Applications of one verdict each. */
const counts = (
  byVerdict: Partial<NonNullable<ApplicationCounts['byVerdict']>>,
): ApplicationCounts => ({
  ...countApplications([]),
  byVerdict: { green: 0, pending: 0, muted: 0, wrong: 0, ...byVerdict },
});

const phase = (
  name: WorkerClusterDetails['phase']['phase'],
  reason = 'Reason',
): WorkerClusterDetails['phase'] => ({
  phase: name,
  reason,
  message: '',
  since: minutesAgo(12),
});

/** A cluster of which nothing is wrong; `over` says what is different. */
const cluster = (
  over: Partial<WorkerClusterDetails>,
): WorkerClusterDetails => ({
  managementCluster: 'management',
  namespace: 'clusters-dev',
  name: 'payments',
  phase: phase('ready'),
  applications: counts({ green: 3 }),
  connection: {
    status: 'live',
    since: minutesAgo(600),
    lastSeen: minutesAgo(0),
  },
  claimTracking: 'argocd',
  syncedBy: { name: 'clusters', sync: 'Synced', health: 'Healthy' },
  revision: 1,
  timeline: [],
  transitions: [],
  blocking: [],
  ...over,
});

const connection = (
  status: WorkerClusterDetails['connection']['status'],
  lastSeen?: string,
): Partial<WorkerClusterDetails> => ({
  connection: { status, since: minutesAgo(30), ...(lastSeen && { lastSeen }) },
});
const seen = minutesAgo(30);
const life = (standardUntil: string, extendedUntil?: string) => ({
  version: '1.31',
  standardUntil,
  extendedUntil,
  asOf: '2026-11-01',
  source: 'https://example.org',
});
const argocd = (ready: number, over = {}) => ({
  availability: ready ? ('available' as const) : ('degraded' as const),
  components: [
    { name: 'argocd-application-controller', ready, desired: 1 },
    { name: 'argocd-server', ready: 1, desired: 1 },
  ],
  ...over,
});

const slow = {
  timeline: [
    {
      id: 'network' as const,
      state: 'active' as const,
      begin: minutesAgo(20),
      ready: 0,
      expected: 2,
    },
  ],
  usualDurations: {
    network: {
      medianSeconds: 300,
      p90Seconds: 600,
      samples: 9,
      scope: 'fleet' as const,
    },
  },
};

describe('clusterProblems', () => {
  it.each<[string, Partial<WorkerClusterDetails>, string[]]>([
    ['a cluster without a fault', {}, []],
    ['a closed request', { phase: phase('closed') }, []],
    [
      'a requested one',
      { phase: phase('requested'), ...connection('unknown') },
      [],
    ],
    [
      'provisioning',
      { phase: phase('provisioning'), ...connection('unknown') },
      [],
    ],
    [
      'failed',
      { phase: phase('failed'), ...connection('unknown') },
      ['failed'],
    ],
    ['degraded', { phase: phase('degraded') }, ['degraded']],
    [
      'a failed update',
      { phase: phase('degraded', 'UpdateFailed') },
      ['update-failed'],
    ],
    [
      'awaiting a confirmation',
      {
        phase: phase('awaiting-confirmation'),
        syncedBy: { name: 'clusters', sync: 'OutOfSync', health: 'Healthy' },
      },
      ['awaiting-confirmation'],
    ],
    [
      'deleting',
      {
        phase: phase('deleting', 'DeletionRequested'),
        ...connection('unreachable', seen),
      },
      [],
    ],
    [
      'a blocked deletion',
      { phase: phase('deleting', 'DeletionBlocked') },
      ['deletion-blocked'],
    ],
    [
      'paused reconciliation',
      { phase: phase('ready', 'ReconcilePaused') },
      ['reconcile-paused'],
    ],
    ['unreachable', connection('unreachable', seen), ['unreachable']],
    ['never reached, no credential', connection('unknown'), ['never-reached']],
    ['never reached, no answer', connection('unreachable'), ['never-reached']],
    ['refused', connection('unauthorized', seen), ['token-refused']],
    ['forbidden', connection('forbidden', seen), ['read-forbidden']],
    ['paused reading', connection('paused', seen), ['reading-paused']],
    ['cut for long', connection('stale', seen), ['connection-cut']],
    [
      'cut just now',
      {
        connection: {
          status: 'stale',
          since: minutesAgo(1),
          lastSeen: minutesAgo(1),
        },
      },
      [],
    ],
    ['no controller', { argocd: argocd(0) }, ['controller-not-running']],
    [
      'a component short',
      { argocd: argocd(1, { availability: 'degraded' }) },
      ['argocd-degraded'],
    ],
    [
      'applications that nobody compares',
      { argocd: argocd(0), applications: counts({ muted: 2 }) },
      ['controller-not-running'],
    ],
    ['no Argo CD', { argocd: argocd(1, { kind: 'none' }) }, ['no-argocd']],
    [
      'unread namespaces',
      {
        argocd: argocd(1, {
          otherNamespaces: { patterns: ['team-*'], readable: false },
        }),
      },
      ['namespaces-not-read'],
    ],
    [
      'wrong applications',
      { applications: counts({ green: 1, wrong: 2 }) },
      ['applications-wrong'],
    ],
    [
      'applications not compared',
      { applications: counts({ muted: 2 }) },
      ['applications-muted'],
    ],
    [
      'muted for want of a connection',
      {
        applications: counts({ muted: 2 }),
        ...connection('unreachable', seen),
      },
      ['unreachable'],
    ],
    [
      'findings',
      { findings: { high: 1, medium: 1, low: 1 } },
      ['findings-high', 'findings-other'],
    ],
    [
      'a claim by hand',
      { claimTracking: 'none', syncedBy: undefined },
      ['not-in-git'],
    ],
    [
      'another claim that is out of sync',
      { syncedBy: { name: 'clusters', sync: 'OutOfSync', health: 'Healthy' } },
      [],
    ],
    [
      'a claim that is not applied',
      {
        syncedBy: {
          name: 'clusters',
          sync: 'OutOfSync',
          health: 'Healthy',
          message: 'Not permitted.',
        },
      },
      ['claim-not-applied'],
    ],
    [
      'a refused change',
      {
        pending: {
          verb: 'update',
          changes: [],
          number: 8,
          url: 'https://git.example.org/8',
          allowed: false,
        },
      },
      ['change-not-allowed'],
    ],
    [
      'unread kinds',
      { unread: [{ apiVersion: 'v1', kind: 'VPC', message: 'No.' }] },
      ['kinds-not-read'],
    ],
    [
      'a notice',
      { notices: [{ reason: 'WatchCircuitOpen', message: 'Slow.' }] },
      ['crossplane-notice'],
    ],
    [
      'ended support',
      { support: { kubernetes: life('2025-01-01', '2026-01-01') } },
      ['kubernetes-unsupported'],
    ],
    [
      'extended support',
      { support: { kubernetes: life('2026-01-01', '2027-12-01') } },
      ['kubernetes-extended-support'],
    ],
    [
      'Argo CD without support',
      { support: { argocd: life('2026-01-01') } },
      ['argocd-unsupported'],
    ],
    [
      'a lifetime that is over',
      { expiresAt: minutesAgo(1) },
      ['lifetime-over'],
    ],
    [
      'a lifetime that ends',
      { expiresAt: minutesAgo(-60) },
      ['lifetime-ending'],
    ],
    ['a long lifetime', { expiresAt: minutesAgo(-60 * 24 * 30) }, []],
    [
      'an overdue stage',
      { phase: phase('provisioning'), ...slow },
      ['stage-overdue'],
    ],
    [
      'a slow stage of a cluster that is deleted',
      { phase: phase('deleting'), ...slow },
      [],
    ],
    [
      'a slow stage of a cluster that is to be deleted',
      { phase: phase('awaiting-confirmation'), ...slow },
      ['awaiting-confirmation'],
    ],
    [
      'a stage that was complete before',
      {
        phase: phase('installing'),
        ...slow,
        timeline: [{ ...slow.timeline[0], end: minutesAgo(15) }],
      },
      [],
    ],
  ])('finds the problems of a cluster: %s', (_, over, ids) => {
    expect(clusterProblems(cluster(over), NOW).map(p => p.id)).toEqual(ids);
  });

  it('keeps the code of what blocks an overdue stage', () => {
    const blocked = {
      message: 'Is being deleted.',
      messageCode: { code: 'resource-deleting' },
    };
    const timeline = [{ ...slow.timeline[0], ...blocked }];
    expect(
      clusterProblems(
        cluster({ phase: phase('provisioning'), ...slow, timeline }),
        NOW,
      ),
    ).toMatchObject([{ id: 'stage-overdue', ...blocked }]);
  });

  it('ranks no warning before what needs somebody now', () => {
    const found = clusterProblems(
      cluster({
        phase: phase('awaiting-confirmation'),
        findings: { high: 1, medium: 0, low: 0 },
      }),
      NOW,
    );
    expect(found.map(p => [p.id, p.tone])).toEqual([
      ['findings-high', 'bad'],
      ['awaiting-confirmation', 'warn'],
    ]);
  });

  it('names no time for an end of support that is far', () => {
    const [extended] = clusterProblems(
      cluster({ support: { kubernetes: life('2026-01-01', '2027-12-01') } }),
      NOW,
    );
    expect(extended.at).toBeUndefined();
  });

  it('ranks what needs somebody now before what takes away certainty', () => {
    const found = clusterProblems(
      cluster({
        phase: phase('degraded'),
        applications: counts({ wrong: 1 }),
        claimTracking: 'none',
        findings: { high: 0, medium: 1, low: 0 },
      }),
      NOW,
    );
    expect(found.map(p => [p.id, p.tone])).toEqual([
      ['degraded', 'bad'],
      ['applications-wrong', 'bad'],
      ['not-in-git', 'warn'],
      ['findings-other', 'warn'],
    ]);
  });
});
