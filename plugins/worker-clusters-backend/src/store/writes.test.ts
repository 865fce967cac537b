import { TestDatabases } from '@backstage/backend-test-utils';
import type { Application } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Knex } from 'knex';
import {
  aCluster,
  allOf,
  anApplication,
  aSource,
  openStore,
  refOf,
} from './__testUtils__/fleet';
import { applicationHash, applicationSetHash } from './applicationHash';
import type { ApplicationChanges, DerivedCluster } from './types';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

/** The statements that run, but for those of the transaction itself and the lock of the writer. */
function recordStatements(knex: Knex) {
  const statements: string[] = [];
  knex.on('query', ({ sql }: { sql: string }) => {
    const verb = /^\s*(with touched|\w+)/.exec(sql)![1].toLowerCase();
    const table = /(?:from|into|update) [`"]?(\w+)/.exec(sql)?.[1];
    if (table && table !== 'fleet_revision')
      statements.push(`${verb} ${table}`);
  });
  return () => statements.splice(0);
}

/** A change from one set of applications to another, as `derive/` gives it. */
function change(
  before: Application[],
  after: Application[],
): ApplicationChanges {
  const known = new Set(before.map(applicationHash));
  const names = new Set(after.map(a => a.name));
  return {
    hash: allOf(after).hash,
    base: allOf(before).hash,
    changed: after.filter(a => !known.has(applicationHash(a))),
    gone: before.filter(a => !names.has(a.name)),
  };
}

const HUNDRED = Array.from({ length: 100 }, (_, i) => anApplication(`a${i}`));
const READ_HASHES = 'select clusters';

describe.each(databases.eachSupportedId())('writes on %s', id => {
  async function setup() {
    const { store, knex } = await openStore(databases, id);
    const cluster = aCluster('alpha', {}, HUNDRED);
    await store.writeClusters([cluster]);
    const statements = recordStatements(knex);
    const write = (
      applications: ApplicationChanges,
      state: Partial<DerivedCluster['state']> = {},
    ) =>
      store.writeClusters([
        { state: { ...cluster.state, ...state }, applications },
      ]);
    const names = async () =>
      (await store.listApplications(refOf('alpha'))).map(a => a.name).sort();
    return { store, knex, write, statements, names };
  }

  it('reads hashes and writes nothing when nothing changed', async () => {
    const { write, statements, store } = await setup();
    await write(change(HUNDRED, HUNDRED));
    expect(statements()).toEqual([READ_HASHES]);
    // As after a start, when all applications are given.
    await write(allOf(HUNDRED));
    expect(statements()).toEqual([READ_HASHES]);
    await expect(store.revision()).resolves.toBe(1);
  });

  it('writes one row of a hundred, and reads none', async () => {
    const { write, statements, store, knex } = await setup();
    const after = HUNDRED.with(42, anApplication('a42', { sync: 'OutOfSync' }));
    const changes = change(HUNDRED, after);
    expect(changes.changed).toHaveLength(1);
    await expect(write(changes)).resolves.toEqual({
      revision: 2,
      changed: [refOf('alpha')],
    });
    expect(statements()).toEqual([
      READ_HASHES,
      READ_HASHES,
      'insert applications',
      'insert application_index',
      'insert clusters',
    ]);
    await expect(store.listApplications(refOf('alpha'))).resolves.toEqual(
      [...after].sort((a, b) => (a.name < b.name ? -1 : 1)),
    );
    await expect(
      knex('application_index').where({ sync_rank: 1 }).pluck('name'),
    ).resolves.toEqual(['a42']);
  });

  it('deletes the row of an application that is gone, and reads none', async () => {
    const { write, statements, names } = await setup();
    const after = HUNDRED.filter(a => a.name !== 'a42');
    await write(change(HUNDRED, after));
    expect(statements()).toEqual([
      READ_HASHES,
      READ_HASHES,
      'delete applications',
      'delete application_index',
      'insert clusters',
    ]);
    await expect(names()).resolves.not.toContain('a42');
    await expect(names()).resolves.toHaveLength(99);
  });

  it('touches a hundred times of comparison with one statement', async () => {
    const { store, statements } = await setup();
    await store.touchApplications(
      HUNDRED.slice(0, 100).map(({ namespace, name }) => ({
        ref: refOf('alpha'),
        namespace,
        name,
        reconciledAt: '2026-11-23T09:00:00.000Z',
      })),
    );
    expect(statements()).toEqual(['with touched applications']);
    await expect(store.revision()).resolves.toBe(1);
  });

  it('compares the stored rows when all applications are given, and writes those that differ', async () => {
    const { write, statements, names } = await setup();
    const after = [
      ...HUNDRED.slice(0, 98),
      anApplication('a98', { sources: [aSource('bbbb')] }),
      anApplication('new'),
    ];
    await write(allOf(after));
    expect(statements()).toEqual([
      READ_HASHES,
      READ_HASHES,
      'select applications',
      'delete applications',
      'delete application_index',
      'insert applications',
      'insert application_index',
      'insert clusters',
    ]);
    await expect(names()).resolves.toEqual(after.map(a => a.name).sort());
  });

  it('refuses changes that start from other applications than the stored ones', async () => {
    const { write, names, store } = await setup();
    const other = HUNDRED.slice(0, 50);
    const outdated = change(other, other.slice(1));
    await expect(write(outdated, { region: 'x' })).resolves.toEqual({
      revision: 1,
      changed: [],
      outdated: [refOf('alpha')],
    });
    await expect(names()).resolves.toHaveLength(100);
    expect((await store.list({})).items[0].region).toBe('eu-central-1');
  });

  it('refuses changes to a cluster that is not stored', async () => {
    const { store } = await openStore(databases, id);
    const { state } = aCluster('alpha');
    const changes = change(HUNDRED, HUNDRED.slice(1));
    await expect(
      store.writeClusters([{ state, applications: changes }]),
    ).resolves.toMatchObject({ outdated: [refOf('alpha')] });
  });

  it('writes the others of a batch when one is outdated', async () => {
    const { store } = await setup();
    await expect(
      store.writeClusters([
        {
          state: aCluster('alpha').state,
          applications: change([], HUNDRED.slice(1)),
        },
        aCluster('beta', {}, HUNDRED),
      ]),
    ).resolves.toEqual({
      revision: 2,
      changed: [refOf('beta')],
      entities: [refOf('beta')],
      outdated: [refOf('alpha')],
    });
  });

  it('keeps the revision when only the stored hash is another one', async () => {
    const { write, knex, store, statements } = await setup();
    await knex('clusters').update({ applications_hash: 'of another release' });
    statements();
    await expect(write(allOf(HUNDRED))).resolves.toEqual({
      revision: 1,
      changed: [],
    });
    expect(statements()).toEqual([
      READ_HASHES,
      READ_HASHES,
      'select applications',
      'with touched clusters',
    ]);
    await write(allOf(HUNDRED));
    expect(statements()).toEqual([READ_HASHES]);
    await expect(store.revision()).resolves.toBe(1);
  });
});

describe('applicationHash', () => {
  const web = anApplication('web');

  it.each<[string, Partial<Application>, boolean]>([
    ['nothing', {}, true],
    ['the time of the last comparison', { reconciledAt: 'later' }, true],
    ['whether there was one', { reconciledAt: undefined }, false],
    ['the health', { health: 'Degraded' }, false],
    ['the name', { name: 'api' }, false],
    ['a source', { sources: [aSource('b')] }, false],
  ])('with another %s: same is %s', (_, other, same) => {
    expect(applicationHash({ ...web, ...other }) === applicationHash(web)).toBe(
      same,
    );
  });

  it('of a set depends on its members and not on their order', () => {
    const hashes = HUNDRED.map(applicationHash);
    const hash = applicationSetHash(hashes);
    expect(applicationSetHash([...hashes].reverse())).toBe(hash);
    expect(applicationSetHash(hashes.slice(1))).not.toBe(hash);
    expect(applicationSetHash([...hashes, hashes[0]])).not.toBe(hash);
    expect(applicationSetHash([])).not.toBe(applicationSetHash([0]));
  });
});
