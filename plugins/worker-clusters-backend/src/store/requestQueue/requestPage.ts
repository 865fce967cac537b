import { InputError } from '@backstage/errors';
import {
  type ListRequestsQuery,
  type ListRequestsResponse,
  type ReviewRequest,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Knex } from 'knex';
import { applyFilter } from '../clusterQuery';
import { decodeCursor, encodeCursor } from '../cursor';
import { chunks } from '../database';
import type { ClusterFilter } from '../types';
import type { QueuedRequest } from './types';

const ORDER = { sort: 'created', order: 'desc' } as const;
const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

/** A row of the table `review_requests`. */
export interface RequestRow {
  number: number;
  state: ReviewRequest['state'];
  created_at: string;
  finished_at: string | null;
  data: string;
}

/**
 * One page of the requests that a reader may see, newest first.
 *
 * @param filter - absent: the reader may read all clusters, and sees requests that touch none of the fleet, too
 * @throws InputError for a limit or a cursor that is not valid.
 */
export async function readRequestPage(
  knex: Knex,
  query: ListRequestsQuery,
  filter: ClusterFilter | undefined,
): Promise<ListRequestsResponse> {
  const { state = 'open', limit = DEFAULT_LIMIT, cursor } = query;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw new InputError(`limit has to be a number from 1 to ${MAX_LIMIT}`);
  }
  const matching = visible(knex, filter).where({ state });
  if (cursor) {
    const { values } = decodeCursor(cursor, {
      ...ORDER,
      types: ['string', 'number'],
    });
    const [createdAt, number] = values as [string, number];
    matching.where(where =>
      where
        .where('created_at', '<', createdAt)
        .orWhere(tie =>
          tie.where('created_at', createdAt).where('number', '<', number),
        ),
    );
  }
  const rows: RequestRow[] = await matching
    .orderBy([
      { column: 'created_at', order: 'desc' },
      { column: 'number', order: 'desc' },
    ])
    .limit(limit + 1)
    .select('number', 'created_at', 'data');
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const [{ count }] = await visible(knex, filter)
    .where({ state: 'open' })
    .count({ count: '*' });
  return {
    items: await redact(
      knex,
      page.map(row => (JSON.parse(row.data) as QueuedRequest).request),
      filter,
    ),
    ...(rows.length > limit &&
      last && {
        nextCursor: encodeCursor({
          ...ORDER,
          values: [last.created_at, last.number],
        }),
      }),
    open: Number(count),
  };
}

/** The requests of which the reader may read a cluster. */
function visible(
  knex: Knex,
  filter: ClusterFilter | undefined,
): Knex.QueryBuilder {
  const query = knex('review_requests');
  if (!filter) return query;
  return query.whereIn(
    'number',
    knex('review_request_clusters')
      .whereIn(
        'cluster_key',
        applyFilter(knex('clusters').select('key'), filter),
      )
      .select('number'),
  );
}

/** Findings by rule that name other clusters, in words that do not. */
const OF_OTHERS: Record<string, string> = {
  cidr: 'The address range is not allowed, or not free.',
  quota: "The owner's quota is used up.",
  taken: 'The name is taken.',
};

/** Leaves out of each request what it says of clusters and other requests that the reader may not read. */
async function redact(
  knex: Knex,
  requests: QueuedRequest['request'][],
  filter: ClusterFilter | undefined,
): Promise<ReviewRequest[]> {
  if (!filter) return requests;
  const clusters = await visibleKeys(
    knex,
    requests.flatMap(r => r.changes.map(c => stringifyClusterRef(c.cluster))),
    filter,
  );
  const others = await visibleNumbers(
    knex,
    requests.flatMap(r => r.conflicts.flatMap(c => c.number ?? [])),
    filter,
  );
  return requests.map(({ title, problem, ...request }) => {
    const changes = request.changes
      .filter(c => clusters.has(stringifyClusterRef(c.cluster)))
      .map(change => ({
        ...change,
        findings: change.findings.map(finding => ({
          ...finding,
          message: OF_OTHERS[finding.rule] ?? finding.message,
        })),
      }));
    const hidden = request.changes.length - changes.length;
    return {
      ...request,
      // Both may name what is hidden.
      ...(hidden === 0 && { title, ...(problem && { problem }) }),
      changes,
      ...(hidden > 0 && { hiddenChanges: hidden }),
      conflicts: request.conflicts.map(conflict =>
        conflict.number !== undefined && others.has(conflict.number)
          ? conflict
          : { kind: conflict.kind },
      ),
    };
  });
}

async function visibleKeys(
  knex: Knex,
  keys: string[],
  filter: ClusterFilter,
): Promise<Set<string>> {
  const found = new Set<string>();
  for (const some of chunks([...new Set(keys)])) {
    const rows = await applyFilter(
      knex('clusters').whereIn('key', some),
      filter,
    ).select('key');
    for (const { key } of rows as Array<{ key: string }>) found.add(key);
  }
  return found;
}

async function visibleNumbers(
  knex: Knex,
  numbers: number[],
  filter: ClusterFilter,
): Promise<Set<number>> {
  const found = new Set<number>();
  for (const some of chunks([...new Set(numbers)])) {
    const rows = await visible(knex, filter)
      .whereIn('number', some)
      .select('number');
    for (const { number } of rows as Array<{ number: number }>) {
      found.add(number);
    }
  }
  return found;
}
