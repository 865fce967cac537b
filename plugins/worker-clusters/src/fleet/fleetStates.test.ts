import {
  countApplications,
  type FleetCounts,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { countLooks, stateFilters } from './fleetStates';
import { stateLook } from './StateChip';

const counts: FleetCounts = {
  total: 3,
  byPhase: { ready: 2, failed: 1 },
  byEnvironment: {},
  byRegion: {},
  byOwner: {},
  byManagementCluster: {},
  byKubernetesVersion: {},
  byHealth: { Healthy: 1, Degraded: 1 },
  bySync: {},
  byConnection: { unreachable: 1, live: 2 },
  byAttention: { any: 1 },
  byVerdict: { green: 2, muted: 1 },
  byFindings: {},
  byPending: { decommission: 1 },
  applications: countApplications([]),
  findings: { high: 0, medium: 0, low: 0 },
};

const shown = (...args: Parameters<typeof stateFilters>) =>
  stateFilters(...args).flatMap(({ states }) =>
    states.map(
      s => `${s.name} ${s.value} ${s.count}${s.chosen ? ' chosen' : ''}`,
    ),
  );

it('has the states that occur, and no verdict but that of old states', () => {
  expect(shown(counts)).toEqual([
    'attention any 1',
    'phase ready 2',
    'phase failed 1',
    'health Healthy 1',
    'health Degraded 1',
    'pending decommission 1',
    'connection live 2',
    'connection unreachable 1',
    'verdict muted 1',
  ]);
});

it('keeps a chosen state that does not occur any more', () => {
  expect(shown(counts, { sync: ['OutOfSync'], phase: ['ready'] })).toEqual(
    expect.arrayContaining(['sync OutOfSync 0 chosen', 'phase ready 2 chosen']),
  );
});

it('counts what looks the same together, the worst first', () => {
  const { states } = stateFilters({
    ...counts,
    byPhase: {
      requested: 2,
      provisioning: 1,
      installing: 3,
      ready: 9,
      failed: 1,
    },
  })[1];
  expect(
    countLooks(states, stateLook).map(({ look, count }) => [...look, count]),
  ).toEqual([
    ['bad', 'exclamation', 1],
    ['busy', 'progress', 4],
    ['good', 'check', 9],
    ['quiet', 'pullRequest', 2],
  ]);
});
