import { InputError } from '@backstage/errors';
import {
  CLUSTER_SORT_FIELDS,
  type ClusterSortField,
  FINDING_SEVERITIES,
  type FindingSeverity,
  type ListClustersQuery,
  type VerdictLevel,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Knex } from 'knex';
import type { ClusterRow } from './clusterRow';
import { type Cursor, decodeCursor, encodeCursor } from './cursor';
import { whereIncident } from './incidents';
import type { ClusterFilter } from './types';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 500;
/** Clusters in one answer with the whole fleet. */
export const DEFAULT_FLEET_LIMIT = 1000;
export const MAX_FLEET_LIMIT = 5000;
const MAX_SEARCH_LENGTH = 200;

/** The column that each sort field sorts by. */
export const SORT_COLUMNS = {
  name: { column: 'name', type: 'string' },
  environment: { column: 'environment', type: 'string' },
  region: { column: 'region', type: 'string' },
  owner: { column: 'owner', type: 'string' },
  phase: { column: 'phase_rank', type: 'number' },
  kubernetesVersion: { column: 'kubernetes_version_sort', type: 'string' },
  argocdVersion: { column: 'argocd_version_sort', type: 'string' },
  health: { column: 'health_rank', type: 'number' },
  applications: { column: 'applications_total', type: 'number' },
  outOfSync: { column: 'applications_out_of_sync', type: 'number' },
  createdAt: { column: 'created_at', type: 'string' },
} as const satisfies Record<
  ClusterSortField,
  { column: keyof ClusterRow; type: 'string' | 'number' }
>;

/** Filters of the query that are lists of exact values, and their columns. */
const VALUE_FILTERS = {
  environment: 'environment',
  region: 'region',
  owner: 'owner',
  phase: 'phase',
  health: 'health',
  sync: 'sync',
  kubernetesVersion: 'kubernetes_minor',
  managementCluster: 'management_cluster',
} as const satisfies Partial<Record<keyof ListClustersQuery, keyof ClusterRow>>;

/**
 * SQL of how a cluster is reached, as `toConnection` has it: what the portal waits for since its start is `connecting`.
 */
export const CONNECTION_SQL = `case when waiting_since is not null and connection_status <> 'unknown'
  then 'connecting' else connection_status end`;

/** SQL of whether somebody should look at a cluster: `attention` of the query. */
export const ATTENTION_SQL = `(
  phase in ('degraded', 'failed', 'awaiting-confirmation')
  or applications_wrong > 0
  or (
    phase not in ('requested', 'deleting', 'closed') and waiting_since is null
    and connection_status in ('unreachable', 'unauthorized', 'forbidden', 'paused')
  )
  or clusters.key in (
    select subject from isolation_findings where resolved_at is null and severity_rank = 0
  )
)`;

/** The column that counts the applications of each verdict. */
export const VERDICT_COLUMNS = {
  green: 'applications_green',
  pending: 'applications_pending',
  muted: 'applications_muted',
  wrong: 'applications_wrong',
} as const satisfies Record<VerdictLevel, keyof ClusterRow>;

/** A query that has been checked, with its defaults. */
export interface Page {
  sort: ClusterSortField;
  order: 'asc' | 'desc';
  limit: number;
  cursor?: Cursor;
}

/**
 * Checks the query of a client.
 *
 * @throws InputError that says which parameter is wrong and what is allowed.
 */
export function toPage(query: ListClustersQuery, maxLimit?: number): Page {
  const { sort = 'name' } = query;
  if (!CLUSTER_SORT_FIELDS.includes(sort)) {
    throw new InputError(
      `sort has to be one of ${CLUSTER_SORT_FIELDS.join(', ')}`,
    );
  }
  const { order, limit } = checkPage(query, maxLimit);
  return {
    sort,
    order,
    limit,
    ...(query.cursor && {
      cursor: decodeCursor(query.cursor, {
        sort,
        order,
        types: [`${SORT_COLUMNS[sort].type}?`, 'string'],
      }),
    }),
  };
}

/**
 * Checks what all queries for pages have in common.
 *
 * @throws InputError that says which parameter is wrong and what is allowed.
 */
export function checkPage(
  query: Pick<ListClustersQuery, 'order' | 'limit' | 'search'>,
  maxLimit = MAX_LIMIT,
): Pick<Page, 'order' | 'limit'> {
  const { order = 'asc', limit = DEFAULT_LIMIT } = query;
  if (order !== 'asc' && order !== 'desc') {
    throw new InputError('order has to be asc or desc');
  }
  if (!Number.isInteger(limit) || limit < 1 || limit > maxLimit) {
    throw new InputError(`limit has to be a number from 1 to ${maxLimit}`);
  }
  if ((query.search?.length ?? 0) > MAX_SEARCH_LENGTH) {
    throw new InputError(
      `search may have at most ${MAX_SEARCH_LENGTH} characters`,
    );
  }
  return { order, limit };
}

