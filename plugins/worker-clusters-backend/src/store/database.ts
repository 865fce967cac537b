import {
  type DatabaseService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';

const MIGRATIONS = resolvePackagePath(
  '@worker-clusters/backstage-plugin-worker-clusters-backend',
  'migrations',
);

/** Rows per statement: SQLite allows 500 terms in a compound statement, which is how knex inserts several rows. */
const CHUNK = 200;

/**
 * Of SQLite: a write-ahead log, which reaches the disk with a checkpoint and not with each transaction. A transaction holds
 * the event loop for a third of the time; a power cut may undo the last ones, as if the portal had stopped before them.
 */
const SQLITE_PRAGMAS = ['journal_mode = wal', 'synchronous = normal'];

/**
 * The plugin's database, migrated unless the portal's operator does that apart (`skipMigrations`). Migrations that this
 * release does not know are those of a newer one: they only add to what it knows, so it runs on (`migrations.test.ts`).
 */
export async function openDatabase(database: DatabaseService): Promise<Knex> {
  const knex = await database.getClient();
  if (!isPostgres(knex)) {
    for (const pragma of SQLITE_PRAGMAS) await knex.raw(`pragma ${pragma}`);
  }
  if (!database.migrations?.skip) {
    await knex.migrate.latest({
      directory: MIGRATIONS,
      disableMigrationsListValidation: true,
    });
  }
  return knex;
}

/** Whether the database is PostgreSQL, which several replicas can share; SQLite otherwise. */
export function isPostgres(knex: Knex): boolean {
  return knex.client.config.client === 'pg';
}

/** A writer that falls silent inside its transaction keeps the others waiting for no longer. */
const SILENT_WRITER_MS = 10_000;
/**
 * Runs a transaction as the only writer. The lock is the row of the fleet's revision: revisions become visible in
 * their order, writers of several replicas never wait for each other in a circle, and what a writer compares with
 * stays as it is until it has written. SQLite has one writer anyway. PostgreSQL ends the transaction of a replica that
 * is paused or cut off in the middle of it.
 */
export async function asOnlyWriter<T>(
  knex: Knex,
  write: (trx: Knex.Transaction) => Promise<T>,
): Promise<T> {
  return knex.transaction(async trx => {
    const lock = trx('fleet_revision').where({ id: 1 }).forUpdate();
    await (isPostgres(knex)
      ? lock.select(
          trx.raw(
            `set_config('idle_in_transaction_session_timeout', ?, true)`,
            [String(SILENT_WRITER_MS)],
          ),
        )
      : lock.select('id'));
    return write(trx);
  });
}

/** Raises the fleet's revision by one. Call it inside {@link asOnlyWriter}. */
export async function nextRevision(trx: Knex.Transaction): Promise<number> {
  const [row] = await trx('fleet_revision')
    .where({ id: 1 })
    .increment('revision', 1)
    .returning('revision');
  return Number(row.revision);
}

export async function readRevision(knex: Knex): Promise<number> {
  const row = await knex('fleet_revision').where({ id: 1 }).first('revision');
  return Number(row.revision);
}

/**
 * Inserts rows, or updates those that are there, in one statement; a row that is the same already is not written.
 * Statements that knex builds of many rows take several times as long to make and to parse.
 *
 * @param rows - at most {@link CHUNK}, all with the same columns
 * @param set - SQL of a column's new value, where it is not the given one; it does not count as a difference
 */
export async function upsertRows<Row extends object>(
  trx: Knex.Transaction,
  table: string,
  options: {
    key: ReadonlyArray<keyof Row & string>;
    rows: Row[];
    set?: Record<string, string>;
  },
): Promise<void> {
  const { key, rows, set = {} } = options;
  if (rows.length === 0) return;
  const columns = Object.keys(rows[0]) as Array<keyof Row & string>;
  const values = columns.filter(column => !key.includes(column));
  const compared = values.filter(column => !(column in set));
  const row = `(${columns.map(() => '?').join(', ')})`;
  const list = (names: string[], of = '') =>
    names.map(name => `${of}${name}`).join(', ');
  await trx.raw(
    `insert into ${table} (${list(columns)}) values ${rows
      .map(() => row)
      .join(', ')}
     on conflict (${list([...key])}) do update set ${values
      .map(column => `${column} = ${set[column] ?? `excluded.${column}`}`)
      .join(', ')}
     where (${list(compared, `${table}.`)})
       is distinct from (${list(compared, 'excluded.')})`,
    rows.flatMap(r => columns.map(column => r[column] as Knex.RawBinding)),
  );
}

/** The items in runs of at most {@link CHUNK}. */
export function chunks<T>(items: readonly T[]): T[][] {
  const result: T[][] = [];
  for (let i = 0; i < items.length; i += CHUNK) {
    result.push(items.slice(i, i + CHUNK));
  }
  return result;
}
