import {
  type Application,
  type ListFleetApplicationsQuery,
  type ListFleetApplicationsResponse,
  parseClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Knex } from 'knex';
import {
  APPLICATION_KEY,
  type ApplicationIndexRow,
  toApplicationIndexRow,
  upsertApplicationIndex,
} from './applicationIndex';
import { type ApplicationScope, findApplications } from './applicationQuery';
import { hashOf, stableJson, storable } from './content';
import { chunks } from './database';

interface ApplicationRow {
  cluster_key: string;
  namespace: string;
  name: string;
  data: string;
  reconciled_at: string | null;
}

const TABLES = ['applications', 'application_index'];

/** A row as it is stored; without a rank where a replica of the release before wrote it. */
type StoredRow = ApplicationRow & { health_rank: number | null };

/** The applications of one cluster as rows, with the hashes by which a write tells whether anything changed. */
export interface ApplicationSet {
  clusterKey: string;
  rows: ApplicationRow[];
  /** For each row, in the same order, what it is found by. */
  index: ApplicationIndexRow[];
  /** Of everything but `reconciled_at`. */
  hash: string;
  /** Of everything. */
  reconciledHash: string;
}

export function toApplicationSet(
  clusterKey: string,
  applications: Application[],
): ApplicationSet {
  const both = applications
    .map(application => {
      const { namespace, name, reconciledAt, ...data } = application;
      return {
        row: {
          cluster_key: clusterKey,
          namespace: storable(namespace),
          name: storable(name),
          data: stableJson(data),
          reconciled_at: storable(reconciledAt),
        },
        index: toApplicationIndexRow(clusterKey, application),
      };
    })
    .sort((a, b) => (rowId(a.row) < rowId(b.row) ? -1 : 1));
  const rows = both.map(({ row }) => row);
  const hash = hashOf(
    ...both.flatMap(({ row, index }) => [
      row.namespace,
      row.name,
      row.data,
      // The only part of the index that does not follow from the data alone.
      String(index.health_rank),
    ]),
  );
  return {
    clusterKey,
    rows,
    index: both.map(({ index }) => index),
    hash,
    reconciledHash: hashOf(hash, ...rows.map(r => r.reconciled_at ?? '')),
  };
}

function rowId(row: Pick<ApplicationRow, 'namespace' | 'name'>): string {
  return `${row.namespace}/${row.name}`;
}

/** Makes the stored applications of the clusters equal to the sets: writes what differs, deletes what is gone. */
export async function replaceApplications(
  trx: Knex.Transaction,
  sets: ApplicationSet[],
): Promise<void> {
  for (const part of chunks(sets)) {
    const stored = new Map<string, Map<string, StoredRow>>();
    const rows: StoredRow[] = await trx('applications')
      .whereIn(
        'applications.cluster_key',
        part.map(s => s.clusterKey),
      )
      .leftJoin(
        'application_index as i',
        Object.fromEntries(
          APPLICATION_KEY.map(c => [`i.${c}`, `applications.${c}`]),
        ),
      )
      .select('applications.*', 'i.health_rank');
    for (const row of rows) {
      let own = stored.get(row.cluster_key);
      if (!own) stored.set(row.cluster_key, (own = new Map()));
      own.set(rowId(row), row);
    }

    const changed: ApplicationRow[] = [];
    const changedIndex: ApplicationIndexRow[] = [];
    const gone: ApplicationRow[] = [];
    for (const set of part) {
      const own = stored.get(set.clusterKey) ?? new Map();
      for (const [i, row] of set.rows.entries()) {
        const before = own.get(rowId(row));
        own.delete(rowId(row));
        const index = set.index[i];
        if (
          before?.data !== row.data ||
          before.reconciled_at !== row.reconciled_at
        ) {
          changed.push(row);
        }
        if (
          before?.data !== row.data ||
          before.health_rank !== index.health_rank
        ) {
          changedIndex.push(index);
        }
      }
      gone.push(...own.values());
    }
    for (const some of chunks(gone)) {
      for (const table of TABLES) {
        await trx(table)
          .whereIn(
            [...APPLICATION_KEY],
            some.map(r => [r.cluster_key, r.namespace, r.name]),
          )
          .delete();
      }
    }
    for (const some of chunks(changed)) {
      await trx('applications')
        .insert(some)
        .onConflict([...APPLICATION_KEY])
        .merge();
    }
    await upsertApplicationIndex(trx, changedIndex);
  }
}

/** Updates nothing but `reconciled_at`, of all rows in a few statements. */
export async function touchReconciled(
  trx: Knex.Transaction,
  sets: ApplicationSet[],
): Promise<void> {
  for (const some of chunks(sets.flatMap(s => s.rows))) {
    const values = some.map(() => '(?, ?, ?, ?)').join(', ');
    await trx.raw(
      `with touched (cluster_key, namespace, name, reconciled_at) as (values ${values})
       update applications set reconciled_at = touched.reconciled_at from touched
       where applications.cluster_key = touched.cluster_key
         and applications.namespace = touched.namespace and applications.name = touched.name`,
      some.flatMap(r => [
        r.cluster_key,
        r.namespace,
        r.name,
        r.reconciled_at as string,
      ]),
    );
  }
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

/** The applications of one cluster by namespace and name. */
export async function readApplications(
  knex: Knex,
  clusterKey: string,
): Promise<Application[]> {
  const rows: ApplicationRow[] = await knex('applications')
    .where({ cluster_key: clusterKey })
    .orderBy(['namespace', 'name']);
  return rows.map(toApplication);
}

/** One page of applications, each with its cluster. */
export async function readApplicationPage(
  knex: Knex,
  query: ListFleetApplicationsQuery,
  scope: ApplicationScope,
): Promise<ListFleetApplicationsResponse> {
  const { keys, ...page } = await findApplications(knex, query, scope);
  const rows = new Map<string, ApplicationRow>();
  for (const some of chunks(keys)) {
    const found: ApplicationRow[] = await knex('applications').whereIn(
      [...APPLICATION_KEY],
      some.map(k => [k.cluster_key, k.namespace, k.name]),
    );
    for (const row of found) rows.set(keyOf(row), row);
  }
  const items = keys.flatMap(key => {
    const row = rows.get(keyOf(key));
    // Deleted in between.
    if (!row) return [];
    const cluster = parseClusterRef(row.cluster_key);
    return [{ cluster, ...toApplication(row) }];
  });
  return { items, ...page };
}

function keyOf(
  row: Pick<ApplicationRow, 'cluster_key' | 'namespace' | 'name'>,
): string {
  return JSON.stringify([row.cluster_key, row.namespace, row.name]);
}

function toApplication(row: ApplicationRow): Application {
  return {
    namespace: row.namespace,
    name: row.name,
    // A replica of the release before, which knows no sources, may have written the row.
    sources: [],
    ...JSON.parse(row.data),
    ...(row.reconciled_at && { reconciledAt: row.reconciled_at }),
  };
}
