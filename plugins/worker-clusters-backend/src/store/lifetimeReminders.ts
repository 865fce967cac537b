import { stringifyClusterRef } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Knex } from 'knex';
import type { LifetimeReminder } from './types';

/** Remembers that a reminder is published. Returns false if it was before, by this replica or another one. */
export async function takeReminder(
  knex: Knex,
  { cluster, expiresAt, daysLeft }: LifetimeReminder,
  now: Date,
): Promise<boolean> {
  const taken = await knex('lifetime_reminders')
    .insert({
      cluster_key: stringifyClusterRef(cluster),
      expires_at: expiresAt,
      days_left: daysLeft,
      sent_at: now.toISOString(),
    })
    .onConflict()
    .ignore()
    .returning('days_left');
  return taken.length > 0;
}

/** Forgets the reminders of clusters that are gone, published before a time. Those of others would be published again. */
export async function forgetReminders(
  knex: Knex,
  notBefore: string,
): Promise<void> {
  await knex('lifetime_reminders')
    .where('sent_at', '<', notBefore)
    .whereNotIn('cluster_key', knex('clusters').select('key'))
    .delete();
}
