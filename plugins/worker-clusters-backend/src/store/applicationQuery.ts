import { InputError } from '@backstage/errors';
import {
  APPLICATION_SORT_FIELDS,
  type ApplicationSortField,
  type ClusterRef,
  HEALTH_STATUSES,
  type ListFleetApplicationsQuery,
  stringifyClusterRef,
  SYNC_STATUSES,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Knex } from 'knex';
import { APPLICATION_KEY, type ApplicationIndexRow } from './applicationIndex';
import { applyFilter, checkPage, searchTerms } from './clusterQuery';
import {
  type ColumnType,
  type Cursor,
  decodeCursor,
  encodeCursor,
} from './cursor';
import { isPostgres } from './database';
import { type LabelRequirement, parseLabelSelector } from './labelSelector';
import type { ClusterFilter } from './types';

type Column = keyof ApplicationIndexRow;
type KeyRow = Pick<ApplicationIndexRow, (typeof APPLICATION_KEY)[number]>;

/** The columns that each sort field sorts by, all in the same direction, and the index that has them in that order. */
const ORDERS: Record<
  ApplicationSortField,
  { columns: readonly Column[]; index: string }
> = {
  cluster: {
    columns: APPLICATION_KEY,
    index: 'sqlite_autoindex_application_index_1',
  },
  name: {
    columns: ['name', 'cluster_key', 'namespace'],
    index: 'application_index_name_cluster_key_namespace_index',
  },
  project: {
    columns: ['project', ...APPLICATION_KEY],
    index: 'application_index_project',
  },
  health: {
    columns: ['health_rank', ...APPLICATION_KEY],
    index: 'application_index_health_rank',
  },
  sync: {
    columns: ['sync_rank', ...APPLICATION_KEY],
    index: 'application_index_sync_rank',
  },
};

/**
 * Up to this many matches are sorted as they are found; more are read in the order of an index. PostgreSQL finds the better
 * way by itself.
 */
const FEW = { sqlite: 30_000, postgres: 2_000 };

/** Which applications: the query of the client, within what the caller may see. */
export interface ApplicationScope {
  /** Only those of this cluster. */
  ref?: ClusterRef;
  /** Permission condition on their clusters. */
  filter?: ClusterFilter;
}

interface Page {
  sort: ApplicationSortField;
  order: 'asc' | 'desc';
  limit: number;
  cursor?: Cursor;
}

/**
 * Checks the query of a client.
 *
 * @throws InputError that says which parameter is wrong and what is allowed.
 */
function toPage(query: ListFleetApplicationsQuery): Page {
  const { sort = 'cluster' } = query;
  if (!APPLICATION_SORT_FIELDS.includes(sort)) {
    throw new InputError(
      `sort has to be one of ${APPLICATION_SORT_FIELDS.join(', ')}`,
    );
  }
  const { order, limit } = checkPage(query);
  const types = ORDERS[sort].columns.map(
    (column): ColumnType => (column.endsWith('_rank') ? 'number' : 'string'),
  );
  return {
    sort,
    order,
    limit,
    ...(query.cursor && {
      cursor: decodeCursor(query.cursor, { sort, order, types }),
    }),
  };
}

type Predicate = (query: Knex.QueryBuilder) => void;

/** What the clusters of the applications have to fulfil; undefined if they may be any. */
function toClusterPredicate(
  query: ListFleetApplicationsQuery,
  filter: ClusterFilter | undefined,
): Predicate | undefined {
  const cluster = texts(query.cluster);
  const environment = texts(query.environment);
  const name = texts(query.clusterName);
  if (!filter && !cluster && !environment && !name) return undefined;
  return clusters => {
    applyFilter(clusters, filter);
    if (cluster) clusters.whereIn('key', cluster);
    if (environment) clusters.whereIn('environment', environment);
    if (name) clusters.whereIn('name', name);
  };
}

