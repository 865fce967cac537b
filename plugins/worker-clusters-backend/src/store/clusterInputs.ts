import {
  type ClusterRef,
  parseClusterRef,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Knex } from 'knex';
import type { ClaimedCluster } from '../observe/types';
import { hashOf, storable } from './content';
import { asOnlyWriter, chunks } from './database';
import { ownedKeys } from './replicas';
import type { ClusterInput, Lease } from './types';

/** How long it is remembered that a claim is gone: each replica has read it long before. */
const KEPT_GONE = `interval '1 hour'`;

interface ClaimRow {
  key: string;
  management_cluster: string;
  claim: string | null;
  hash: string | null;
}

/** Of objects of which nothing else changed the version does not count. */
function toJson(claimed: ClaimedCluster): string {
  return JSON.stringify(claimed, (name, value) =>
    name === 'resourceVersion' ? '' : value,
  );
}

function toClaimRow(
  ref: ClusterRef,
  claimed: ClaimedCluster | undefined,
): ClaimRow {
  const claim = claimed && toJson(claimed);
  return {
    key: storable(stringifyClusterRef(ref)),
    management_cluster: storable(ref.managementCluster),
    claim: claim ?? null,
    hash: claim === undefined ? null : hashOf(claim),
  };
}

/** Writes the claims that differ from what is stored. See {@link FleetStore.writeClaims}. */
export async function writeClaims(
  knex: Knex,
  claims: Array<{ ref: ClusterRef; claimed: ClaimedCluster | undefined }>,
  lease: Lease,
): Promise<void> {
  const stored = new Map<string, string | null>();
  const refs = claims.map(({ ref }) => ref);
  for (const some of chunks(refs.map(stringifyClusterRef))) {
    const rows: ClaimRow[] = await knex('cluster_inputs')
      .whereIn('key', some)
      .select('key', 'hash');
    for (const { key, hash } of rows) stored.set(key, hash);
  }
  const rows = claims.flatMap(({ ref, claimed }) => {
    const row = toClaimRow(ref, claimed);
    const before = stored.get(row.key) ?? null;
    const unready = claimed?.notSynced && before !== null;
    return unready || before === row.hash ? [] : [row];
  });
  if (rows.length === 0) return;
  await asOnlyWriter(knex, async trx => {
    const own = await ownedKeys(trx, lease, [
      ...new Set(rows.map(row => row.management_cluster)),
    ]);
    await upsert(
      trx,
      rows.filter(row => own.has(row.management_cluster)),
      ['claim', 'hash'],
    );
    await trx('cluster_inputs')
      .whereNull('claim')
      .whereRaw(`written_at < clock_timestamp() - ${KEPT_GONE}`)
      // The sequence goes on from the highest one.
      .whereRaw('sequence < (select max(sequence) from cluster_inputs)')
      .delete();
  });
}

/** Marks clusters of which a request changed, in the transaction that changes it. */
export async function markInputs(
  trx: Knex.Transaction,
  refs: ClusterRef[],
): Promise<void> {
  await upsert(
    trx,
    refs.map(ref => toClaimRow(ref, undefined)),
    [],
  );
}

/** @param columns - besides the sequence: what an existing row takes over */
async function upsert(
  trx: Knex.Transaction,
  rows: ClaimRow[],
  columns: Array<keyof ClaimRow>,
): Promise<void> {
  const newest = await trx('cluster_inputs').max({ sequence: 'sequence' });
  const first = Number(newest[0].sequence ?? 0) + 1;
  const written = rows.map((row, i) => ({ ...row, sequence: first + i }));
  const written_at = trx.raw('clock_timestamp()');
  for (const some of chunks(written)) {
    await trx('cluster_inputs')
      .insert(some.map(row => ({ ...row, written_at })))
      .onConflict('key')
      .merge([...columns, 'sequence', 'written_at']);
  }
}

export async function readInputs(
  knex: Knex,
  { after, limit, known }: { after: number; limit: number; known: string[] },
): Promise<ClusterInput[]> {
  const claim = known.length
    ? knex.raw(
        `case when management_cluster in (${known
          .map(() => '?')
          .join(', ')}) then null else claim end as claim`,
        known,
      )
    : 'claim';
  const rows: Array<ClaimRow & { sequence: unknown }> = await knex(
    'cluster_inputs',
  )
    .where('sequence', '>', after)
    .orderBy('sequence')
    .limit(limit)
    .select('key', 'sequence', claim);
  return rows.map(row => ({
    ref: parseClusterRef(row.key),
    sequence: Number(row.sequence),
    ...(row.claim && { claimed: JSON.parse(row.claim) }),
  }));
}

export async function listClaims(
  knex: Knex,
  managementCluster: string,
): Promise<ClusterRef[]> {
  const rows = await knex('cluster_inputs')
    .where({ management_cluster: managementCluster })
    .whereNotNull('claim')
    .select('key');
  return rows.map(row => parseClusterRef(row.key));
}

export async function readClaim(
  knex: Knex,
  ref: ClusterRef,
): Promise<ClaimedCluster | undefined> {
  const row = await knex('cluster_inputs')
    .where({ key: stringifyClusterRef(ref) })
    .first('claim');
  return row?.claim ? JSON.parse(row.claim) : undefined;
}
