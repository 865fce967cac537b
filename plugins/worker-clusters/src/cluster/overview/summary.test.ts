import type { WorkerClusterDetails } from '@worker-clusters/backstage-plugin-worker-clusters-common';
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
