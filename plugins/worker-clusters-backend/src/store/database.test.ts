import { TestDatabases } from '@backstage/backend-test-utils';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import createKnex from 'knex';
import { openDatabase, upsertRows } from './database';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe('openDatabase', () => {
  it('uses a write-ahead log on a file of SQLite', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'worker-clusters-'));
    const knex = createKnex({
      client: 'better-sqlite3',
      connection: { filename: join(directory, 'fleet.sqlite') },
      useNullAsDefault: true,
    });
    try {
      await openDatabase({ getClient: async () => knex });
      const [{ journal_mode: mode }] = await knex.raw('pragma journal_mode');
      const [{ synchronous }] = await knex.raw('pragma synchronous');
      expect([mode, synchronous]).toEqual(['wal', 1]);
    } finally {
      await knex.destroy();
      await rm(directory, { recursive: true });
    }
  });
});

describe.each(databases.eachSupportedId())('upsertRows on %s', id => {
  it('inserts, updates what differs, and sets a column by its expression', async () => {
    const knex = await databases.init(id);
    await knex.schema.createTable('things', table => {
      table.text('a').notNullable();
      table.text('b').notNullable();
      table.integer('size');
      table.text('seen');
      table.primary(['a', 'b']);
    });
    const write = (rows: object[]) =>
      knex.transaction(trx =>
        upsertRows<any>(trx, 'things', {
          key: ['a', 'b'],
          rows,
          set: { seen: 'coalesce(excluded.seen, things.seen)' },
        }),
      );
    await write([
      { a: 'x', b: '1', size: 1, seen: 'then' },
      { a: 'x', b: '2', size: null, seen: null },
    ]);
    await write([
      { a: 'x', b: '1', size: 1, seen: 'later, which does not count' },
      { a: 'x', b: '2', size: 2, seen: 'then' },
      { a: 'y', b: '?', size: 3, seen: null },
    ]);
    await write([{ a: 'x', b: '1', size: 5, seen: null }]);
    await write([]);
    expect(await knex('things').orderBy(['a', 'b'])).toEqual([
      { a: 'x', b: '1', size: 5, seen: 'then' },
      { a: 'x', b: '2', size: 2, seen: 'then' },
      { a: 'y', b: '?', size: 3, seen: null },
    ]);
  });
});
