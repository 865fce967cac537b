import {
  type ClusterRef,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Knex } from 'knex';
import { markInputs } from './clusterInputs';
import { selectClusters, toRef } from './clusterRow';
import {
  asOnlyWriter,
  chunks,
  isPostgres,
  nextRevision,
  readRevision,
} from './database';
import { deleteFindings } from './findings';
import { deleteReasons } from './incidents';
import { ownedKeys } from './replicas';
import { deleteFinishedRequests } from './requests';
import { deleteTransitions } from './transitions';
import type { Lease, WriteResult } from './types';
import { deleteApplications } from './writeApplications';

/** Removes clusters with all that belongs to them. See {@link FleetStore.removeClusters}. */
export async function removeClusters(
  knex: Knex,
  refs: ClusterRef[],
  lease?: Lease,
  whose: 'own' | 'any' = 'own',
): Promise<WriteResult> {
  return asOnlyWriter(knex, async trx => {
    const wanted = refs.map(stringifyClusterRef);
    const own = await ownedKeys(trx, lease, wanted);
    const known = await selectClusters(
      trx,
      whose === 'any' ? wanted : [...own],
      ['key', 'management_cluster', 'namespace', 'name'],
    );
    if (known.length === 0) {
      return { revision: await readRevision(trx), changed: [] };
    }
    const keys = known.map(row => row.key);
    await deleteApplications(trx, keys);
    await deleteTransitions(trx, keys);
    await deleteFindings(trx, keys);
    await deleteReasons(trx, keys);
    await deleteFinishedRequests(trx, keys);
    for (const some of chunks(keys)) {
      await trx('clusters').whereIn('key', some).delete();
    }
    const changed = known.map(toRef);
    if (isPostgres(trx) && whose === 'any') await markInputs(trx, changed);
    return {
      revision: await nextRevision(trx),
      changed,
      entities: changed,
    };
  });
}