/** What the rows of `application_index` have to fulfil besides their clusters, one function for each condition. */
function toPredicates(
  knex: Knex,
  query: ListFleetApplicationsQuery,
): Predicate[] {
  const predicates: Predicate[] = [];
  const anyOf = (column: Column, values: Array<string | number> = []) => {
    if (values.length > 0) {
      predicates.push(q => q.whereIn(column, values));
    }
  };
  anyOf('health_rank', query.health && ranks(HEALTH_STATUSES, query.health));
  anyOf('sync_rank', query.sync && ranks(SYNC_STATUSES, query.sync));
  anyOf('operation_phase', texts(query.operationPhase));
  anyOf('project', texts(query.project));
  anyOf('destination_namespace', texts(query.namespace));
  anyOf('namespace', texts(query.applicationNamespace));
  const names = texts(query.name);
  if (names) predicates.push(q => q.where(any => anyName(any, names)));

  // `like` is slower, and folds case on SQLite.
  const position = isPostgres(knex) ? 'strpos' : 'instr';
  const contains = `${position}(search_text, ?) > 0`;
  if (query.selector) {
    const labelled = `${position}(label_text, ?) > 0`;
    for (const requirement of parseLabelSelector(query.selector)) {
      predicates.push(q => q.where(all => fulfil(all, requirement, labelled)));
    }
  }
  const repos = texts(query.repo)?.map(repo => `\n${repo.toLowerCase()}\n`);
  if (repos) {
    predicates.push(q =>
      q.where(any => {
        for (const repo of repos) any.orWhereRaw(contains, [repo]);
      }),
    );
  }
  for (const term of searchTerms(query.search)) {
    predicates.push(q => q.whereRaw(contains, [term]));
  }
  return predicates;
}

/** Exact names, some with the namespace in front of them. Kubernetes has no '/' in a name. */
function anyName(query: Knex.QueryBuilder, names: string[]) {
  const isQualified = (name: string) => name.includes('/');
  const plain = names.filter(name => !isQualified(name));
  if (plain.length > 0) query.whereIn('name', plain);
  for (const qualified of names.filter(isQualified)) {
    const at = qualified.indexOf('/');
    query.orWhere({
      namespace: qualified.slice(0, at),
      name: qualified.slice(at + 1),
    });
  }
}

/**
 * What a requirement wants of a row: `label_text` has each label as a line.
 *
 * @param labelled - SQL that is true where `label_text` contains its binding
 */
function fulfil(
  query: Knex.QueryBuilder,
  { key, operator, values }: LabelRequirement,
  labelled: string,
) {
  const lines = values.map(value => `\n${key}=${value}\n`);
  switch (operator) {
    case 'exists':
      query.whereRaw(labelled, [`\n${key}=`]);
      break;
    case 'notExists':
      query.whereRaw(`not (${labelled})`, [`\n${key}=`]);
      break;
    case 'in':
      for (const line of lines) query.orWhereRaw(labelled, [line]);
      break;
    default:
      for (const line of lines) query.whereRaw(`not (${labelled})`, [line]);
  }
}

/** The values of a filter; undefined for no filter. A value that cannot be stored matches nothing. */
function texts(values: string[] | undefined): string[] | undefined {
  return values?.length
    ? values.map(value => (value.includes('\0') ? '\ufffd' : value))
    : undefined;
}

/** Positions in the order; a value that is not in it matches nothing. */
function ranks(order: readonly string[], values: string[]): number[] {
  return values.map(value => order.indexOf(value));
}

/**
 * Finds one page of applications: their keys in order, and how many match in all.
 *
 * The work is bounded by one or two reads of `application_index`, whatever the filters are: few matches are read, counted
 * and sorted at once; of many a page is met soon in the order of an index, and they are counted apart; all of some clusters
 * are counted by these. PostgreSQL plans by its statistics. SQLite has none, so it is told when to read the whole table, and in which order.
 *
 * @param few - up to so many matches are few
 */
