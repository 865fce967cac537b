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

/** The plugin's database, migrated unless the portal's operator does that apart (`skipMigrations`). */
export async function openDatabase(database: DatabaseService): Promise<Knex> {
  const knex = await database.getClient();
  if (!database.migrations?.skip) {
    await knex.migrate.latest({ directory: MIGRATIONS });
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

/** The items in runs of at most {@link CHUNK}. */
export function chunks<T>(items: readonly T[]): T[][] {
  const result: T[][] = [];
  for (let i = 0; i < items.length; i += CHUNK) {
    result.push(items.slice(i, i + CHUNK));
  }
  return result;
}
