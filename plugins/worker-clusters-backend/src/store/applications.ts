import type { Application } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Knex } from 'knex';
import { hashOf, stableJson, storable } from './content';
import { chunks } from './database';

interface ApplicationRow {
  cluster_key: string;
  namespace: string;
  name: string;
  data: string;
  reconciled_at: string | null;
}

/** The applications of one cluster as rows, with the hashes by which a write tells whether anything changed. */
export interface ApplicationSet {
  clusterKey: string;
  rows: ApplicationRow[];
  /** Of everything but `reconciled_at`. */
  hash: string;
  /** Of everything. */
  reconciledHash: string;
}

export function toApplicationSet(
  clusterKey: string,
  applications: Application[],
): ApplicationSet {
  const rows = applications
    .map(({ namespace, name, reconciledAt, ...data }) => ({
      cluster_key: clusterKey,
      namespace: storable(namespace),
      name: storable(name),
      data: stableJson(data),
      reconciled_at: storable(reconciledAt),
    }))
    .sort((a, b) => (rowId(a) < rowId(b) ? -1 : 1));
  const hash = hashOf(...rows.flatMap(r => [r.namespace, r.name, r.data]));
  return {
    clusterKey,
    rows,
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
    const stored = new Map<string, Map<string, ApplicationRow>>();
    const rows: ApplicationRow[] = await trx('applications')
      .whereIn(
        'cluster_key',
        part.map(s => s.clusterKey),
      )
      .select('cluster_key', 'namespace', 'name', 'data', 'reconciled_at');
    for (const row of rows) {
      let own = stored.get(row.cluster_key);
      if (!own) stored.set(row.cluster_key, (own = new Map()));
      own.set(rowId(row), row);
    }

    const changed: ApplicationRow[] = [];
    const gone: ApplicationRow[] = [];
    for (const set of part) {
      const own = stored.get(set.clusterKey) ?? new Map();
      for (const row of set.rows) {
        const before = own.get(rowId(row));
        own.delete(rowId(row));
        if (
          before?.data !== row.data ||
          before.reconciled_at !== row.reconciled_at
        ) {
          changed.push(row);
        }
      }
      gone.push(...own.values());
    }
    for (const some of chunks(gone)) {
      await trx('applications')
        .whereIn(
          ['cluster_key', 'namespace', 'name'],
          some.map(r => [r.cluster_key, r.namespace, r.name]),
        )
        .delete();
    }
    for (const some of chunks(changed)) {
      await trx('applications')
        .insert(some)
        .onConflict(['cluster_key', 'namespace', 'name'])
        .merge();
    }
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
    await trx('applications').whereIn('cluster_key', keys).delete();
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
  return rows.map(row => ({
    namespace: row.namespace,
    name: row.name,
    // A replica of the release before, which knows no sources, may have written the row.
    sources: [],
    ...JSON.parse(row.data),
    ...(row.reconciled_at && { reconciledAt: row.reconciled_at }),
  }));
}