export async function findApplications(
  knex: Knex,
  query: ListFleetApplicationsQuery,
  scope: ApplicationScope,
  few = isPostgres(knex) ? FEW.postgres : FEW.sqlite,
): Promise<{ keys: KeyRow[]; totalItems: number; nextCursor?: string }> {
  const page = toPage(query);
  const { columns, index } = ORDERS[page.sort];
  const predicates = toPredicates(knex, query);
  const ofClusters = toClusterPredicate(query, scope.filter);
  const ref = scope.ref && stringifyClusterRef(scope.ref);
  const isCounted = predicates.length === 0;
  if (ofClusters) {
    predicates.push(rows => {
      const keys = knex('clusters').select('key');
      ofClusters(keys);
      rows.whereIn('cluster_key', keys);
    });
  }
  if (ref) predicates.push(rows => rows.where('cluster_key', ref));
  const sqlite = !isPostgres(knex);
  const matching = (how: 'planned' | 'scan' | 'ordered' = 'planned') => {
    const rows = knex('application_index');
    if (sqlite && how === 'scan') {
      rows.from(knex.raw('application_index not indexed') as any);
    } else if (sqlite && how === 'ordered') {
      rows.from(knex.raw('application_index indexed by ??', [index]) as any);
    }
    for (const predicate of predicates) predicate(rows);
    return rows;
  };
  const paged = (rows: Knex.QueryBuilder): Promise<any[]> => {
    if (page.cursor) {
      rows.whereRaw(
        `(${columns.join(', ')}) ${page.order === 'asc' ? '>' : '<'} (${columns
          .map(() => '?')
          .join(', ')})`,
        page.cursor.values as Knex.RawBinding[],
      );
    }
    for (const column of columns) rows.orderBy(column, page.order);
    return rows.limit(page.limit + 1) as any;
  };
  const readOrdered = () =>
    paged(
      matching('ordered').select([
        ...new Set([...columns, ...APPLICATION_KEY]),
      ]),
    );
  if (isCounted) {
    // Each cluster has the number of its applications: a hundred times fewer rows.
    const clusters = knex('clusters').sum({ sum: 'applications_total' });
    ofClusters?.(clusters);
    if (ref) clusters.where('key', ref);
    const [{ sum }] = await clusters;
    const totalItems = Number(sum);
    if (totalItems > few || predicates.length === 0) {
      return cut(await readOrdered(), page, totalItems);
    }
  }
  // One condition has an index of its own; of several the wrong one may be taken.
  const how = predicates.length > 1 && !ref ? 'scan' : 'planned';

  const sorted = await paged(
    knex
      .from(
        knex
          .select('some.*', knex.raw('count(*) over () as found'))
          .from(
            matching(how)
              .select([...new Set([...columns, ...APPLICATION_KEY])])
              .limit(few + 1)
              .as('some'),
          )
          .as('counted'),
      )
      .select('*'),
  );
  if (sorted.length > 0) {
    const found = Number(sorted[0].found);
    if (found <= few) return cut(sorted, page, found);
  } else if (!page.cursor) {
    return { keys: [], totalItems: 0 };
  }

  const [{ count }] = await matching(how).count({ count: '*' });
  const totalItems = Number(count);
  if (totalItems <= few) return { keys: [], totalItems };
  return cut(await readOrdered(), page, totalItems);
}

/** Keys of the clusters that have an Application that matches, in their order; at most `limit`. */
export async function findClusters(
  knex: Knex,
  query: ListFleetApplicationsQuery,
  options: { filter?: ClusterFilter; limit: number },
): Promise<string[]> {
  const rows = knex('application_index');
  for (const predicate of toPredicates(knex, query)) predicate(rows);
  const ofClusters = toClusterPredicate(query, options.filter);
  if (ofClusters) {
    const keys = knex('clusters').select('key');
    ofClusters(keys);
    rows.whereIn('cluster_key', keys);
  }
  const found: Array<{ cluster_key: string }> = await rows
    .distinct('cluster_key')
    .orderBy('cluster_key')
    .limit(options.limit);
  return found.map(row => row.cluster_key);
}

/** Cuts the extra row off and says where the next page begins. */
function cut(rows: any[], page: Page, totalItems: number) {
  const keys: KeyRow[] = rows
    .slice(0, page.limit)
    .map(({ cluster_key, namespace, name }) => ({
      cluster_key,
      namespace,
      name,
    }));
  if (rows.length <= page.limit) return { keys, totalItems };
  const last = rows[page.limit - 1];
  const { sort, order } = page;
  const values = ORDERS[sort].columns.map(column => last[column]);
  return {
    keys,
    totalItems,
    nextCursor: encodeCursor({ sort, order, values }),
  };
}
