import {
  parseClusterRef,
  type PhaseState,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Knex } from 'knex';
import {
  type ClusterRow,
  selectClusters,
  type StateRow,
  toRow,
} from './clusterRow';
import {
  asOnlyWriter,
  chunks,
  nextRevision,
  readRevision,
  upsertRows,
} from './database';
import { deleteFindings } from './findings';
import { deleteReasons, writeReasons } from './incidents';
import { ownedKeys } from './replicas';
import { type PhaseChange, recordPhaseChanges } from './transitions';
import type {
  ApplicationChanges,
  ClusterReason,
  DerivedCluster,
  Lease,
  WriteResult,
} from './types';
import { deleteApplications, writeApplications } from './writeApplications';

/** What a write compares with. */
type StoredHashes = Pick<
  ClusterRow,
  | 'key'
  | 'uid'
  | 'phase'
  | 'content_hash'
  | 'entity_hash'
  | 'reasons_hash'
  | 'waiting_since'
  | 'applications_hash'
>;

interface Write {
  row: StateRow;
  phase: PhaseState;
  reasons: readonly ClusterReason[];
  applications?: ApplicationChanges;
  stored?: StoredHashes;
}

/** What has to be done with one cluster. */
interface Plan extends Write {
  /** Another claim by the same name: nothing that belongs to the old one may stay. */
  recreated: boolean;
  contentChanged: boolean;
  /** Of the stored applications that stay, as far as the write does not change them. */
  applicationsHash: string | null;
  applicationsChanged: boolean;
  /** The applications that the changes start from are not the stored ones. */
  outdated: boolean;
}

async function readHashes(
  knex: Knex,
  keys: string[],
): Promise<Map<string, StoredHashes>> {
  const rows = await selectClusters(knex, keys, [
    'key',
    'uid',
    'phase',
    'content_hash',
    'entity_hash',
    'reasons_hash',
    'waiting_since',
    'applications_hash',
  ]);
  return new Map(rows.map(row => [row.key, row]));
}

/** Pure: what a write has to do, given what is stored. */
function plan(write: Write): Plan {
  const { row, applications, stored } = write;
  const recreated = stored !== undefined && stored.uid !== row.uid;
  const applicationsHash = recreated ? null : stored?.applications_hash ?? null;
  const differs =
    applications !== undefined && applications.hash !== applicationsHash;
  return {
    ...write,
    recreated,
    contentChanged:
      stored?.content_hash !== row.content_hash ||
      stored.waiting_since !== null,
    applicationsHash,
    applicationsChanged:
      differs || (recreated && stored.applications_hash !== null),
    outdated:
      differs &&
      applications.base !== undefined &&
      applications.base !== applicationsHash,
  };
}

async function makePlans(knex: Knex, writes: Write[]): Promise<Plan[]> {
  const stored = await readHashes(
    knex,
    writes.map(w => w.row.key),
  );
  return writes
    .map(w => plan({ ...w, stored: stored.get(w.row.key) }))
    .filter(p => p.contentChanged || p.applicationsChanged);
}

async function writePhases(trx: Knex.Transaction, plans: Plan[]) {
  const moved = plans.filter(
    p => p.recreated || p.stored?.phase !== p.row.phase,
  );
  const rows = await selectClusters(
    trx,
    moved.map(p => p.row.key),
    ['key', 'summary'],
  );
  const before = new Map<string, PhaseState>(
    rows.map(row => [row.key, JSON.parse(row.summary).phase]),
  );
  await recordPhaseChanges(
    trx,
    moved.map(
      (p): PhaseChange => ({
        clusterKey: p.row.key,
        before: before.get(p.row.key),
        after: p.phase,
      }),
    ),
  );
}

/** Of another claim by the same name all reasons have been deleted. */
function haveOtherReasons({ row, stored, recreated }: Plan): boolean {
  // A replica of a release before reasons leaves them where it removes a cluster.
  if (!stored) return true;
  const before = recreated ? null : stored?.reasons_hash ?? null;
  return row.reasons_hash !== before;
}

