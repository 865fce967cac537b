import {
  type FindingCounts,
  FINDING_SEVERITIES,
  type FleetIsolationReport,
  ISOLATION_RULES,
  type IsolationFinding,
  type IsolationReport,
  isolationRulesOf,
  type IsolationRuleState,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Knex } from 'knex';
import { applyFilter } from '../clusterQuery';
import { readCode } from '../content';
import { chunks } from '../database';
import type { ClusterFilter } from '../types';
import { type FindingRow, NOT_READ } from './planFindings';
import type { StoredCheck } from './types';

const MAX_RESOLVED = 50;
const DAY_MS = 24 * 60 * 60_000;
const TREND_DAYS = 30;

/** A row as it is served. */
export function toFinding(row: FindingRow): IsolationFinding {
  const { remedy } = ISOLATION_RULES[row.rule];
  const evidenceCode = readCode(row.evidence_code);
  return {
    rule: row.rule,
    severity: FINDING_SEVERITIES[row.severity_rank],
    object: {
      kind: row.object_kind,
      ...(row.object_namespace && { namespace: row.object_namespace }),
      name: row.object_name,
    },
    evidence: row.evidence,
    ...(evidenceCode && { evidenceCode }),
    remedy,
    firstSeen: row.first_seen,
    lastSeen: row.last_seen,
    ...(row.resolved_at && { resolvedAt: row.resolved_at }),
  };
}

/** A stored check as it is served. */
export function toRuleState({
  rule,
  state,
  count,
  reason,
  reason_code,
}: StoredCheck): IsolationRuleState {
  const reasonCode = readCode(reason_code);
  return {
    rule,
    title: ISOLATION_RULES[rule].title,
    state,
    ...(count && { count }),
    ...(reason && { reason }),
    ...(reasonCode && { reasonCode }),
  };
}

/** Rules that this release knows: a row of a rule that is gone is not served. */
export const isKnown = ({ rule }: Pick<FindingRow, 'rule'>) =>
  Object.hasOwn(ISOLATION_RULES, rule);

/**
 * Takes the names of worker clusters that a reader may not see out of findings about something that two clusters share.
 */
export async function hideOthers<F extends Pick<IsolationFinding, 'object'>>(
  knex: Knex,
  findings: F[],
  filter: ClusterFilter | undefined,
): Promise<F[]> {
  const isOther = ({ object: { kind, name } }: F) =>
    kind === 'WorkerCluster' && name.includes('/');
  const names = [...new Set(findings.filter(isOther).map(f => f.object.name))];
  if (!filter || names.length === 0) return findings;
  const visible = new Set<string>();
  for (const some of chunks(names)) {
    const rows = await applyFilter(
      knex('clusters').whereIn('key', some),
      filter,
    ).select('key');
    for (const { key } of rows) visible.add(key);
  }
  return findings.map(finding =>
    isOther(finding) && !visible.has(finding.object.name)
      ? {
          ...finding,
          object: { kind: 'WorkerCluster', name: '(one that you may not see)' },
        }
      : finding,
  );
}

/** How the rules stand for one subject, with its findings. */
export async function readReport(
  knex: Knex,
  subject: string,
  now: Date,
  filter?: ClusterFilter,
): Promise<IsolationReport> {
  const ofSubject = () => knex('isolation_findings').where({ subject });
  const checks = new Map<string, StoredCheck>(
    (await knex('isolation_checks').where({ subject })).map((c: any) => [
      c.rule,
      c,
    ]),
  );
  const open = await ofSubject()
    .whereNull('resolved_at')
    .orderBy([
      { column: 'severity_rank' },
      { column: 'first_seen' },
      { column: 'id' },
    ]);
  const resolved = await ofSubject()
    .whereNotNull('resolved_at')
    .orderBy([
      { column: 'resolved_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .limit(MAX_RESOLVED);
  const scope = subject.includes('/') ? 'worker' : 'management';
  return {
    rules: isolationRulesOf(scope).map(rule => {
      const check = checks.get(rule);
      return check
        ? toRuleState(check)
        : {
            rule,
            title: ISOLATION_RULES[rule].title,
            state: 'notChecked',
            reason: NOT_READ.message,
            reasonCode: NOT_READ.messageCode,
          };
    }),
    findings: await hideOthers(
      knex,
      open.filter(isKnown).map(toFinding),
      filter,
    ),
    resolved: await hideOthers(
      knex,
      resolved.filter(isKnown).map(toFinding),
      filter,
    ),
    trend: await readTrend(knex, ofSubject, now),
  };
}

/** Where the time begins of which changes are told: RFC 3339, UTC. */
export const changesBegin = (now: Date): string =>
  new Date(now.getTime() - TREND_DAYS * DAY_MS).toISOString();

/** Open findings at the end of each of the last days. */
export async function readTrend(
  knex: Knex,
  select: () => Knex.QueryBuilder,
  now: Date,
): Promise<IsolationReport['trend']> {
  const days = await readDays(knex, select, now);
  return days.map(({ day, open }) => ({ day, open }));
}

/**
 * Open findings at the end of each of the last days, today as it is now: counted back from those that are open now by
 * what was opened and resolved each day (UTC).
 */
export async function readDays(
  knex: Knex,
  select: () => Knex.QueryBuilder,
  now: Date,
): Promise<FleetIsolationReport['trend']> {
  const begin = changesBegin(now);
  const perDay = async (column: 'first_seen' | 'resolved_at') =>
    new Map<string, number>(
      (
        await select()
          .where(column, '>=', begin)
          .groupByRaw('substr(??, 1, 10), severity_rank', [column])
          .select('severity_rank')
          .select(knex.raw('substr(??, 1, 10) as day', [column]))
          .count({ count: '*' })
      ).map((row: any) => [
        `${row.day} ${row.severity_rank}`,
        Number(row.count),
      ]),
    );
  const opened = await perDay('first_seen');
  const resolved = await perDay('resolved_at');
  const current = await select()
    .whereNull('resolved_at')
    .groupBy('severity_rank')
    .select('severity_rank')
    .count({ count: '*' });
  const open = FINDING_SEVERITIES.map((_, rank) =>
    Number(current.find((r: any) => r.severity_rank === rank)?.count ?? 0),
  );
  const ranks = [...open.keys()];
  const sumOf = (counts: Map<string, number>, day: string) =>
    ranks.reduce((sum, rank) => sum + (counts.get(`${day} ${rank}`) ?? 0), 0);
  const trend: FleetIsolationReport['trend'] = [];
  for (let back = 0; back < TREND_DAYS; back++) {
    const day = new Date(now.getTime() - back * DAY_MS)
      .toISOString()
      .slice(0, 10);
    trend.unshift({
      day,
      open: Object.fromEntries(
        FINDING_SEVERITIES.map((severity, rank) => [severity, open[rank]]),
      ) as FindingCounts,
      opened: sumOf(opened, day),
      resolved: sumOf(resolved, day),
    });
    for (const rank of ranks) {
      open[rank] +=
        (resolved.get(`${day} ${rank}`) ?? 0) -
        (opened.get(`${day} ${rank}`) ?? 0);
    }
  }
  return trend;
}