/** The words of a free text, each of which has to occur somewhere. */
export function searchTerms(text: string | undefined): string[] {
  return (text ?? '')
    .toLowerCase()
    .split(/[\s\0]+/)
    .filter(Boolean);
}

/** A text as a pattern of LIKE (with `escape '!'`) that matches wherever the text occurs. */
function likePattern(text: string): string {
  return `%${text.replace(/[!%_]/g, '!$&')}%`;
}

/** Adds the permission condition, in brackets: an `orWhere` in it cannot widen the rest of the query. */
export function applyFilter<T extends Knex.QueryBuilder>(
  query: T,
  filter: ClusterFilter | undefined,
): T {
  if (filter) query.where(brackets => filter(brackets));
  return query;
}

/**
 * The values of a filter that can be stored; undefined where none was given, which is no filter. Of values of which none
 * can be stored an empty list is left, which matches nothing.
 */
function chosen(values: string[] | undefined): string[] | undefined {
  return values?.length ? values.filter(v => !v.includes('\0')) : undefined;
}

/** Placeholders for the values of `in`; a list that is empty holds null, which equals nothing. */
const list = (values: readonly unknown[]) =>
  values.map(() => '?').join(', ') || 'null';

/** Adds the filters by what wants a look: verdicts on applications, findings, incidents, open pull requests. */
function applyAttention(query: Knex.QueryBuilder, wanted: ListClustersQuery) {
  const verdicts = chosen(wanted.verdict);
  if (verdicts) {
    query.where(any => {
      any.whereRaw('1 = 0');
      for (const [verdict, column] of Object.entries(VERDICT_COLUMNS)) {
        if (verdicts.includes(verdict)) any.orWhere(column, '>', 0);
      }
    });
  }
  const attention = chosen(wanted.attention);
  if (attention) {
    query.whereRaw(attention.includes('any') ? ATTENTION_SQL : '1 = 0');
  }
  const severities = chosen(wanted.findings);
  if (severities) {
    query.whereIn('key', findings =>
      findings
        .from('isolation_findings')
        .select('subject')
        .whereNull('resolved_at')
        .whereIn(
          'severity_rank',
          severities.map(s => FINDING_SEVERITIES.indexOf(s as FindingSeverity)),
        ),
    );
  }
  const incidents = chosen(wanted.incident);
  if (incidents) whereIncident(query, incidents);
  const verbs = chosen(wanted.pending);
  if (verbs) {
    query.whereIn('key', requests =>
      requests
        .from('review_request_clusters')
        .join(
          'review_requests',
          'review_requests.number',
          'review_request_clusters.number',
        )
        .select('cluster_key')
        .where('state', 'open')
        .whereIn('verb', verbs),
    );
  }
}

/** Adds what the client filters by. */
export function applyQuery<T extends Knex.QueryBuilder>(
  query: T,
  wanted: ListClustersQuery,
): T {
  for (const [field, column] of Object.entries(VALUE_FILTERS)) {
    const values = chosen(wanted[field as keyof typeof VALUE_FILTERS]);
    if (values) query.whereIn(column, values);
  }
  const connections = chosen(wanted.connection);
  if (connections) {
    query.whereRaw(
      `(${CONNECTION_SQL}) in (${list(connections)})`,
      connections,
    );
  }
  applyAttention(query, wanted);
  if (wanted.name !== undefined) {
    query.where('name', wanted.name.replaceAll('\0', '\ufffd'));
  }
  for (const term of searchTerms(wanted.search)) {
    query.whereRaw(`search_text like ? escape '!'`, [likePattern(term)]);
  }
  return query;
}

/**
 * Adds order, position and size of a page. What has no value comes last in either direction; the key breaks ties, so
 * that paging meets each row exactly once. One row more than the page holds is requested: it tells whether there
 * is a next page.
 */
export function applyPage<T extends Knex.QueryBuilder>(
  query: T,
  page: Page,
): T {
  const { sort, order, limit, cursor } = page;
  const { column } = SORT_COLUMNS[sort];
  const [value, key] = cursor?.values ?? [];
  if (cursor && value === null) {
    query.whereNull(column).where('key', '>', key);
  } else if (cursor) {
    query.where(where =>
      where
        .where(column, order === 'asc' ? '>' : '<', value)
        .orWhere(tie => tie.where(column, value).where('key', '>', key))
        .orWhereNull(column),
    );
  }
  query
    .orderByRaw('case when ?? is null then 1 else 0 end', [column])
    .orderBy(column, order)
    .orderBy('key', 'asc')
    .limit(limit + 1);
  return query;
}

/** Cuts the extra row off and says where the next page begins. */
export function cutPage<Row extends Pick<ClusterRow, 'key'>>(
  rows: Row[],
  page: Page,
): { rows: Row[]; nextCursor?: string } {
  if (rows.length <= page.limit) return { rows };
  const kept = rows.slice(0, page.limit);
  const last: any = kept[kept.length - 1];
  return {
    rows: kept,
    nextCursor: encodeCursor({
      sort: page.sort,
      order: page.order,
      values: [last[SORT_COLUMNS[page.sort].column], last.key],
    }),
  };
}
