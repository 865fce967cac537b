import type {
  ApplicationCounts,
  FleetCounts,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Knex } from 'knex';
import { applyFilter } from './clusterQuery';
import type { ClusterFilter } from './types';

const GROUPED = [
  'management_cluster',
  'phase',
  'environment',
  'region',
  'owner',
] as const;

/** By status, for each kind of count the column that has it. */
const SUMS = {
  byHealth: {
    Healthy: 'applications_healthy',
    Suspended: 'applications_suspended',
    Progressing: 'applications_progressing',
    Missing: 'applications_missing',
    Degraded: 'applications_degraded',
    Unknown: 'applications_unknown',
  },
  bySync: {
    Synced: 'applications_synced',
    OutOfSync: 'applications_out_of_sync',
    Unknown: 'applications_sync_unknown',
  },
  byVerdict: {
    green: 'applications_green',
    pending: 'applications_pending',
    muted: 'applications_muted',
    wrong: 'applications_wrong',
  },
} as const;

const SUMMED = [
  'applications_total',
  ...Object.values(SUMS).flatMap(columns => Object.values(columns)),
];

/** Clusters that have the same values in the columns that are counted by; PostgreSQL gives counts as texts. */
type Group = Record<(typeof GROUPED)[number], string | null> &
  Record<string, string | number | null> & {
    clusters: string | number;
    /** Those that have a claim. */
    claims: string | number;
  };

/** Counts of the clusters that a filter lets through. */
export interface ClusterCounts {
  summary: Omit<FleetCounts, 'findings'>;
  /** Clusters with a claim by management cluster. */
  byManagementCluster: Map<string, number>;
}

/** Counts the clusters that the filter lets through, in one query: the database counts those that are alike. */
export async function countClusters(
  knex: Knex,
  filter: ClusterFilter | undefined,
): Promise<ClusterCounts> {
  const groups: Group[] = await applyFilter(knex('clusters'), filter)
    .groupBy(...GROUPED)
    .select(...GROUPED)
    .count({ clusters: '*', claims: 'uid' })
    .sum(Object.fromEntries(SUMMED.map(column => [column, column])));
  const sum = (column: string) =>
    groups.reduce((total, group) => total + Number(group[column]), 0);
  const sums = <K extends string>(columns: Record<K, string>) =>
    Object.fromEntries(
      Object.entries<string>(columns).map(([name, column]) => [
        name,
        sum(column),
      ]),
    ) as Record<K, number>;
  const applications: ApplicationCounts = {
    total: sum('applications_total'),
    byHealth: sums(SUMS.byHealth),
    bySync: sums(SUMS.bySync),
    byVerdict: sums(SUMS.byVerdict),
  };
  return {
    summary: {
      total: sum('clusters'),
      applications,
      byPhase: countBy(groups, 'phase'),
      byEnvironment: countBy(groups, 'environment'),
      byRegion: countBy(groups, 'region'),
      byOwner: countBy(groups, 'owner'),
    },
    byManagementCluster: new Map(
      Object.entries(countBy(groups, 'management_cluster', 'claims')).filter(
        ([, count]) => count > 0,
      ),
    ),
  };
}

/** Number of clusters by the value of a column, in the order of the values; those without one are not counted. */
function countBy(
  groups: Group[],
  column: (typeof GROUPED)[number],
  counted: 'clusters' | 'claims' = 'clusters',
): Record<string, number> {
  const counts = new Map<string, number>();
  for (const group of groups) {
    const value = group[column];
    if (value === null) continue;
    counts.set(value, (counts.get(value) ?? 0) + Number(group[counted]));
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