async function writeRows(
  trx: Knex.Transaction,
  plans: Plan[],
  revision: number,
) {
  const rows = plans.map(({ row, applications, applicationsHash }) => ({
    ...row,
    applications_hash: applications?.hash ?? applicationsHash,
    revision,
  }));
  for (const some of chunks(rows)) {
    await upsertRows(trx, 'clusters', {
      key: ['key'],
      rows: some,
      set: { last_seen: 'coalesce(excluded.last_seen, clusters.last_seen)' },
    });
  }
}

/** The rows were the same after all, for example because another release hashes them in another way. */
async function writeHashes(trx: Knex.Transaction, plans: Plan[]) {
  for (const some of chunks(plans)) {
    await trx.raw(
      `with touched (key, hash) as (values ${some
        .map(() => '(?, ?)')
        .join(', ')})
       update clusters set applications_hash = touched.hash from touched where clusters.key = touched.key`,
      some.flatMap(p => [p.row.key, p.applications!.hash]),
    );
  }
}

/**
 * Writes clusters and their applications in one transaction, and only what differs from what is stored. A run in
 * which nothing differs reads hashes and takes no lock.
 */
export async function writeClusters(
  knex: Knex,
  clusters: DerivedCluster[],
  lease?: Lease,
): Promise<WriteResult> {
  const byKey = new Map(
    clusters.map(({ state, applications }): [string, Write] => [
      stringifyClusterRef(state.ref),
      {
        row: toRow(state),
        phase: state.phase,
        reasons: state.reasons ?? [],
        applications,
      },
    ]),
  );
  const candidates = await makePlans(knex, [...byKey.values()]);
  if (candidates.every(p => p.outdated)) {
    return toResult(await readRevision(knex), [], candidates);
  }

  return asOnlyWriter(knex, async trx => {
    const own = await ownedKeys(
      trx,
      lease,
      candidates.map(c => c.row.key),
    );
    // Again: another replica may have written before the lock was ours.
    const plans = await makePlans(
      trx,
      candidates.filter(c => own.has(c.row.key)),
    );
    const valid = plans.filter(p => !p.outdated);
    const outdated = plans.filter(p => p.outdated);
    const recreated = valid.filter(p => p.recreated).map(p => p.row.key);
    await deleteApplications(trx, recreated);
    await deleteFindings(trx, recreated);
    await deleteReasons(trx, recreated);
    const moved = await writeApplications(
      trx,
      valid.flatMap(({ row, applications, applicationsHash }) =>
        applications && applications.hash !== applicationsHash
          ? [{ clusterKey: row.key, changes: applications }]
          : [],
      ),
    );
    const isChanged = (p: Plan) =>
      p.contentChanged || p.recreated || moved.has(p.row.key);
    const changed = valid.filter(isChanged);
    await writeHashes(
      trx,
      valid.filter(p => !isChanged(p)),
    );
    if (changed.length === 0) {
      return toResult(await readRevision(trx), [], outdated);
    }
    const revision = await nextRevision(trx);
    await writePhases(trx, changed);
    await writeRows(trx, changed, revision);
    await writeReasons(
      trx,
      changed
        .filter(haveOtherReasons)
        .map(({ row, reasons }) => ({ key: row.key, reasons })),
      new Date(),
    );
    return toResult(revision, changed, outdated);
  });
}

function toResult(
  revision: number,
  changed: Plan[],
  outdated: Plan[],
): WriteResult {
  const toRefs = (plans: Plan[]) => plans.map(p => parseClusterRef(p.row.key));
  const entities = changed.filter(
    p => p.stored?.entity_hash !== p.row.entity_hash,
  );
  return {
    revision,
    changed: toRefs(changed),
    ...(entities.length && { entities: toRefs(entities) }),
    ...(outdated.length && { outdated: toRefs(outdated) }),
  };
}
