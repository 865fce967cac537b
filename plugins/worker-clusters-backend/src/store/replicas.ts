import type { Knex } from 'knex';
import { ownerOf } from '../replicas/rendezvous';
import { asOnlyWriter } from './database';
import type { Lease, LiveReplicas, ReplicaStore } from './types';

/** Without a heartbeat for this long a replica is dead. */
const DEAD_AFTER_MS = 15_000;

/**
 * The registered replicas (PostgreSQL). All times are the database's: the clocks of the replicas decide nothing.
 * Whoever changes the membership holds the writers' lock, so that a write transaction sees one membership from its check
 * to its commit.
 */
export class DatabaseReplicaStore implements ReplicaStore {
  constructor(
    private readonly knex: Knex,
    private readonly options: { deadAfterMs?: number } = {},
  ) {}

  async register(id: string): Promise<LiveReplicas & { lease: Lease }> {
    return asOnlyWriter(this.knex, async trx => {
      await this.#deleteDead(trx);
      await trx('replicas').where({ id }).delete();
      const now = trx.raw('clock_timestamp()');
      const [{ generation }] = await trx('replicas')
        .insert({ id, started_at: now, heartbeat_at: now })
        .returning('generation');
      return {
        lease: { replica: id, generation: Number(generation) },
        replicas: await readReplicas(trx),
      };
    });
  }

  async heartbeat({
    replica: id,
    generation,
  }: Lease): Promise<LiveReplicas | undefined> {
    const alive = await this.knex('replicas')
      .where({ id, generation })
      .update({ heartbeat_at: this.knex.raw('clock_timestamp()') });
    if (alive === 0) return undefined;
    if (await this.#dead(this.knex).first('id')) {
      await asOnlyWriter(this.knex, trx => this.#deleteDead(trx));
    }
    return { replicas: await readReplicas(this.knex) };
  }

  async deregister({ replica: id, generation }: Lease): Promise<void> {
    await asOnlyWriter(this.knex, trx =>
      trx('replicas').where({ id, generation }).delete(),
    );
  }

  #dead(knex: Knex) {
    const { deadAfterMs = DEAD_AFTER_MS } = this.options;
    return knex('replicas').whereRaw(
      `heartbeat_at < clock_timestamp() - ? * interval '1 millisecond'`,
      [deadAfterMs],
    );
  }

  async #deleteDead(trx: Knex.Transaction) {
    await this.#dead(trx).delete();
  }
}

async function readReplicas(knex: Knex): Promise<string[]> {
  const rows = await knex('replicas').orderBy('id').select('id');
  return rows.map(row => row.id);
}

/**
 * Checks a lease inside {@link asOnlyWriter}, and returns the keys that belong to its replica at this moment. Without a
 * lease there is one replica only, to which all belong.
 *
 * @throws Error if the replica was declared dead, or has registered again since the lease was given.
 */
export async function ownedKeys(
  trx: Knex.Transaction,
  lease: Lease | undefined,
  keys: readonly string[],
): Promise<Set<string>> {
  if (!lease) return new Set(keys);
  const rows: Array<{ id: string; generation: unknown }> = await trx(
    'replicas',
  ).select('id', 'generation');
  const registered = rows.some(
    ({ id, generation }) =>
      id === lease.replica && Number(generation) === lease.generation,
  );
  if (!registered) {
    throw new Error(
      `Replica ${lease.replica}: the other replicas have declared it dead, and share its clusters; nothing was written`,
    );
  }
  const replicas = rows.map(({ id }) => id);
  return new Set(keys.filter(key => ownerOf(key, replicas) === lease.replica));
}
