import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { ownerOf } from '../replicas/rendezvous';
import { eventually } from '../__testUtils__/eventually';
import { openStore } from './__testUtils__/fleet';
import { asOnlyWriter } from './database';
import { DatabaseReplicaStore, ownedKeys } from './replicas';
import type { Lease } from './types';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_15'] });
const KEYS = Array.from({ length: 50 }, (_, i) => `main/team-a/cluster-${i}`);

const owned = (knex: Knex, lease: Lease | undefined) =>
  asOnlyWriter(knex, trx => ownedKeys(trx, lease, KEYS));

/** The replica has sent no heartbeat for a minute. */
const expire = (knex: Knex, id: string) =>
  knex('replicas')
    .where({ id })
    .update({
      heartbeat_at: knex.raw(`clock_timestamp() - interval '1 minute'`),
    });

describe.each(databases.eachSupportedId())('replicas on %s', id => {
  const open = async () => {
    const { knex } = await openStore(databases, id);
    return { knex, replicas: new DatabaseReplicaStore(knex) };
  };

  it('know each other once they are registered', async () => {
    const { replicas } = await open();
    const a = await replicas.register('a');
    const b = await replicas.register('b');
    expect(a.replicas).toEqual(['a']);
    expect(b.replicas).toEqual(['a', 'b']);
    await expect(replicas.heartbeat(a.lease)).resolves.toEqual({
      replicas: ['a', 'b'],
    });
  });

  it('own each key once', async () => {
    const { knex, replicas } = await open();
    const a = await replicas.register('a');
    const b = await replicas.register('b');
    const ofA = await owned(knex, a.lease);
    const ofB = await owned(knex, b.lease);
    expect([...ofA, ...ofB].sort()).toEqual([...KEYS].sort());
    expect([...ofA]).toEqual(KEYS.filter(k => ownerOf(k, ['a', 'b']) === 'a'));
  });

  it('own everything without a lease', async () => {
    const { knex } = await open();
    expect([...(await owned(knex, undefined))]).toEqual(KEYS);
  });

  it('remove one without heartbeats, which then cannot write and learns it', async () => {
    const { knex, replicas } = await open();
    const a = await replicas.register('a');
    const b = await replicas.register('b');
    await expire(knex, 'a');
    await expect(replicas.heartbeat(b.lease)).resolves.toEqual({
      replicas: ['b'],
    });
    await expect(owned(knex, a.lease)).rejects.toThrow(
      'Replica a: the other replicas have declared it dead',
    );
    await expect(replicas.heartbeat(a.lease)).resolves.toBeUndefined();
    expect((await owned(knex, b.lease)).size).toBe(KEYS.length);
  });

  it('refuse the lease of an earlier registration, and never give a generation twice', async () => {
    const { knex, replicas } = await open();
    const first = await replicas.register('a');
    await replicas.deregister(first.lease);
    const second = await replicas.register('a');
    expect(second.lease.generation).toBeGreaterThan(first.lease.generation);
    await expect(owned(knex, first.lease)).rejects.toThrow('declared it dead');
    await expect(owned(knex, second.lease)).resolves.toBeDefined();
    // What is late deregisters nothing.
    await replicas.deregister(first.lease);
    await expect(replicas.heartbeat(second.lease)).resolves.toBeDefined();
  });

  it('keep one that is late but not replaced', async () => {
    const { knex, replicas } = await open();
    const a = await replicas.register('a');
    await expire(knex, 'a');
    await expect(owned(knex, a.lease)).resolves.toBeDefined();
    await expect(replicas.heartbeat(a.lease)).resolves.toEqual({
      replicas: ['a'],
    });
  });

  it('hand over at once when one leaves in order', async () => {
    const { knex, replicas } = await open();
    const a = await replicas.register('a');
    const b = await replicas.register('b');
    await replicas.deregister(a.lease);
    expect((await owned(knex, b.lease)).size).toBe(KEYS.length);
  });

  it('wait with a change of the membership until a writer has committed', async () => {
    const { knex, replicas } = await open();
    const a = await replicas.register('a');
    const order: string[] = [];
    let joining: Promise<unknown> | undefined;
    await asOnlyWriter(knex, async trx => {
      await ownedKeys(trx, a.lease, KEYS);
      joining = replicas.register('b').then(() => order.push('joined'));
      await new Promise(resolve => setTimeout(resolve, 200));
      order.push('written');
    });
    await joining;
    expect(order).toEqual(['written', 'joined']);
  });

  it('are not kept waiting by a writer that falls silent inside its transaction', async () => {
    const { knex, replicas } = await open();
    const silence = new Promise<void>(resolve => {
      setTimeout(resolve, 14_000);
    });
    const silent = asOnlyWriter(knex, () => silence).catch(
      (error: Error) => error,
    );
    await eventually(async () => {
      const { rows } = await knex.raw(
        `select 1 from pg_stat_activity where state = 'idle in transaction' and datname = current_database()`,
      );
      expect(rows).toHaveLength(1);
    });
    await expect(replicas.register('b')).resolves.toBeDefined();
    // What it had in mind to write is gone.
    expect(await silent).toBeInstanceOf(Error);
  });
});
