import {
  type ListRequestsQuery,
  type ListRequestsResponse,
  parseClusterRef,
  type PendingChange,
  type ReviewRequest,
  type ReviewRequestDetails,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Knex } from 'knex';
import { hashOf, stableJson } from '../content';
import { asOnlyWriter, chunks, nextRevision, readRevision } from '../database';
import { ownedKeys } from '../replicas';
import type { ClusterFilter, Lease } from '../types';
import {
  readRequestDetails,
  readRequestPage,
  type RequestRow,
  toQueued,
} from './requestPage';
import type {
  QueuedRequest,
  QueueWritten,
  RequestCount,
  RequestQueueStore,
} from './types';

const utc = (time: string) =>
  Number.isNaN(Date.parse(time)) ? time : new Date(time).toISOString();

function toRow({ diffs, ...queued }: QueuedRequest): RequestRow {
  const { evaluatedAt, ...request } = queued.request;
  const text = diffs && stableJson(diffs);
  const { number, state, createdAt, finishedAt } = request;
  return {
    number,
    state,
    created_at: utc(createdAt),
    finished_at: finishedAt ? utc(finishedAt) : null,
    evaluated_at: evaluatedAt ? utc(evaluatedAt) : null,
    result: queued.result,
    applied: request.applied ?? null,
    // Without the time of evaluation, which moves although nothing changes.
    data: stableJson({
      ...queued,
      request,
      ...(text !== undefined && { diffsHash: hashOf(text) }),
    }),
    ...(text !== undefined && { diffs: text }),
  };
}

/** Which cluster a request changes, and what the change can be selected by; of several for one cluster, the first. */
function toLinks({ number, data }: RequestRow) {
  const { request }: QueuedRequest = JSON.parse(data);
  const links = request.changes.map(
    ({ cluster, environment, owner = null, verb }) => ({
      number,
      cluster_key: stringifyClusterRef(cluster),
      environment,
      owner,
      verb,
    }),
  );
  return links.filter(
    (link, i) => links.findIndex(l => l.cluster_key === link.cluster_key) === i,
  );
}

/** The review queue in the backend's database. */
export class DatabaseRequestQueue implements RequestQueueStore {
  constructor(private readonly knex: Knex) {}

  async write(requests: QueuedRequest[], lease?: Lease): Promise<QueueWritten> {
    const rows = requests.map(toRow);
    const numbers = rows.map(row => row.number);
    const written = await this.#change(
      lease,
      async knex => {
        const stored = await readData(knex, numbers);
        return rows.filter(row => stored.get(row.number) !== row.data);
      },
      async (trx, changed) => {
        // Apart: rows without diffs leave those that are stored.
        for (const all of [
          changed.filter(row => row.diffs !== undefined),
          changed.filter(row => row.diffs === undefined),
        ]) {
          for (const some of chunks(all)) {
            await trx('review_requests')
              .insert(some)
              .onConflict('number')
              .merge();
          }
        }
        return linkClusters(trx, changed);
      },
    );
    await markEvaluated(this.knex, rows);
    return written;
  }

  async delete(numbers: number[], lease?: Lease): Promise<QueueWritten> {
    return this.#change(
      lease,
      async knex => [...(await readData(knex, numbers)).keys()],
      async (trx, known) => {
        const keys = await unlinkClusters(trx, known);
        for (const some of chunks(known)) {
          await trx('review_requests').whereIn('number', some).delete();
        }
        return keys;
      },
    );
  }

  async read(states: ReviewRequest['state'][]): Promise<QueuedRequest[]> {
    const rows: RequestRow[] = await this.knex('review_requests')
      .whereIn('state', states)
      .orderBy(['created_at', 'number'])
      .select('data', 'evaluated_at', 'result');
    return rows.map(toQueued);
  }

  async count(): Promise<RequestCount[]> {
    const rows: RequestCount[] = await this.knex('review_requests')
      .groupBy('state', 'result')
      .select('state', 'result', this.knex.raw('count(*) as count'))
      .min({ oldest: 'created_at' });
    // PostgreSQL's driver has it as a text.
    return rows.map(row => ({ ...row, count: Number(row.count) }));
  }

  async get(
    number: number,
    filter?: ClusterFilter,
  ): Promise<ReviewRequestDetails | undefined> {
    return readRequestDetails(this.knex, number, filter);
  }

  async list(
    query: ListRequestsQuery,
    filter?: ClusterFilter,
  ): Promise<ListRequestsResponse> {
    return readRequestPage(this.knex, query, filter);
  }

  async pending(keys?: string[]): Promise<Map<string, PendingChange>> {
    const found = new Map<string, PendingChange>();
    // Those without keys are all of them.
    for (const some of keys ? chunks(keys) : [undefined]) {
      const links = await readPending(this.knex, some);
      const requests = await this.#readRequests(links.map(l => l.number));
      for (const { key, number } of links) {
        const request = requests.get(number);
        const change = request?.changes.find(
          c => stringifyClusterRef(c.cluster) === key,
        );
        if (!request || !change) continue;
        const { verb, changes, allowed } = change;
        found.set(key, { verb, changes, allowed, number, url: request.url });
      }
    }
    return found;
  }

  /** Each once, however many clusters it changes: a request with all that is said of it may have a megabyte. */
  async #readRequests(
    numbers: number[],
  ): Promise<Map<number, QueuedRequest['request']>> {
    const found = new Map<number, QueuedRequest['request']>();
    const data = await readData(this.knex, [...new Set(numbers)]);
    for (const [number, text] of data) {
      const { request }: QueuedRequest = JSON.parse(text);
      found.set(number, request);
    }
    return found;
  }

  async #nothing(knex: Knex): Promise<QueueWritten> {
    return { revision: await readRevision(knex), raised: false, changed: [] };
  }

  /** Writes what is to be written, if there is any, and raises the revisions of the clusters. */
  async #change<T>(
    lease: Lease | undefined,
    plan: (knex: Knex) => Promise<T[]>,
    write: (trx: Knex.Transaction, planned: T[]) => Promise<string[]>,
  ): Promise<QueueWritten> {
    if ((await plan(this.knex)).length === 0) {
      return this.#nothing(this.knex);
    }
    return asOnlyWriter(this.knex, async trx => {
      await ownedKeys(trx, lease, []);
      // Again: another replica may have written before the lock was ours.
      const planned = await plan(trx);
      if (planned.length === 0) {
        return this.#nothing(trx);
      }
      const keys = [...new Set(await write(trx, planned))];
      const revision = await nextRevision(trx);
      for (const some of chunks(keys)) {
        await trx('clusters').whereIn('key', some).update({ revision });
      }
      return { revision, raised: true, changed: keys.map(parseClusterRef) };
    });
  }
}

