import {
  type ConnectionStatus,
  FINDING_SEVERITIES,
  type FleetCounts,
  HEALTH_STATUSES,
  LIFECYCLE_PHASES,
  SYNC_STATUSES,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Tone } from '../components/clusterState';
import type { Look } from '../components/StatusChip';
import type { FilterName } from './useFleetFilter';

/** The filters of the summary, in its order. */
export const STATE_FILTERS = [
  'attention',
  'phase',
  'health',
  'sync',
  'findings',
  'pending',
  'connection',
  'verdict',
] as const satisfies readonly FilterName[];

export type StateFilterName = (typeof STATE_FILTERS)[number];

const CONNECTIONS: ConnectionStatus[] = [
  'live',
  'connecting',
  'stale',
  'paused',
  'unauthorized',
  'forbidden',
  'unreachable',
  'unknown',
];

/** What each filter of the summary may be, in the order in which it is shown. */
const VALUES = {
  attention: ['any'],
  phase: LIFECYCLE_PHASES,
  health: HEALTH_STATUSES,
  sync: SYNC_STATUSES,
  findings: FINDING_SEVERITIES,
  pending: ['create', 'update', 'decommission'],
  connection: CONNECTIONS,
  // The other verdicts follow from health and sync.
  verdict: ['muted'],
} as const;

const COUNTS = {
  attention: 'byAttention',
  phase: 'byPhase',
  health: 'byHealth',
  sync: 'bySync',
  findings: 'byFindings',
  pending: 'byPending',
  connection: 'byConnection',
  verdict: 'byVerdict',
} as const satisfies Record<StateFilterName, keyof FleetCounts>;

export type StateFilter = {
  [Name in StateFilterName]: {
    name: Name;
    value: (typeof VALUES)[Name][number];
    /** Clusters. */
    count: number;
    chosen: boolean;
  };
}[StateFilterName];

/** The states that occur in the fleet or are chosen, by what they are states of; those without any are left out. */
export function stateFilters(
  counts: FleetCounts,
  chosen: Partial<Record<StateFilterName, string[]>> = {},
): Array<{ name: StateFilterName; states: StateFilter[] }> {
  return STATE_FILTERS.map(name => {
    const byValue: Partial<Record<string, number>> = counts[COUNTS[name]];
    const states = VALUES[name].map(value => ({
      name,
      value,
      count: byValue[value] ?? 0,
      chosen: chosen[name]?.includes(value) ?? false,
    })) as StateFilter[];
    return { name, states: states.filter(s => s.count > 0 || s.chosen) };
  }).filter(({ states }) => states.length > 0);
}

/** In the order in which they are told: what is quiet can wait. */
const TONES: Tone[] = ['bad', 'warn', 'busy', 'good', 'quiet'];

/** How many clusters look the same, the worst first and what is quiet last. */
export function countLooks(
  states: readonly StateFilter[],
  lookOf: (state: StateFilter) => Look,
): Array<{ look: Look; count: number }> {
  const counts = new Map<string, { look: Look; count: number }>();
  for (const state of states) {
    const look = lookOf(state);
    const known = counts.get(look.join());
    if (known) known.count += state.count;
    else counts.set(look.join(), { look, count: state.count });
  }
  return [...counts.values()].sort(
    (a, b) => TONES.indexOf(a.look[0]) - TONES.indexOf(b.look[0]),
  );
}
