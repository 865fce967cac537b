import {
  parseClusterRef,
  type PhaseState,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Knex } from 'knex';
import {
  type ApplicationSet,
  deleteApplications,
  replaceApplications,
  toApplicationSet,
  touchReconciled,
} from './applications';
import { type ClusterRow, type StateRow, toRow } from './clusterRow';
import { asOnlyWriter, chunks, nextRevision, readRevision } from './database';
import { type PhaseChange, recordPhaseChanges } from './transitions';
import type { DerivedCluster, WriteResult } from './types';

/** What a write compares with. */
type StoredHashes = Pick<
  ClusterRow,
  | 'key'
  | 'uid'
  | 'phase'
  | 'content_hash'
  | 'applications_hash'
  | 'reconciled_hash'
>;

interface Write {
  row: StateRow;
  phase: PhaseState;
  applications?: ApplicationSet;
  stored?: StoredHashes;
}

/** What has to be done with one cluster. */
interface Plan extends Write {
  /** Another claim by the same name: nothing that belongs to the old one may stay. */
  recreated: boolean;
  contentChanged: boolean;
  applicationsChanged: boolean;
  /** Argo CD has compared the applications again and found nothing new. */
  onlyReconciled: boolean;
}

async function readHashes(
  knex: Knex,
  keys: string[],
): Promise<Map<string, StoredHashes>> {
  const result = new Map<string, StoredHashes>();
  for (const some of chunks(keys)) {
    const rows: StoredHashes[] = await knex('clusters')
      .whereIn('key', some)
      .select(
        'key',
        'uid',
        'phase',
        'content_hash',
        'applications_hash',
        'reconciled_hash',
      );
    for (const row of rows) result.set(row.key, row);
  }
  return result;
}

/** Pure: what a write has to do, given what is stored. */
function plan(write: Write): Plan {
  const { row, applications, stored } = write;
  const recreated = stored !== undefined && stored.uid !== row.uid;
  const hash = recreated ? null : stored?.applications_hash ?? null;
  const applicationsChanged = applications
    ? applications.hash !== hash
    : recreated && stored?.applications_hash !== null;
  return {
    ...write,
    recreated,
    contentChanged: stored?.content_hash !== row.content_hash,
    applicationsChanged,
    onlyReconciled:
      applications !== undefined &&
      !applicationsChanged &&
      stored?.reconciled_hash !== applications.reconciledHash,
  };
}

function isWorkToDo(p: Plan): boolean {
  return p.contentChanged || p.applicationsChanged || p.onlyReconciled;
}

async function makePlans(knex: Knex, writes: Write[]): Promise<Plan[]> {
  const stored = await readHashes(
    knex,
    writes.map(w => w.row.key),
  );
  return writes
    .map(w => plan({ ...w, stored: stored.get(w.row.key) }))
    .filter(isWorkToDo);
}

async function writePhases(trx: Knex.Transaction, plans: Plan[]) {
  const moved = plans.filter(
    p => p.recreated || p.stored?.phase !== p.row.phase,
  );
  const before = new Map<string, PhaseState>();
  for (const some of chunks(moved)) {
    const rows = await trx('clusters')
      .whereIn(
        'key',
        some.map(p => p.row.key),
      )
      .select('key', 'summary');
    for (const row of rows) before.set(row.key, JSON.parse(row.summary).phase);
  }
  await recordPhaseChanges(
    trx,
    moved.map(
      (p): PhaseChange => ({
        clusterKey: p.row.key,
        before: before.get(p.row.key),
        after: p.phase,
      }),
    ),
  );
}

async function writeRows(
  trx: Knex.Transaction,
  plans: Plan[],
  revision: number,
) {
  const rows = plans.map(({ row, stored, recreated, applications }) => ({
    ...row,
    applications_hash:
      applications?.hash ??
      (recreated ? null : stored?.applications_hash ?? null),
    reconciled_hash:
      applications?.reconciledHash ??
      (recreated ? null : stored?.reconciled_hash ?? null),
    revision,
  }));
  for (const some of chunks(rows)) {
    const query = trx('clusters').insert(some).onConflict('key');
    await query.merge({
      ...Object.fromEntries(
        Object.keys(some[0])
          .filter(column => column !== 'key')
          .map(column => [column, trx.raw('excluded.??', [column])]),
      ),
      last_seen: trx.raw('coalesce(excluded.last_seen, clusters.last_seen)'),
    });
  }
}

/**
 * Writes clusters and their applications in one transaction, and only what differs from what is stored. A run in
 * which nothing differs reads hashes and takes no lock.
 */
export async function writeClusters(
  knex: Knex,
  clusters: DerivedCluster[],
): Promise<WriteResult> {
  const byKey = new Map(
    clusters.map(({ state, applications }): [string, Write] => {
      const key = stringifyClusterRef(state.ref);
      return [
        key,
        {
          row: toRow(state),
          phase: state.phase,
          applications: applications && toApplicationSet(key, applications),
        },
      ];
    }),
  );
  const candidates = await makePlans(knex, [...byKey.values()]);
  if (candidates.length === 0) {
    return { revision: await readRevision(knex), changed: [] };
  }

  return asOnlyWriter(knex, async trx => {
    // Again: another replica may have written before the lock was ours.
    const plans = await makePlans(trx, candidates);
    const changed = plans.filter(
      p => p.contentChanged || p.applicationsChanged,
    );
    const reconciled = plans.filter(p => p.onlyReconciled);

    if (reconciled.length > 0) {
      await touchReconciled(
        trx,
        reconciled.map(p => p.applications!),
      );
      await writeReconciledHashes(trx, reconciled);
    }
    if (changed.length === 0) {
      return { revision: await readRevision(trx), changed: [] };
    }
    const revision = await nextRevision(trx);
    await writePhases(trx, changed);
    await deleteApplications(
      trx,
      changed.filter(p => p.recreated).map(p => p.row.key),
    );
    await replaceApplications(
      trx,
      changed
        .filter(p => p.applicationsChanged && p.applications)
        .map(p => p.applications!),
    );
    await writeRows(trx, changed, revision);
    return {
      revision,
      changed: changed.map(p => parseClusterRef(p.row.key)),
    };
  });
}

async function writeReconciledHashes(trx: Knex.Transaction, plans: Plan[]) {
  for (const some of chunks(plans)) {
    await trx.raw(
      `with touched (key, hash) as (values ${some
        .map(() => '(?, ?)')
        .join(', ')})
       update clusters set reconciled_hash = touched.hash from touched where clusters.key = touched.key`,
      some.flatMap(p => [p.row.key, p.applications!.reconciledHash]),
    );
  }
}
