import type {
  ListTransitionsQuery,
  ListTransitionsResponse,
  PhaseState,
  PhaseTransition,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Knex } from 'knex';
import { readCode, storable, storedCode } from './content';
import { decodeCursor, encodeCursor } from './cursor';
import { chunks } from './database';

/** Transitions that are kept of one cluster: one that changes its phase all the time costs no more. */
export const KEPT_TRANSITIONS = 500;
/** Transitions of a page, and of a cluster with its details. */
const PAGE = 50;

const ORDER = { sort: 'id', order: 'desc' } as const;

/** A change of phase. `before` is absent for a cluster that is new. */
export interface PhaseChange {
  clusterKey: string;
  before?: PhaseState;
  after: PhaseState;
}

/** Ends the phase that each cluster was in and begins the new one; the oldest ones are forgotten. */
export async function recordPhaseChanges(
  trx: Knex.Transaction,
  changes: PhaseChange[],
): Promise<void> {
  for (const { clusterKey, before, after } of changes) {
    if (before) {
      await trx('phase_transitions')
        .where({ cluster_key: clusterKey, until: null })
        .update({
          // What the phase said last tells more than what it said first.
          reason: storable(before.reason),
          message: storable(before.message),
          message_code: storedCode(before.messageCode),
          until: after.since,
        });
      const oldest = await trx('phase_transitions')
        .where({ cluster_key: clusterKey })
        .orderBy('id', 'desc')
        .offset(KEPT_TRANSITIONS - 1)
        .first('id');
      if (oldest) {
        await trx('phase_transitions')
          .where({ cluster_key: clusterKey })
          .where('id', '<=', oldest.id)
          .delete();
      }
    }
  }
  for (const some of chunks(changes)) {
    await trx('phase_transitions').insert(
      some.map(({ clusterKey, after }) => ({
        cluster_key: clusterKey,
        phase: after.phase,
        reason: storable(after.reason),
        message: storable(after.message),
        since: after.since,
      })),
    );
  }
}

export async function deleteTransitions(
  trx: Knex.Transaction,
  clusterKeys: string[],
): Promise<void> {
  for (const keys of chunks(clusterKeys)) {
    await trx('phase_transitions').whereIn('cluster_key', keys).delete();
  }
}

/** A phase that is over. */
function toTransition(row: any): PhaseTransition {
  const { phase, reason, message, since, until } = row;
  const messageCode = readCode(row.message_code);
  return {
    phase,
    reason,
    message,
    ...(messageCode && { messageCode }),
    since,
    until,
  };
}

/** The newest transitions of a cluster, oldest first; the last entry is the phase that it is in now, in its latest words. */
export async function readTransitions(
  knex: Knex,
  clusterKey: string,
  current: PhaseState,
): Promise<PhaseTransition[]> {
  const { items } = await readTransitionPage(knex, clusterKey, current, {});
  return items.reverse();
}

/**
 * One page of the history of a cluster, newest first.
 *
 * @param current - the phase that the cluster is in now
 * @throws InputError for a cursor of something else
 */
export async function readTransitionPage(
  knex: Knex,
  clusterKey: string,
  current: PhaseState,
  { cursor, limit = PAGE }: ListTransitionsQuery,
): Promise<Pick<ListTransitionsResponse, 'items' | 'nextCursor'>> {
  const select = knex('phase_transitions')
    .where({ cluster_key: clusterKey })
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (cursor !== undefined) {
    const [before] = decodeCursor(cursor, {
      ...ORDER,
      types: ['number'],
    }).values;
    select.where('id', '<', before);
  }
  const rows = await select;
  const items = rows.slice(0, limit);
  return {
    items: items.map(row => (row.until ? toTransition(row) : current)),
    ...(rows.length > limit && {
      nextCursor: encodeCursor({ ...ORDER, values: [items.at(-1).id] }),
    }),
  };
}
