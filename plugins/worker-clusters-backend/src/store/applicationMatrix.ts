import { InputError } from '@backstage/errors';
import {
  type ApplicationMatrix,
  type ApplicationMatrixCell,
  type ApplicationMatrixColumn,
  type ApplicationMatrixQuery,
  type ApplicationMatrixRow,
  HEALTH_STATUSES,
  isComparing,
  MATRIX_ROW_FILTERS,
  SYNC_STATUSES,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Knex } from 'knex';
import {
  type ApplicationIndexRow,
  searchableVersion,
} from './applicationIndex';
import { applyFilter, checkPage, searchTerms } from './clusterQuery';
import { SUMMARY_COLUMNS, toWorkerCluster } from './clusterRow';
import { type Cursor, decodeCursor, encodeCursor } from './cursor';
import { isPostgres } from './database';
import type { ClusterFilter } from './types';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;
const MAX_VERSION_LENGTH = 128;
/** Clusters of one answer: as many as the fleet page shows. */
const MAX_COLUMNS = 5000;
/** An answer ends before the row with which it would have more Applications, but for the first one. */
const MAX_CELLS = 5_000;

/** What a row is: applications with the same name and repository. */
const ROW_KEY = ['name', 'repository_hash'] as const;
type RowKey = Pick<ApplicationIndexRow, (typeof ROW_KEY)[number]>;

/** From this rank on an application is not healthy. */
const UNHEALTHY = HEALTH_STATUSES.indexOf('Missing');

/** The same order for all pages. */
const CURSOR = { sort: 'name', order: 'asc' } as const;

interface Page {
  limit: number;
  cursor?: Cursor;
}

/**
 * Checks the query of a client.
 *
 * @throws InputError that says which parameter is wrong and what is allowed.
 */
function toPage(query: ApplicationMatrixQuery): Page {
  const { limit } = checkPage(
    { search: query.search, limit: query.limit ?? DEFAULT_LIMIT },
    MAX_LIMIT,
  );
  if ((query.version?.length ?? 0) > MAX_VERSION_LENGTH) {
    throw new InputError(
      `version may have at most ${MAX_VERSION_LENGTH} characters`,
    );
  }
  if (query.only?.some(filter => !MATRIX_ROW_FILTERS.includes(filter))) {
    throw new InputError(
      `only has to be one of ${MATRIX_ROW_FILTERS.join(', ')}`,
    );
  }
  return {
    limit,
    ...(query.cursor && {
      cursor: decodeCursor(query.cursor, {
        ...CURSOR,
        types: ROW_KEY.map(() => 'string'),
      }),
    }),
  };
}

/** Adds which clusters are wanted, within what the caller may see. */
function ofClusters<T extends Knex.QueryBuilder>(
  clusters: T,
  query: ApplicationMatrixQuery,
  filter: ClusterFilter | undefined,
): T {
  applyFilter(clusters, filter);
  if (query.environment?.length) {
    clusters.whereIn(
      'environment',
      query.environment.filter(value => !value.includes('\0')),
    );
  }
  return clusters;
}

/** Keeps the Applications of wanted clusters that the caller may see. Without a condition on clusters none of them is read. */
function withinClusters(
  applications: Knex.QueryBuilder,
  knex: Knex,
  query: ApplicationMatrixQuery,
  filter: ClusterFilter | undefined,
) {
  if (!filter && !query.environment?.length) return;
  const keys = ofClusters(knex('clusters').select('key'), query, filter);
  applications.whereIn('cluster_key', keys);
}

/** Clusters of which Applications were reported once. */
const isReported = (clusters: Knex.QueryBuilder) =>
  clusters.where('applications_total', '>', 0).orWhereNotNull('last_seen');

