import type {
  ApplicationCounts,
  FleetCounts,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Knex } from 'knex';
import { applyFilter } from './clusterQuery';
import type { ClusterFilter } from './types';

async function countBy(
  knex: Knex,
  column: 'phase' | 'environment' | 'region' | 'owner',
  filter: ClusterFilter | undefined,
): Promise<Record<string, number>> {
  const rows = await applyFilter(knex('clusters'), filter)
    .whereNotNull(column)
    .groupBy(column)
    .orderBy(column)
    .select(column)
    .count({ count: '*' });
  return Object.fromEntries(
    rows.map((row: any) => [row[column], Number(row.count)]),
  );
}

async function countAll(
  knex: Knex,
  filter: ClusterFilter | undefined,
): Promise<{ total: number; applications: ApplicationCounts }> {
  const [row]: any[] = await applyFilter(knex('clusters'), filter)
    .count({ total: '*' })
    .sum({
      applications: 'applications_total',
      healthy: 'applications_healthy',
      suspended: 'applications_suspended',
      progressing: 'applications_progressing',
      missing: 'applications_missing',
      degraded: 'applications_degraded',
      unknown: 'applications_unknown',
      synced: 'applications_synced',
      outOfSync: 'applications_out_of_sync',
      syncUnknown: 'applications_sync_unknown',
      green: 'applications_green',
      pending: 'applications_pending',
      muted: 'applications_muted',
      wrong: 'applications_wrong',
    });
  return {
    total: Number(row.total),
    applications: {
      total: Number(row.applications),
      byHealth: {
        Healthy: Number(row.healthy),
        Suspended: Number(row.suspended),
        Progressing: Number(row.progressing),
        Missing: Number(row.missing),
        Degraded: Number(row.degraded),
        Unknown: Number(row.unknown),
      },
      bySync: {
        Synced: Number(row.synced),
        OutOfSync: Number(row.outOfSync),
        Unknown: Number(row.syncUnknown),
      },
      byVerdict: {
        green: Number(row.green),
        pending: Number(row.pending),
        muted: Number(row.muted),
        wrong: Number(row.wrong),
      },
    },
  };
}

/** Counts the clusters that the filter lets through; the database counts. */
export async function summarize(
  knex: Knex,
  filter: ClusterFilter | undefined,
): Promise<Omit<FleetCounts, 'findings'>> {
  return {
    ...(await countAll(knex, filter)),
    byPhase: await countBy(knex, 'phase', filter),
    byEnvironment: await countBy(knex, 'environment', filter),
    byRegion: await countBy(knex, 'region', filter),
    byOwner: await countBy(knex, 'owner', filter),
  };
}
