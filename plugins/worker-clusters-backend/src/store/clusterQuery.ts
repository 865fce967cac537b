import { InputError } from '@backstage/errors';
import {
  CLUSTER_SORT_FIELDS,
  type ClusterSortField,
  type ListClustersQuery,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Knex } from 'knex';
import type { ClusterRow } from './clusterRow';
import { type Cursor, decodeCursor, encodeCursor } from './cursor';
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
  createdAt: { column: 'created_at', type: 'string' },
} as const satisfies Record<
  ClusterSortField,
  { column: keyof ClusterRow; type: 'string' | 'number' }
>;

/** Filters of the query that are lists of exact values, and their columns. */
const VALUE_FILTERS = [
  'environment',
  'region',
  'owner',
  'phase',
  'health',
] as const;

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

/** Adds what the client filters by. */
export function applyQuery<T extends Knex.QueryBuilder>(
  query: T,
  wanted: ListClustersQuery,
): T {
  for (const field of VALUE_FILTERS) {
    const values = wanted[field]?.filter(v => !v.includes('\0'));
    // Values of which none can be stored match nothing; no value at all means no filter.
    if (values && wanted[field]!.length > 0) query.whereIn(field, values);
  }
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