async function readColumns(
  knex: Knex,
  query: ApplicationMatrixQuery,
  filter: ClusterFilter | undefined,
) {
  const claimed = () =>
    ofClusters(knex('clusters').whereNotNull('uid'), query, filter);
  const rows: any[] = await claimed()
    .where(isReported)
    .orderByRaw('case when environment is null then 1 else 0 end')
    .orderBy(['environment', 'name', 'key'])
    .limit(MAX_COLUMNS)
    .select(...SUMMARY_COLUMNS);
  const [{ count }] = await claimed()
    .whereNot(isReported)
    .count({ count: '*' });
  const columns = rows.map((row): ApplicationMatrixColumn => {
    const { managementCluster, namespace, name, ...cluster } =
      toWorkerCluster(row);
    const { environment, connection, argocd } = cluster;
    const { status, since, lastSeen } = connection;
    return {
      managementCluster,
      namespace,
      name,
      ...(environment !== undefined && { environment }),
      connection: {
        status,
        since,
        // While it is live it moves all the time, and says nothing.
        ...(status !== 'live' && lastSeen && { lastSeen }),
      },
      ...(argocd && !isComparing(argocd) && { frozen: true as const }),
    };
  });
  return {
    columns,
    unreported: Number(count),
    indexes: new Map(rows.map((row, i) => [row.key as string, i])),
  };
}

/** A row of the matrix, and how many Applications it is made of. */
type FoundRow = RowKey & { applications: number | string };

/**
 * `application_index` by the index that has all that a cell shows. SQLite has no statistics, and would take one that has
 * the names alone.
 */
const fromIndex = (knex: Knex): Knex.QueryBuilder =>
  isPostgres(knex)
    ? knex('application_index')
    : knex.from(
        knex.raw(
          'application_index indexed by application_index_matrix',
        ) as any,
      );

/** Finds the rows that match, in their order. */
function findRows(
  knex: Knex,
  query: ApplicationMatrixQuery,
  filter: ClusterFilter | undefined,
) {
  const postgres = isPostgres(knex);
  const position = postgres ? 'strpos' : 'instr';
  const only = new Set(query.only);
  const rows = fromIndex(knex).groupBy(...ROW_KEY);
  withinClusters(rows, knex, query, filter);
  for (const term of searchTerms(query.search)) {
    rows.whereRaw(
      `(${position}(name, ?) > 0 or ${position}(repository, ?) > 0)`,
      [term, term],
    );
  }
  const version = searchableVersion(
    query.version?.trim().replaceAll('\0', '\ufffd') ?? '',
  );
  if (version) {
    rows.havingRaw(
      `max(case when ${position}(version_text, ?) > 0 then 1 else 0 end) = 1`,
      [`\n${version}`],
    );
  }
  if (only.has('unhealthy')) {
    rows.havingRaw('max(health_rank) >= ?', [UNHEALTHY]);
  }
  if (only.has('drift')) {
    const drifting = knex('application_index')
      .join('clusters', 'clusters.key', 'application_index.cluster_key')
      .select(...ROW_KEY.map(column => `application_index.${column}`))
      .groupBy(
        ...ROW_KEY.map(column => `application_index.${column}`),
        'clusters.environment',
      )
      .havingRaw(`min(nullif(version, '')) <> max(nullif(version, ''))`);
    withinClusters(drifting, knex, query, filter);
    rows.whereIn([...ROW_KEY] as any, drifting as any);
  }
  return rows;
}

type FoundCell = RowKey &
  Pick<ApplicationIndexRow, 'cluster_key'> & {
    namespace: string;
    lowest: string | null;
    highest: string | null;
    health: number;
    sync: number;
    count: number | string;
  };

/** The rows that fit into one answer. */
function fitting(found: FoundRow[], limit: number): FoundRow[] {
  let applications = 0;
  const end = found.findIndex((row, i) => {
    applications += Number(row.applications);
    return i > 0 && applications > MAX_CELLS;
  });
  return found.slice(0, Math.min(limit, end < 0 ? limit : end));
}

/** @param versions - those of the row so far with their indexes: new ones are added */
function toCell(
  found: FoundCell,
  cluster: number,
  versions: Map<string, number>,
): ApplicationMatrixCell {
  const indexes = [...new Set([found.lowest, found.highest])].flatMap(
    version => {
      if (!version) return [];
      const index = versions.get(version) ?? versions.size;
      versions.set(version, index);
      return index;
    },
  );
  const count = Number(found.count);
  return {
    cluster,
    versions: indexes,
    health: HEALTH_STATUSES[found.health] ?? 'Unknown',
    sync: SYNC_STATUSES[found.sync] ?? 'Unknown',
    namespace: found.namespace,
    ...(count > 1 && { count }),
  };
}

