import type { Knex } from 'knex';
import type { PlatformDefinition } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { stableJson } from './content';
import { asOnlyWriter } from './database';
import { ownedKeys } from './replicas';
import type { Lease, StoredManagementCluster } from './types';

interface ManagementClusterRow {
  name: string;
  listed: boolean | number;
  state: string;
  definition: string | null;
  last_seen: string | null;
}

/** Writes a management cluster if something but `lastSeen` differs. Returns whether its state does. */
export async function writeManagementCluster(
  knex: Knex,
  { name, listed, connection, argocdInstalled }: StoredManagementCluster,
  definition: PlatformDefinition | undefined,
  lease: Lease | undefined,
): Promise<boolean> {
  const { lastSeen, ...steady } = connection;
  const stored = await readRow(knex, name);
  const row: ManagementClusterRow = {
    name,
    // Once all claims have been written they stay, whoever the owner is.
    listed: listed || Boolean(stored?.listed),
    state: stableJson({ connection: steady, argocdInstalled }),
    // A management cluster that is being read has not lost what its claims are.
    definition: definition
      ? stableJson(definition)
      : stored?.definition ?? null,
    last_seen: lastSeen ?? stored?.last_seen ?? null,
  };
  const changed = row.state !== stored?.state;
  if (
    !changed &&
    row.definition === stored?.definition &&
    row.listed === Boolean(stored?.listed)
  ) {
    return false;
  }
  return asOnlyWriter(knex, async trx => {
    if (!(await ownedKeys(trx, lease, [name])).has(name)) return false;
    await trx('management_clusters').insert(row).onConflict('name').merge();
    return changed;
  });
}

export async function touchManagementClusters(
  knex: Knex,
  entries: Array<{ name: string; lastSeen: string }>,
  lease: Lease | undefined,
): Promise<void> {
  if (entries.length === 0) return;
  await asOnlyWriter(knex, async trx => {
    const names = entries.map(({ name }) => name);
    const own = await ownedKeys(trx, lease, names);
    for (const { name, lastSeen } of entries) {
      if (!own.has(name)) continue;
      await trx('management_clusters')
        .where({ name })
        .update({ last_seen: new Date(lastSeen).toISOString() });
    }
  });
}

export async function readManagementClusters(
  knex: Knex,
): Promise<Map<string, StoredManagementCluster>> {
  const rows: ManagementClusterRow[] = await knex('management_clusters').select(
    'name',
    'listed',
    'state',
    'last_seen',
  );
  return new Map(
    rows.map(row => {
      const { connection, ...state } = JSON.parse(row.state);
      return [
        row.name,
        {
          name: row.name,
          listed: Boolean(row.listed),
          ...state,
          connection: {
            ...connection,
            ...(row.last_seen && { lastSeen: row.last_seen }),
          },
        },
      ];
    }),
  );
}

export async function readClaimDefinition(
  knex: Knex,
  name: string,
): Promise<PlatformDefinition | undefined> {
  const row = await readRow(knex, name);
  // Rows of older versions do not name the source.
  return row?.definition
    ? { source: 'management-cluster', ...JSON.parse(row.definition) }
    : undefined;
}

function readRow(
  knex: Knex,
  name: string,
): Promise<ManagementClusterRow | undefined> {
  return knex('management_clusters').where({ name }).first();
}
