import { InputError } from '@backstage/errors';
import {
  type ListRequestsQuery,
  type ListRequestsResponse,
  type Message,
  type RequestFinding,
  type ReviewRequest,
  type ReviewRequestDetails,
  stringifyClusterRef,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Knex } from 'knex';
import { applyFilter } from '../clusterQuery';
import { decodeCursor, encodeCursor } from '../cursor';
import { chunks } from '../database';
import type { ClusterFilter } from '../types';
import type { EvaluationResult, QueuedDiff, QueuedRequest } from './types';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

/** A row of the table `review_requests`. */
export interface RequestRow {
  number: number;
  state: ReviewRequest['state'];
  created_at: string;
  finished_at: string | null;
  evaluated_at: string | null;
  result: EvaluationResult;
  applied: boolean | null;
  /** JSON of a `QueuedRequest` without `evaluatedAt` and `diffs`. */
  data: string;
  /** JSON of `QueuedDiff`s. */
  diffs?: string | null;
}

/** What a row holds of a request. */
export function toQueued({
  data,
  evaluated_at,
  result,
}: Pick<RequestRow, 'data' | 'evaluated_at' | 'result'>): QueuedRequest {
  const { request, ...rest }: QueuedRequest = JSON.parse(data);
  return {
    ...rest,
    result,
    request: {
      ...request,
      ...(evaluated_at !== null && { evaluatedAt: evaluated_at }),
    },
  };
}

/**
 * One page of the requests that a reader may see.
 *
 * @param filter - absent: the reader may read all clusters, and sees requests that touch none of the fleet, too
 * @throws InputError for an order, a limit or a cursor that is not valid.
 */
export async function readRequestPage(
  knex: Knex,
  query: ListRequestsQuery,
  filter: ClusterFilter | undefined,
): Promise<ListRequestsResponse> {
  const {
    state = 'open',
    order = 'desc',
    limit = DEFAULT_LIMIT,
    cursor,
  } = query;
  if (order !== 'asc' && order !== 'desc') {
    throw new InputError('order has to be asc or desc');
  }
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw new InputError(`limit has to be a number from 1 to ${MAX_LIMIT}`);
  }
  const sorted = { sort: 'created', order };
  const matching = visible(knex, filter, query).where({ state });
  if (query.applied !== undefined) {
    matching.where({ applied: query.applied });
  }
  if (cursor) {
    const { values } = decodeCursor(cursor, {
      ...sorted,
      types: ['string', 'number'],
    });
    const [createdAt, number] = values as [string, number];
    const beyond = order === 'asc' ? '>' : '<';
    matching.where(where =>
      where
        .where('created_at', beyond, createdAt)
        .orWhere(tie =>
          tie.where('created_at', createdAt).where('number', beyond, number),
        ),
    );
  }
  const rows: RequestRow[] = await matching
    .orderBy([
      { column: 'created_at', order },
      { column: 'number', order },
    ])
    .limit(limit + 1)
    .select('number', 'created_at', 'evaluated_at', 'result', 'data');
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const [{ count }] = await visible(knex, filter)
    .where({ state: 'open' })
    .count({ count: '*' });
  return {
    items: await redact(
      knex,
      page.map(row => toQueued(row).request),
      filter,
    ),
    ...(rows.length > limit &&
      last && {
        nextCursor: encodeCursor({
          ...sorted,
          values: [last.created_at, last.number],
        }),
      }),
    open: Number(count),
  };
}

/** One request with its diffs; undefined if there is none that the reader may see. */
export async function readRequestDetails(
  knex: Knex,
  number: number,
  filter: ClusterFilter | undefined,
): Promise<ReviewRequestDetails | undefined> {
  const row: RequestRow | undefined = await visible(knex, filter)
    .where({ number })
    .first('data', 'evaluated_at', 'result', 'diffs');
  if (!row) return undefined;
  const [request] = await redact(knex, [toQueued(row).request], filter);
  const all: QueuedDiff[] = JSON.parse(row.diffs ?? '[]');
  const readable =
    filter &&
    (await visibleKeys(
      knex,
      all.flatMap(({ clusters = [] }) => clusters.map(stringifyClusterRef)),
      filter,
    ));
  const shown = all.filter(
    ({ clusters }) =>
      !readable ||
      clusters?.every(ref => readable.has(stringifyClusterRef(ref))),
  );
  const hidden = all.length - shown.length;
  return {
    ...request,
    files: shown.map(({ clusters: _, ...diff }) => diff),
    ...(hidden > 0 && { hiddenFiles: hidden }),
  };
}

/** What a change can be selected by, with its column in `review_request_clusters`. */
const COLUMNS = {
  environment: 'environment',
  owner: 'owner',
  verb: 'verb',
  cluster: 'cluster_key',
} as const;

type ChangeQuery = Pick<ListRequestsQuery, keyof typeof COLUMNS>;

/**
 * The requests of which the reader may read a cluster.
 *
 * @param wanted - what one and the same change of a cluster that the reader may read has to be like
 */
function visible(
  knex: Knex,
  filter: ClusterFilter | undefined,
  wanted: ChangeQuery = {},
): Knex.QueryBuilder {
  const changes = knex('review_request_clusters').select('number');
  if (filter) {
    changes.whereIn(
      'cluster_key',
      applyFilter(knex('clusters').select('key'), filter),
    );
  }
  let narrowed = filter !== undefined;
  for (const [field, column] of Object.entries(COLUMNS)) {
    const values: string[] = wanted[field as keyof ChangeQuery] ?? [];
    if (values.length === 0) continue;
    // PostgreSQL refuses such a text, and stores none.
    changes.whereIn(
      column,
      values.filter(value => !value.includes('\0')),
    );
    narrowed = true;
  }
  const query = knex('review_requests');
  // Some requests, such as broken ones, change no cluster.
  return narrowed ? query.whereIn('number', changes) : query;
}

/** Findings by rule that name other clusters, in words that do not. */
const OF_OTHERS = new Map<string, Required<Message>>([
  ['cidr', writeMessage('range-redacted')],
  ['quota', writeMessage('quota-redacted')],
  ['taken', writeMessage('name-redacted')],
]);

function redactFinding(finding: RequestFinding): RequestFinding {
  const redacted = OF_OTHERS.get(finding.rule);
  // The values of its code name other clusters as the text does.
  return redacted ? { ...finding, ...redacted } : finding;
}

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
  return requests.map(({ title, problem, problemMessages, ...request }) => {
    const changes = request.changes
      .filter(c => clusters.has(stringifyClusterRef(c.cluster)))
      .map(change => ({
        ...change,
        findings: change.findings.map(redactFinding),
      }));
    const hidden = request.changes.length - changes.length;
    return {
      ...request,
      // Each may name what is hidden.
      ...(hidden === 0 && {
        title,
        ...(problem && { problem }),
        ...(problemMessages && { problemMessages }),
      }),
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
