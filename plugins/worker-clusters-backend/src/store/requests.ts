import {
  type PullRequestInfo,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Knex } from 'knex';
import { stableJson, storable } from './content';
import { chunks } from './database';
import type { ClusterRequest } from './types';

interface RequestRow {
  cluster_key: string;
  number: number;
  state: PullRequestInfo['state'];
  created_at: string;
  data: string;
}

function toRequestRow(request: ClusterRequest): RequestRow {
  const { number, state, createdAt } = request.pullRequest;
  return {
    cluster_key: stringifyClusterRef(request.ref),
    number,
    state,
    // In one notation, whatever the Git host writes, so that the newest is found by the text.
    created_at: Number.isNaN(Date.parse(createdAt))
      ? storable(createdAt)
      : new Date(createdAt).toISOString(),
    data: stableJson(request),
  };
}

const ID = ['cluster_key', 'number'] as const;

/** The requests that differ from what is stored. */
export async function changedRequests(
  knex: Knex,
  requests: ClusterRequest[],
): Promise<RequestRow[]> {
  const wanted = new Map(
    requests.map(toRequestRow).map(r => [`${r.cluster_key}#${r.number}`, r]),
  );
  for (const some of chunks([...wanted.values()])) {
    const stored: RequestRow[] = await knex('requests')
      .whereIn(
        [...ID],
        some.map(r => [r.cluster_key, r.number]),
      )
      .select(...ID, 'data');
    for (const row of stored) {
      const id = `${row.cluster_key}#${row.number}`;
      if (wanted.get(id)?.data === row.data) wanted.delete(id);
    }
  }
  return [...wanted.values()];
}

export async function upsertRequests(
  trx: Knex.Transaction,
  rows: RequestRow[],
): Promise<void> {
  for (const some of chunks(rows)) {
    await trx('requests')
      .insert(some)
      .onConflict([...ID])
      .merge();
  }
}

/** Deletes the requests of clusters that are gone, but not those that wait for a review. */
export async function deleteFinishedRequests(
  trx: Knex.Transaction,
  clusterKeys: string[],
): Promise<void> {
  for (const keys of chunks(clusterKeys)) {
    await trx('requests')
      .whereIn('cluster_key', keys)
      .whereNot({ state: 'open' })
      .delete();
  }
}

/** The newest request of each cluster that is accepted, by the cluster's key. */
export async function readNewestRequests(
  knex: Knex,
  clusterKeys: string[],
  accept: (request: ClusterRequest) => boolean = ({ verb }) => !verb,
): Promise<Map<string, ClusterRequest>> {
  const result = new Map<string, ClusterRequest>();
  for (const [key, requests] of await readRequests(knex, clusterKeys)) {
    const newest = requests.filter(accept).at(-1);
    if (newest) result.set(key, newest);
  }
  return result;
}

/** All requests of each cluster, by the cluster's key, oldest first. */
export async function readRequests(
  knex: Knex,
  clusterKeys: string[],
): Promise<Map<string, ClusterRequest[]>> {
  const result = new Map<string, ClusterRequest[]>();
  for (const keys of chunks(clusterKeys)) {
    const rows: RequestRow[] = await knex('requests')
      .whereIn('cluster_key', keys)
      .orderBy(['created_at', 'number'])
      .select('cluster_key', 'data');
    for (const row of rows) {
      const known = result.get(row.cluster_key) ?? [];
      result.set(row.cluster_key, [...known, JSON.parse(row.data)]);
    }
  }
  return result;
}

export async function readOpenRequests(knex: Knex): Promise<ClusterRequest[]> {
  const rows: RequestRow[] = await knex('requests')
    .where({ state: 'open' })
    .orderBy([...ID])
    .select('data');
  return rows.map(row => JSON.parse(row.data));
}
