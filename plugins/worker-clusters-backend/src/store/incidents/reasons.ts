import type {
  IsolationRuleId,
  ListIncidentsResponse,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Knex } from 'knex';
import { storable } from '../content';
import { chunks } from '../database';
import type { ClusterFilter, ClusterReason } from '../types';
import {
  groupIncidents,
  incidentId,
  isolationIncidentId,
  type ReasonRow,
  ruleOfIncident,
} from './groupIncidents';

/**
 * Makes the reasons of clusters those that are given. One that stays keeps the time since when it is there, whatever happens
 * to the process meanwhile.
 */
export async function writeReasons(
  trx: Knex.Transaction,
  clusters: Array<{ key: string; reasons: readonly ClusterReason[] }>,
  now: Date,
): Promise<void> {
  for (const some of chunks(clusters)) {
    const stored: Array<Pick<ReasonRow, 'cluster_key' | 'id'>> = await trx(
      'cluster_reasons',
    )
      .whereIn(
        'cluster_key',
        some.map(({ key }) => key),
      )
      .select('cluster_key', 'id');
    const idOf = ({ cluster_key, id }: (typeof stored)[number]) =>
      `${cluster_key} ${id}`;
    const gone = new Map(stored.map(row => [idOf(row), row]));
    const added = new Map<string, ReasonRow>();
    for (const { key, reasons } of some) {
      for (const reason of reasons) {
        const row = toRow(key, reason, now);
        if (!gone.delete(idOf(row))) added.set(idOf(row), row);
      }
    }
    for (const { cluster_key, id } of gone.values()) {
      await trx('cluster_reasons').where({ cluster_key, id }).delete();
    }
    for (const rows of chunks([...added.values()])) {
      await trx('cluster_reasons')
        .insert(rows)
        .onConflict(['cluster_key', 'id'])
        .ignore();
    }
  }
}

function toRow(key: string, reason: ClusterReason, now: Date): ReasonRow {
  const time = now.toISOString();
  const { kind, subject, since } = reason;
  return {
    cluster_key: key,
    id: incidentId(reason),
    kind,
    reason: storable(reason.reason),
    subject: storable(subject),
    first_seen: since && since < time ? since : time,
  };
}

/** Removes all reasons of clusters. */
export async function deleteReasons(
  trx: Knex.Transaction,
  keys: string[],
): Promise<void> {
  for (const some of chunks(keys)) {
    await trx('cluster_reasons').whereIn('cluster_key', some).delete();
  }
}

/** The clusters that have one of these incidents, as a condition on `clusters.key`. */
export function whereIncident(query: Knex.QueryBuilder, ids: string[]) {
  const rules = ids.flatMap(id => ruleOfIncident(id) ?? []);
  query.where(any => {
    any.whereIn('key', reasons =>
      reasons.from('cluster_reasons').select('cluster_key').whereIn('id', ids),
    );
    if (rules.length === 0) return;
    any.orWhereIn('key', findings =>
      findings
        .from('isolation_findings')
        .select('subject')
        .whereNull('resolved_at')
        .whereIn('rule', rules),
    );
  });
}

/** Reads the incidents of the clusters that a filter lets through. */
export async function readIncidents(
  knex: Knex,
  filter: ClusterFilter | undefined,
): Promise<ListIncidentsResponse> {
  const visible = () => {
    const clusters = knex('clusters').whereNotNull('uid');
    if (filter) clusters.where(brackets => filter(brackets));
    return clusters;
  };
  const rows: ReasonRow[] = await knex('cluster_reasons')
    .whereIn('cluster_key', visible().select('key'))
    .select('cluster_key', 'id', 'kind', 'reason', 'subject', 'first_seen');
  const broken: Array<{
    subject: string;
    rule: IsolationRuleId;
    first_seen: string;
  }> = await knex('isolation_findings')
    .whereNull('resolved_at')
    .whereIn('subject', visible().select('key'))
    .groupBy('subject', 'rule')
    .select('subject', 'rule')
    .min({ first_seen: 'first_seen' });
  for (const { subject, rule, first_seen } of broken) {
    const id = isolationIncidentId(rule);
    // A row of a rule that is gone is not served.
    if (!ruleOfIncident(id)) continue;
    rows.push({
      cluster_key: subject,
      id,
      kind: 'isolation',
      reason: rule,
      subject: null,
      first_seen,
    });
  }
  const [{ count }] = await visible().count({ count: '*' });
  return groupIncidents(rows, Number(count));
}
