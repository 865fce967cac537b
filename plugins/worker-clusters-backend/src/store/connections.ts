import {
  type ClusterRef,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Knex } from 'knex';
import { toRef } from './clusterRow';
import { asOnlyWriter, chunks, nextRevision, readRevision } from './database';
import { ownedKeys } from './replicas';
import type { Lease, WriteResult } from './types';

/** Marks clusters as waited for. See {@link FleetStore.markWaiting}. */
export async function markWaiting(
  knex: Knex,
  managementClusters: string[],
  since: string,
  lease?: Lease,
): Promise<WriteResult> {
  return asOnlyWriter(knex, async trx => {
    await ownedKeys(trx, lease, []);
    const marked = () =>
      trx('clusters')
        .whereIn('management_cluster', managementClusters)
        .whereNotNull('uid')
        .whereNull('waiting_since');
    if (!(await marked().first('key'))) {
      return { revision: await readRevision(trx), changed: [] };
    }
    const revision = await nextRevision(trx);
    const rows = await marked()
      .update({ waiting_since: since, revision })
      .returning(['management_cluster', 'namespace', 'name']);
    return { revision, changed: rows.map(toRef) };
  });
}

/** Updates when clusters were last heard of. See {@link FleetStore.touchConnections}. */
export async function touchConnections(
  knex: Knex,
  entries: Array<{ ref: ClusterRef; lastSeen: string }>,
  lease?: Lease,
): Promise<void> {
  if (entries.length === 0) return;
  await asOnlyWriter(knex, async trx => {
    const own = await ownedKeys(
      trx,
      lease,
      entries.map(e => stringifyClusterRef(e.ref)),
    );
    const owned = entries.filter(e => own.has(stringifyClusterRef(e.ref)));
    for (const some of chunks(owned)) {
      const values = some.map(() => '(?, ?)').join(', ');
      await trx.raw(
        `with touched (key, last_seen) as (values ${values})
         update clusters set last_seen = touched.last_seen from touched
         where clusters.key = touched.key
           and (clusters.last_seen is null or clusters.last_seen < touched.last_seen)`,
        some.flatMap(e => [
          stringifyClusterRef(e.ref),
          new Date(e.lastSeen).toISOString(),
        ]),
      );
    }
  });
}
