import {
  type FindingChange,
  type FindingCounts,
  type FindingsQuery,
  FINDING_SEVERITIES,
  type IsolationRuleId,
  ISOLATION_RULES,
  type ListFindingsQuery,
  type ListFindingsResponse,
  parseClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Knex } from 'knex';
import { applyFilter, checkPage } from '../clusterQuery';
import { decodeCursor, encodeCursor } from '../cursor';
import {
  changesBegin,
  hideOthers,
  isKnown,
  readTrend,
  toFinding,
} from './findingReport';
import type { FindingRow } from './planFindings';
import type { ClusterFilter } from '../types';
import type { FindingScope } from './types';

const ORDER = { sort: 'severity', order: 'asc' } as const;

/** Open findings by subject and severity. */
export function countOpen(knex: Knex) {
  return knex('isolation_findings')
    .whereNull('resolved_at')
    .groupBy('subject', 'severity_rank')
    .select('subject', 'severity_rank')
    .count({ count: '*' });
}

/** The result of {@link countOpen} by subject. */
export function bySubject(rows: any[]): Map<string, FindingCounts> {
  const counts = new Map<string, FindingCounts>();
  for (const { subject, severity_rank, count } of rows) {
    const of = counts.get(subject) ?? { high: 0, medium: 0, low: 0 };
    of[FINDING_SEVERITIES[severity_rank]] = Number(count);
    counts.set(subject, of);
  }
  return counts;
}

/** Open findings of all worker clusters that a filter lets through, by their keys; a cluster without one is not there. */
export async function countFindingsByCluster(
  knex: Knex,
  filter: ClusterFilter | undefined,
): Promise<Map<string, FindingCounts>> {
  const scope = { filter, management: false };
  return bySubject(await applyScope(knex, countOpen(knex), scope));
}

const chosen = (values: string[] | undefined) =>
  values?.length ? values.filter(v => !v.includes('\0')) : undefined;

/** The scope of which only some clusters are wanted; management clusters have no environment and no owner. */
export function narrowScope(
  scope: FindingScope,
  { environment, owner }: FindingsQuery,
): FindingScope {
  const columns = { environment: chosen(environment), owner: chosen(owner) };
  const wanted = Object.entries(columns).filter(([, values]) => values);
  if (wanted.length === 0) return scope;
  return {
    management: false,
    filter: query => {
      applyFilter(query, scope.filter);
      for (const [column, values] of wanted) query.whereIn(column, values!);
    },
  };
}

/** Limits a query of findings to some rules and severities. */
export function applyKinds<T extends Knex.QueryBuilder>(
  query: T,
  { severity, rule }: Pick<FindingsQuery, 'severity' | 'rule'>,
): T {
  if (severity?.length) {
    query.whereIn(
      'severity_rank',
      severity.map(s => FINDING_SEVERITIES.indexOf(s)),
    );
  }
  if (rule?.length) query.whereIn('rule', rule);
  return query;
}

/** Limits a query of findings to those that changed in a way; without one to those that are open. */
function applyChange<T extends Knex.QueryBuilder>(
  query: T,
  change: FindingChange | undefined,
  now: Date,
): T {
  if (change === 'resolved') {
    return query.where('resolved_at', '>=', changesBegin(now)) as T;
  }
  query.whereNull('resolved_at');
  if (change) {
    const operator = change === 'new' ? '>=' : '<';
    query.where('first_seen', operator, changesBegin(now));
  }
  return query;
}

/** Limits a query to the subjects that a reader may see. */
export function applyScope<T extends Knex.QueryBuilder>(
  knex: Knex,
  query: T,
  { filter, management }: FindingScope,
): T {
  query.where(any => {
    any.whereIn('subject', applyFilter(knex('clusters').select('key'), filter));
    if (management) any.orWhere('subject', 'not like', '%/%');
  });
  return query;
}

/** Open findings of a scope by severity. */
async function countFindings(
  knex: Knex,
  scope: FindingScope,
): Promise<FindingCounts> {
  const rows = await applyScope(
    knex,
    knex('isolation_findings').whereNull('resolved_at'),
    scope,
  )
    .groupBy('severity_rank')
    .select('severity_rank')
    .count({ count: '*' });
  const counts = { high: 0, medium: 0, low: 0 };
  for (const row of rows as any[]) {
    counts[FINDING_SEVERITIES[row.severity_rank]] = Number(row.count);
  }
  return counts;
}

/** One page of the open findings of a scope, worst first, then oldest first. */
export async function listFindings(
  knex: Knex,
  query: ListFindingsQuery,
  scope: FindingScope,
  now: Date,
): Promise<ListFindingsResponse> {
  const { limit } = checkPage(query);
  const narrowed = narrowScope(scope, query);
  const inScope = (table: string) => applyScope(knex, knex(table), narrowed);
  const matching = applyChange(
    applyKinds(inScope('isolation_findings'), query),
    query.change,
    now,
  );
  if (query.cursor) {
    const { values } = decodeCursor(query.cursor, {
      ...ORDER,
      types: ['number', 'number'],
    });
    const [rank, id] = values as number[];
    matching.where(where =>
      where
        .where('severity_rank', '>', rank)
        .orWhere(tie => tie.where('severity_rank', rank).where('id', '>', id)),
    );
  }
  const rows: FindingRow[] = await matching
    .orderBy(['severity_rank', 'id'])
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    items: await hideOthers(
      knex,
      page.filter(isKnown).map(row => ({
        ...toFinding(row),
        ...subjectOf(row.subject),
      })),
      scope.filter,
    ),
    ...(rows.length > limit &&
      last && {
        nextCursor: encodeCursor({
          ...ORDER,
          values: [last.severity_rank, last.id],
        }),
      }),
    counts: await countFindings(knex, narrowed),
    notChecked: await countNotChecked(inScope('isolation_checks')),
    trend: await readTrend(knex, () => inScope('isolation_findings'), now),
  };
}

function subjectOf(subject: string) {
  if (!subject.includes('/')) return { managementCluster: subject };
  const cluster = parseClusterRef(subject);
  return { managementCluster: cluster.managementCluster, cluster };
}

async function countNotChecked(
  checks: Knex.QueryBuilder,
): Promise<Partial<Record<IsolationRuleId, number>>> {
  const rows = await checks
    .where({ state: 'notChecked' })
    .groupBy('rule')
    .orderBy('rule')
    .select('rule')
    .count({ count: '*' });
  return Object.fromEntries(
    rows
      .filter((row: any) => Object.hasOwn(ISOLATION_RULES, row.rule))
      .map((row: any) => [row.rule, Number(row.count)]),
  );
}
