import {
  clusterProblems,
  type WorkerClusterDetails,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  cluster,
  counts,
  minutesAgo,
  NOW,
  phase,
} from '../__testUtils__/clusters';
import { summarizeCluster } from './summary';

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
  ])('finds of %s what is wrong', (_, over, ids) => {
    expect(clusterProblems(cluster(over), NOW).map(p => p.id)).toEqual(ids);
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

describe('summarizeCluster', () => {
  it.each<[string, Partial<WorkerClusterDetails>, object]>([
    ['nothing is wrong', {}, { kind: 'good', tone: 'good', empty: false }],
    [
      'there is no application',
      { applications: counts({}) },
      { kind: 'good', empty: true },
    ],
    [
      'applications are rolled out',
      { applications: counts({ green: 1, pending: 2 }) },
      { kind: 'pending', count: 2 },
    ],
    [
      'it is not heard',
      connection('unreachable', seen),
      { kind: 'problem', tone: 'bad', more: 0 },
    ],
    [
      'it was never reached',
      connection('unknown'),
      { kind: 'problem', tone: 'warn' },
    ],
    [
      'it is on its way',
      { phase: phase('provisioning') },
      { kind: 'phase', tone: 'busy', phase: 'provisioning' },
    ],
    [
      'a warning is open while it is on its way',
      { phase: phase('provisioning'), claimTracking: 'none' },
      { kind: 'phase', phase: 'provisioning' },
    ],
    [
      'it fails on its way',
      { phase: phase('updating'), applications: counts({ wrong: 1 }) },
      { kind: 'problem', tone: 'bad' },
    ],
    [
      'it is requested',
      { phase: phase('requested') },
      { kind: 'phase', tone: 'quiet' },
    ],
    [
      'it is deleted',
      { phase: phase('deleting') },
      { kind: 'phase', tone: 'quiet' },
    ],
    [
      'it waits for a confirmation',
      { phase: phase('awaiting-confirmation') },
      { kind: 'problem', tone: 'warn' },
    ],
    [
      'several things are wrong',
      { phase: phase('degraded'), claimTracking: 'none' },
      { kind: 'problem', more: 1 },
    ],
  ])('says so if %s', (_, over, summary) => {
    expect(summarizeCluster(cluster(over), NOW)).toMatchObject(summary);
  });
});
