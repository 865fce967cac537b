import { stringifyClusterRef } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Knex } from 'knex';
import {
  APPLICATION_KEY,
  type ApplicationIndexRow,
  toApplicationIndexRow,
} from './applicationIndex';
import { type ApplicationRow, toApplicationRow } from './applications';
import { storable } from './content';
import { asOnlyWriter, chunks, upsertRows } from './database';
import { ownedKeys } from './replicas';
import type { ApplicationChanges, Lease, ReconciledApplication } from './types';

const TABLES = ['applications', 'application_index'];
/** Clusters whose stored rows are compared at a time. */
const COMPARED = 20;

type RowKey = Pick<ApplicationRow, (typeof APPLICATION_KEY)[number]>;

/** What is compared of the index, besides the Application that it follows from. */
const INDEXED = ['health_rank', 'repository', 'version_text'] as const;

/** A row as it is stored; a replica of the release before wrote nothing into the columns of the index that it lacks. */
type StoredRow = ApplicationRow & {
  [K in (typeof INDEXED)[number]]: ApplicationIndexRow[K] | null;
};

/** What is to be written of the applications of the cluster with this key. */
export interface ApplicationWrite {
  clusterKey: string;
  changes: ApplicationChanges;
}

/** Rows that are to be written and deleted. */
interface RowChanges {
  rows: ApplicationRow[];
  index: ApplicationIndexRow[];
  gone: RowKey[];
}

const rowId = (row: Pick<ApplicationRow, 'namespace' | 'name'>) =>
  `${row.namespace}/${row.name}`;

/**
 * Writes and deletes what changed. The stored rows of a cluster are read only where `changes` are all of its applications.
 * Returns the keys of the clusters of which a row changed in anything but `reconciled_at`.
 */
export async function writeApplications(
  trx: Knex.Transaction,
  writes: ApplicationWrite[],
): Promise<Set<string>> {
  const todo: RowChanges = { rows: [], index: [], gone: [] };
  const complete: ApplicationWrite[] = [];
  for (const { clusterKey, changes } of writes) {
    if (changes.base === undefined) {
      complete.push({ clusterKey, changes });
      continue;
    }
    for (const application of changes.changed) {
      todo.rows.push(toApplicationRow(clusterKey, application));
      todo.index.push(toApplicationIndexRow(clusterKey, application));
    }
    for (const { namespace, name } of changes.gone) {
      todo.gone.push({
        cluster_key: clusterKey,
        namespace: storable(namespace),
        name: storable(name),
      });
    }
  }
  for (let i = 0; i < complete.length; i += COMPARED) {
    await compare(trx, complete.slice(i, i + COMPARED), todo);
  }
  for (const some of chunks(todo.gone)) {
    for (const table of TABLES) {
      await trx(table)
        .whereIn(
          [...APPLICATION_KEY],
          some.map(r => APPLICATION_KEY.map(column => r[column])),
        )
        .delete();
    }
  }
  await upsert(trx, 'applications', todo.rows);
  await upsert(trx, 'application_index', todo.index);
  return new Set(
    [...todo.index, ...todo.gone].map(({ cluster_key }) => cluster_key),
  );
}

/** Adds to `todo` in what the stored rows of these clusters differ from all of their applications. */
async function compare(
  trx: Knex.Transaction,
  writes: ApplicationWrite[],
  todo: RowChanges,
) {
  const stored = new Map<string, Map<string, StoredRow>>();
  const rows: StoredRow[] = await trx('applications')
    .whereIn(
      'applications.cluster_key',
      writes.map(w => w.clusterKey),
    )
    .leftJoin(
      'application_index as i',
      Object.fromEntries(
        APPLICATION_KEY.map(c => [`i.${c}`, `applications.${c}`]),
      ),
    )
    .select('applications.*', ...INDEXED.map(column => `i.${column}`));
  for (const row of rows) {
    let own = stored.get(row.cluster_key);
    if (!own) stored.set(row.cluster_key, (own = new Map()));
    own.set(rowId(row), row);
  }
  for (const { clusterKey, changes } of writes) {
    const own = stored.get(clusterKey) ?? new Map<string, StoredRow>();
    const seen = new Set<string>();
    for (const application of changes.changed) {
      const row = toApplicationRow(clusterKey, application);
      const id = rowId(row);
      // Two names can become one when what a database refuses is left out.
      if (seen.has(id)) continue;
      seen.add(id);
      const before = own.get(id);
      const index = toApplicationIndexRow(clusterKey, application);
      const differs = before?.data !== row.data;
      if (differs || before.reconciled_at !== row.reconciled_at) {
        todo.rows.push(row);
      }
      if (differs || INDEXED.some(column => before[column] !== index[column])) {
        todo.index.push(index);
      }
    }
    todo.gone.push(...[...own.values()].filter(row => !seen.has(rowId(row))));
  }
}

async function upsert<Row extends RowKey>(
  trx: Knex.Transaction,
  table: string,
  rows: Row[],
) {
  for (const some of chunks(rows)) {
    await upsertRows(trx, table, { key: APPLICATION_KEY, rows: some });
    // SQLite answers at once: thousands of rows would hold the event loop.
    await new Promise(resolve => setImmediate(resolve));
  }
}

/** Updates nothing but `reconciled_at`, of the rows that are stored and have another one. */
export async function touchApplications(
  knex: Knex,
  applications: ReconciledApplication[],
  lease?: Lease,
): Promise<void> {
  if (applications.length === 0) return;
  await asOnlyWriter(knex, async trx => {
    const keys = new Set(applications.map(a => stringifyClusterRef(a.ref)));
    const own = await ownedKeys(trx, lease, [...keys]);
    const owned = applications.filter(a => own.has(stringifyClusterRef(a.ref)));
    for (const some of chunks(owned)) {
      const values = some.map(() => '(?, ?, ?, ?)').join(', ');
      await trx.raw(
        `with touched (cluster_key, namespace, name, reconciled_at) as (values ${values})
         update applications set reconciled_at = touched.reconciled_at from touched
         where applications.cluster_key = touched.cluster_key
           and applications.namespace = touched.namespace and applications.name = touched.name
           and applications.reconciled_at is distinct from touched.reconciled_at`,
        some.flatMap(({ ref, namespace, name, reconciledAt }) => [
          stringifyClusterRef(ref),
          storable(namespace),
          storable(name),
          reconciledAt,
        ]),
      );
    }
  });
}

export async function deleteApplications(
  trx: Knex.Transaction,
  clusterKeys: string[],
): Promise<void> {
  for (const keys of chunks(clusterKeys)) {
    for (const table of TABLES) {
      await trx(table).whereIn('cluster_key', keys).delete();
    }
  }
}