async function readData(
  knex: Knex,
  numbers: number[],
): Promise<Map<number, string>> {
  const found = new Map<number, string>();
  for (const some of chunks(numbers)) {
    const rows: RequestRow[] = await knex('review_requests')
      .whereIn('number', some)
      .select('number', 'data');
    for (const { number, data } of rows) found.set(number, data);
  }
  return found;
}

/**
 * Writes when requests were evaluated. Outside the lock of the writers: a time never goes back, so that one that a slow
 * replica writes changes nothing.
 */
async function markEvaluated(knex: Knex, rows: RequestRow[]): Promise<void> {
  const times = new Set(rows.map(row => row.evaluated_at));
  for (const evaluated_at of times) {
    if (evaluated_at === null) continue;
    const numbers = rows
      .filter(row => row.evaluated_at === evaluated_at)
      .map(row => row.number);
    for (const some of chunks(numbers)) {
      await knex('review_requests')
        .whereIn('number', some)
        .where(older =>
          older
            .whereNull('evaluated_at')
            .orWhere('evaluated_at', '<', evaluated_at),
        )
        .update({ evaluated_at });
    }
  }
}

/** Says which clusters the requests change, and returns the keys of those that they change or did. */
async function linkClusters(
  trx: Knex.Transaction,
  rows: RequestRow[],
): Promise<string[]> {
  const before = await unlinkClusters(
    trx,
    rows.map(row => row.number),
  );
  const links = rows.flatMap(toLinks);
  for (const some of chunks(links)) {
    await trx('review_request_clusters').insert(some);
  }
  return [...before, ...links.map(link => link.cluster_key)];
}

async function unlinkClusters(
  trx: Knex.Transaction,
  numbers: number[],
): Promise<string[]> {
  const keys: string[] = [];
  for (const some of chunks(numbers)) {
    const rows: Array<{ cluster_key: string }> = await trx(
      'review_request_clusters',
    )
      .whereIn('number', some)
      .select('cluster_key');
    keys.push(...rows.map(row => row.cluster_key));
    await trx('review_request_clusters').whereIn('number', some).delete();
  }
  return keys;
}

/** Clusters with the numbers of their open requests, the newest request last. */
async function readPending(
  knex: Knex,
  keys: string[] | undefined,
): Promise<Array<{ key: string; number: number }>> {
  const query = knex('review_request_clusters')
    .join(
      'review_requests',
      'review_requests.number',
      'review_request_clusters.number',
    )
    .where('state', 'open');
  if (keys) query.whereIn('cluster_key', keys);
  return query
    .orderBy(['created_at', 'review_requests.number'])
    .select({ key: 'cluster_key', number: 'review_requests.number' });
}
