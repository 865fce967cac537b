import { mockApis } from '@backstage/frontend-test-utils';
import {
  type ConnectionState,
  type ConnectionStatus,
  countApplications,
  LIFECYCLE_PHASES,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  cluster,
  minutesAgo,
  NOW,
  phase,
} from '../../cluster/__testUtils__/clusters';
import { clusterState } from '../../components/clusterState';
import { workerClustersTranslationRef } from '../../translations';
import { countKinds, keepOrder, type Tile, tileKind } from './tiles';

const { t } = mockApis
  .translation()
  .getTranslation(workerClustersTranslationRef);

const connection = (
  status: ConnectionStatus,
  lastSeen: string | undefined = minutesAgo(60),
): ConnectionState => ({ status, since: minutesAgo(60), lastSeen });

function tile(
  name: string,
  over: Parameters<typeof cluster>[0] = {},
  management?: ConnectionState,
): Tile {
  const row = cluster({ name, ...over });
  const state = clusterState(row, { t, now: NOW, management });
  return { id: name, cluster: row, state, kind: tileKind(state) };
}

const degraded = (count: number) =>
  countApplications(
    Array.from({ length: count }, () => ({
      health: 'Degraded' as const,
      sync: 'Synced' as const,
      reconciledAt: minutesAgo(1),
    })),
  );

it.each([
  ['requested', 'requested'],
  ['merged', 'progress'],
  ['provisioning', 'progress'],
  ['installing', 'progress'],
  ['ready', 'ready'],
  ['updating', 'progress'],
  ['degraded', 'failed'],
  ['awaiting-confirmation', 'attention'],
  ['deleting', 'deleting'],
  ['failed', 'failed'],
  ['closed', 'closed'],
] as const)('shows a cluster that is %s as %s', (name, kind) => {
  expect(tile('a', { phase: phase(name) }).kind).toBe(kind);
});

it('shows a ready cluster whose Applications are Degraded as attention', () => {
  expect(tile('a', { applications: degraded(1) }).kind).toBe('attention');
});

const NOT_LIVE: ConnectionStatus[] = [
  'connecting',
  'stale',
  'paused',
  'unauthorized',
  'forbidden',
  'unreachable',
  'unknown',
];

it.each(NOT_LIVE)(
  'shows no cluster as ready whose connection has been %s for an hour',
  status => {
    expect(tile('a', { connection: connection(status) }).kind).toBe('notHeard');
  },
);

it.each(
  LIFECYCLE_PHASES.flatMap(name =>
    NOT_LIVE.map(status => [name, status] as const),
  ),
)(
  'shows a cluster that is %s as a last known state while the management cluster is %s',
  (name, status) => {
    const shown = tile('a', { phase: phase(name) }, connection(status));
    expect(shown.kind).toBe('notHeard');
    expect(shown.state).toMatchObject({ tone: 'quiet', muted: true });
  },
);

it('sorts the worst first, the more Applications in trouble the earlier', () => {
  const tiles = [
    tile('ready'),
    tile('z-failed', { phase: phase('failed') }),
    tile('few', { applications: degraded(1) }),
    tile('many', { applications: degraded(3) }),
    tile('away', { connection: connection('unreachable') }),
    tile('a-updating', { phase: phase('updating') }),
  ];
  expect(keepOrder(tiles, undefined).map(x => x.cluster.name)).toEqual([
    'z-failed',
    'many',
    'few',
    'away',
    'a-updating',
    'ready',
  ]);
});

it('keeps the order of before, and puts what is new at its end', () => {
  const before = new Map([
    ['b', 0],
    ['a', 1],
  ]);
  const tiles = [
    tile('new', { phase: phase('failed') }),
    tile('a', { phase: phase('failed') }),
    tile('b'),
  ];
  expect(keepOrder(tiles, before).map(x => x.cluster.name)).toEqual([
    'b',
    'a',
    'new',
  ]);
});

it('counts the kinds that occur, worst first', () => {
  expect(
    countKinds([tile('a'), tile('b', { phase: phase('failed') }), tile('c')]),
  ).toEqual([
    ['failed', 1],
    ['ready', 2],
  ]);
});