/**
 * Reads one page of applications with their version on each cluster. The database groups what it reads from one index: an
 * answer has as many rows as applications and cells as clusters that have them, however many Applications that are.
 *
 * @throws InputError for a query that is not valid.
 */
export async function readApplicationMatrix(
  knex: Knex,
  query: ApplicationMatrixQuery,
  filter?: ClusterFilter,
): Promise<ApplicationMatrix> {
  const { limit, cursor } = toPage(query);
  const { indexes, ...clusters } = await readColumns(knex, query, filter);
  const page = findRows(knex, query, filter)
    .select(...ROW_KEY)
    .count({ applications: '*' })
    .orderBy([...ROW_KEY])
    .limit(limit + 1);
  if (cursor) {
    page.whereRaw(
      `(${ROW_KEY.join(', ')}) > (?, ?)`,
      cursor.values as Knex.RawBinding[],
    );
  }
  const found = (await page) as unknown as FoundRow[];
  const keys = fitting(found, limit);
  const rows = await readRows(knex, keys, indexes, cells =>
    withinClusters(cells, knex, query, filter),
  );
  const last = keys.at(-1);
  return {
    ...clusters,
    rows,
    ...(!cursor && {
      totalItems:
        found.length > keys.length
          ? await countRows(knex, findRows(knex, query, filter))
          : keys.length,
    }),
    ...(last &&
      found.length > keys.length && {
        nextCursor: encodeCursor({
          ...CURSOR,
          values: ROW_KEY.map(column => last[column]),
        }),
      }),
  };
}

async function countRows(knex: Knex, rows: Knex.QueryBuilder): Promise<number> {
  const [{ count }] = await knex
    .from(rows.select('name').as('rows'))
    .count({ count: '*' });
  return Number(count);
}

const keyOf = (key: RowKey) => `${key.name}\0${key.repository_hash}`;

/** The rows with these keys, with their cells on the given clusters. */
async function readRows(
  knex: Knex,
  keys: RowKey[],
  indexes: ReadonlyMap<string, number>,
  within: (cells: Knex.QueryBuilder) => void,
): Promise<ApplicationMatrixRow[]> {
  if (keys.length === 0) return [];
  const found: FoundCell[] = await fromIndex(knex)
    .modify(within)
    .whereIn(
      [...ROW_KEY] as any,
      keys.map(key => ROW_KEY.map(column => key[column])) as any,
    )
    .groupBy(...ROW_KEY, 'cluster_key')
    .select(...ROW_KEY, 'cluster_key')
    .min({ namespace: 'namespace' })
    .max({ health: 'health_rank', sync: 'sync_rank' })
    .count({ count: '*' })
    .select(
      knex.raw(`min(nullif(version, '')) as lowest`),
      knex.raw(`max(nullif(version, '')) as highest`),
    );
  const rows = new Map(
    keys.map(key => [
      keyOf(key),
      {
        name: key.name,
        repository: undefined as string | undefined,
        versions: new Map<string, number>(),
        cells: [] as ApplicationMatrixCell[],
      },
    ]),
  );
  /** One Application of each row, to read what the index lacks. */
  const samples = new Map<string, FoundCell>();
  for (const cell of found) {
    const row = rows.get(keyOf(cell));
    const cluster = indexes.get(cell.cluster_key);
    if (!row || cluster === undefined) continue;
    row.cells.push(toCell(cell, cluster, row.versions));
    samples.set(keyOf(cell), cell);
  }
  const named: Array<RowKey & { repository: string }> = samples.size
    ? await knex('application_index')
        .whereIn(
          ['cluster_key', 'namespace', 'name'] as any,
          [...samples.values()].map(s => [
            s.cluster_key,
            s.namespace,
            s.name,
          ]) as any,
        )
        .select(...ROW_KEY, 'repository')
    : [];
  for (const { repository, ...key } of named) {
    const row = rows.get(keyOf(key));
    if (row && repository) row.repository = repository;
  }
  // Without cells: deleted in between.
  return [...rows.values()]
    .filter(({ cells }) => cells.length > 0)
    .map(({ name, repository, versions, cells }) => ({
      name,
      ...(repository !== undefined && { repository }),
      versions: [...versions.keys()],
      cells: cells.sort((a, b) => a.cluster - b.cluster),
    }));
}
