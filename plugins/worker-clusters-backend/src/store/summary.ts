import {
  type ApplicationCounts,
  type ClusterRequestVerb,
  FINDING_SEVERITIES,
  type FindingCounts,
  type FleetCounts,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Knex } from 'knex';
import {
  applyFilter,
  ATTENTION_SQL,
  CONNECTION_SQL,
  VERDICT_COLUMNS,
} from './clusterQuery';
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
  byVerdict: VERDICT_COLUMNS,
} as const;

/** What the clusters are counted by besides, in a query of its own: together there would be a group for each cluster. */
const STATES = {
  byKubernetesVersion: 'kubernetes_minor',
  byHealth: 'health',
  bySync: 'sync',
  byConnection: 'connection',
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
  summary: Omit<FleetCounts, 'findings' | 'byFindings'>;
  /** Clusters with a claim by management cluster. */
  byManagementCluster: Map<string, number>;
}

/** Counts the clusters that the filter lets through: the database counts those that are alike. */
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
      byManagementCluster: countBy(groups, 'management_cluster'),
      ...(await countStates(knex, filter)),
      byPending: await countPending(knex, filter),
    },
    byManagementCluster: claimsOf(groups),
  };
}

/** Counts the clusters with a claim by management cluster; those without any are left out. */
export async function countClaims(
  knex: Knex,
  filter: ClusterFilter | undefined,
): Promise<Map<string, number>> {
  return claimsOf(
    await applyFilter(knex('clusters'), filter)
      .groupBy('management_cluster')
      .select('management_cluster')
      .count({ clusters: '*', claims: 'uid' }),
  );
}

function claimsOf(
  groups: Array<Pick<Group, 'management_cluster' | 'clusters' | 'claims'>>,
): Map<string, number> {
  const counts = countBy(groups, 'management_cluster', 'claims');
  return new Map(Object.entries(counts).filter(([, count]) => count > 0));
}

/** Number of clusters by the value of a column, in the order of the values; those without one are not counted. */
function countBy<Column extends string>(
  groups: Array<
    Record<Column, string | null> & {
      clusters: string | number;
      claims?: string | number;
    }
  >,
  column: Column,
  counted: 'clusters' | 'claims' = 'clusters',
): Record<string, number> {
  const counts = new Map<string, number>();
  for (const group of groups) {
    const value: string | null = group[column];
    if (value === null) continue;
    counts.set(value, (counts.get(value) ?? 0) + Number(group[counted]));
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

type StateGroup = Record<(typeof STATES)[keyof typeof STATES], string | null> &
  Record<string, string | number | null> & { clusters: string | number };

/** Counts clusters by how they stand, and those that have applications of each verdict. */
async function countStates(knex: Knex, filter: ClusterFilter | undefined) {
  const verdicts = Object.entries(VERDICT_COLUMNS);
  const groups: StateGroup[] = await applyFilter(knex('clusters'), filter)
    .select('kubernetes_minor', 'health', 'sync')
    .select(knex.raw(`${CONNECTION_SQL} as connection`))
    .count({ clusters: '*' })
    .select(
      verdicts.map(([verdict, column]) =>
        knex.raw('sum(case when ?? > 0 then 1 else 0 end) as ??', [
          column,
          verdict,
        ]),
      ),
    )
    .select(
      knex.raw(
        `sum(case when ${ATTENTION_SQL} then 1 else 0 end) as attention`,
      ),
    )
    .groupByRaw(`kubernetes_minor, health, sync, ${CONNECTION_SQL}`);
  return {
    ...(Object.fromEntries(
      Object.entries(STATES).map(([name, column]) => [
        name,
        countBy(groups, column),
      ]),
    ) as Pick<FleetCounts, keyof typeof STATES>),
    byVerdict: present(
      verdicts.map(([verdict]) => [verdict, sumOf(groups, verdict)]),
    ),
    byAttention: present([['any', sumOf(groups, 'attention')]]),
  };
}

/** The sum of a column over all groups. */
function sumOf(groups: StateGroup[], column: string): number {
  return groups.reduce((total, group) => total + Number(group[column]), 0);
}

/** Counts that are not zero. */
function present(counts: Array<[string, number]>): Record<string, number> {
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

/** Clusters that the filter lets through, by what open pull requests do to them. */
async function countPending(
  knex: Knex,
  filter: ClusterFilter | undefined,
): Promise<FleetCounts['byPending']> {
  const rows: Array<{ verb: ClusterRequestVerb; clusters: string | number }> =
    await knex('review_request_clusters')
      .join(
        'review_requests',
        'review_requests.number',
        'review_request_clusters.number',
      )
      .where('state', 'open')
      .whereNotNull('verb')
      .whereIn(
        'cluster_key',
        applyFilter(knex('clusters').select('key'), filter),
      )
      .groupBy('verb')
      .select('verb')
      .countDistinct({ clusters: 'cluster_key' });
  return Object.fromEntries(
    rows.map(({ verb, clusters }) => [verb, Number(clusters)]),
  );
}

/** Open findings of clusters: all of them, and the clusters that have some, by severity. */
export function sumFindings(
  counts: Iterable<FindingCounts>,
): Pick<FleetCounts, 'findings' | 'byFindings'> {
  const findings = { high: 0, medium: 0, low: 0 };
  const clusters = { high: 0, medium: 0, low: 0 };
  for (const of of counts) {
    for (const severity of FINDING_SEVERITIES) {
      findings[severity] += of[severity];
      if (of[severity] > 0) clusters[severity] += 1;
    }
  }
  return { findings, byFindings: present(Object.entries(clusters)) };
}
