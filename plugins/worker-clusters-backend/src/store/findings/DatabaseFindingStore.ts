import {
  type FindingCounts,
  type FindingsQuery,
  type FleetIsolationReport,
  type IsolationReport,
  type ListFindingsQuery,
  type ListFindingsResponse,
  parseClusterRef,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Knex } from 'knex';
import { asOnlyWriter, chunks, nextRevision, readRevision } from '../database';
import { ownedKeys } from '../replicas';
import type { ClusterFilter, Lease } from '../types';
import { readReport } from './findingReport';
import { readFleetReport } from './fleetReport';
import { bySubject, countOpen, listFindings } from './findingQuery';
import {
  changesAnything,
  type FindingPlan,
  planFindings,
} from './planFindings';
import type {
  FindingsWritten,
  FindingScope,
  FindingStore,
  IsolationSubject,
  IsolationWrite,
} from './types';

/** Key of a subject: of a worker cluster its three parts, of a management cluster its name, which has no slash. */
const subjectKey = (subject: IsolationSubject): string =>
  typeof subject === 'string' ? subject : stringifyClusterRef(subject);

const isCluster = (subject: string) => subject.includes('/');

/** Removes all that is stored of worker clusters. */
export async function deleteFindings(
  trx: Knex.Transaction,
  clusterKeys: string[],
): Promise<void> {
  for (const keys of chunks(clusterKeys)) {
    await trx('isolation_findings').whereIn('subject', keys).delete();
    await trx('isolation_checks').whereIn('subject', keys).delete();
  }
}

/** The findings in the backend's database. */
export class DatabaseFindingStore implements FindingStore {
  constructor(private readonly knex: Knex) {}

  async write(
    writes: IsolationWrite[],
    now: Date,
    lease?: Lease,
  ): Promise<FindingsWritten> {
    const { known, plans: candidates } = await this.#plan(
      this.knex,
      writes,
      now,
    );
    const left = writes
      .map(w => w.subject)
      .filter(subject => !known.has(subjectKey(subject)));
    if (candidates.length === 0) {
      const revision = await readRevision(this.knex);
      return { revision, raised: false, changed: [], left };
    }
    return asOnlyWriter(this.knex, async trx => {
      // Again: another replica may have written before the lock was ours.
      const own = await ownedKeys(
        trx,
        lease,
        writes.map(w => subjectKey(w.subject)),
      );
      const { plans } = await this.#plan(
        trx,
        writes.filter(w => own.has(subjectKey(w.subject))),
        now,
      );
      const changed = plans.filter(changesAnything).map(p => p.subject);
      const revision = changed.length
        ? await nextRevision(trx)
        : await readRevision(trx);
      await applyPlans(trx, plans, now);
      const keys = changed.filter(isCluster);
      for (const some of chunks(keys)) {
        await trx('clusters').whereIn('key', some).update({ revision });
      }
      return {
        revision,
        raised: changed.length > 0,
        changed: keys.map(parseClusterRef),
        left,
      };
    });
  }

  async report(
    subject: IsolationSubject,
    now: Date,
    filter?: ClusterFilter,
  ): Promise<IsolationReport> {
    return readReport(this.knex, subjectKey(subject), now, filter);
  }

  async fleetReport(
    query: FindingsQuery,
    scope: FindingScope,
    now: Date,
  ): Promise<FleetIsolationReport> {
    return readFleetReport(this.knex, query, scope, now);
  }

  async list(
    query: ListFindingsQuery,
    scope: FindingScope,
    now: Date,
  ): Promise<ListFindingsResponse> {
    return listFindings(this.knex, query, scope, now);
  }

  async countByCluster(keys: string[]): Promise<Map<string, FindingCounts>> {
    const rows = await Promise.all(
      chunks(keys).map(some => countOpen(this.knex).whereIn('subject', some)),
    );
    return bySubject(rows.flat());
  }

  async keepManagementClusters(names: string[]): Promise<void> {
    await asOnlyWriter(this.knex, async trx => {
      for (const table of ['isolation_findings', 'isolation_checks']) {
        await trx(table)
          .whereNotIn('subject', names)
          .where('subject', 'not like', '%/%')
          .delete();
      }
    });
  }

  async forget(before: string): Promise<number> {
    return this.knex('isolation_findings')
      .where('resolved_at', '<', before)
      .delete();
  }

  /** What differs from what is stored, and which of the subjects are stored at all. */
  async #plan(
    knex: Knex,
    writes: IsolationWrite[],
    now: Date,
  ): Promise<{ known: Set<string>; plans: FindingPlan[] }> {
    const byKey = new Map(writes.map(w => [subjectKey(w.subject), w]));
    const keys = [...byKey.keys()];
    const known = new Set(keys.filter(key => !isCluster(key)));
    const open = new Map<string, any[]>();
    const checks = new Map<string, any[]>();
    const group = (map: Map<string, any[]>, rows: any[]) => {
      for (const row of rows) {
        const list = map.get(row.subject);
        if (list) list.push(row);
        else map.set(row.subject, [row]);
      }
    };
    for (const some of chunks(keys)) {
      const clusters = await knex('clusters')
        .whereIn('key', some)
        .whereNotNull('uid')
        .select('key');
      for (const { key } of clusters) known.add(key);
      group(
        open,
        await knex('isolation_findings')
          .whereIn('subject', some)
          .whereNull('resolved_at'),
      );
      group(checks, await knex('isolation_checks').whereIn('subject', some));
    }
    const plans = keys
      .filter(key => known.has(key))
      .map(key =>
        planFindings(
          key,
          byKey.get(key)!,
          { open: open.get(key) ?? [], checks: checks.get(key) ?? [] },
          now,
        ),
      )
      .filter(plan => changesAnything(plan) || plan.touched.length > 0);
    return { known, plans };
  }
}

async function applyPlans(
  trx: Knex.Transaction,
  plans: FindingPlan[],
  now: Date,
) {
  const time = now.toISOString();
  const checks = plans.flatMap(({ subject, checks: rows }) =>
    rows.map(row => ({ subject, ...row })),
  );
  for (const some of chunks(checks)) {
    await trx('isolation_checks')
      .insert(some)
      .onConflict(['subject', 'rule'])
      .merge();
  }
  for (const some of chunks(plans.flatMap(p => p.opened))) {
    await trx('isolation_findings').insert(some);
  }
  for (const { id, ...row } of plans.flatMap(p => p.changed)) {
    await trx('isolation_findings')
      .where({ id })
      .update({ ...row, last_seen: time });
  }
  for (const some of chunks(plans.flatMap(p => p.resolved))) {
    await trx('isolation_findings')
      .whereIn('id', some)
      .update({ resolved_at: time, last_seen: time });
  }
  for (const some of chunks(plans.flatMap(p => p.touched))) {
    await trx('isolation_findings')
      .whereIn('id', some)
      .update({ last_seen: time });
  }
}
