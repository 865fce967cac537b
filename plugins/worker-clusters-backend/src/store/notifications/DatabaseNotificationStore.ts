import {
  FINDING_SEVERITIES,
  parseClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Knex } from 'knex';
import {
  type ClusterRow,
  SUMMARY_COLUMNS,
  toWorkerCluster,
} from '../clusterRow';
import { chunks } from '../database';
import type { QueuedRequest } from '../requestQueue/types';
import { readNewestRequests } from '../requests';
import type {
  NotificationRecord,
  NotificationStore,
  RequestedCluster,
  RuleFindings,
} from './types';

/** Clusters of a page. */
const PAGE = 500;

/** What notifications are made of, in the backend's database. */
export class DatabaseNotificationStore implements NotificationStore {
  constructor(private readonly knex: Knex) {}

  async readClusters(after = ''): Promise<RequestedCluster[]> {
    const rows: ClusterRow[] = await this.knex('clusters')
      .where('key', '>', after)
      .orderBy('key')
      .limit(PAGE)
      .select(...SUMMARY_COLUMNS);
    // A request that is not merged may name anybody as the requester of a cluster that exists.
    const requests = await readNewestRequests(
      this.knex,
      rows.map(row => row.key),
      ({ verb, pullRequest }) => !verb && pullRequest.state === 'merged',
    );
    return rows.map(row => ({
      cluster: toWorkerCluster(row),
      requestedBy: requests.get(row.key)?.pullRequest.requestedBy,
    }));
  }

  async readFindings(): Promise<RuleFindings[]> {
    const rows: any[] = await this.knex('isolation_findings')
      .whereNull('resolved_at')
      .where('subject', 'like', '%/%')
      .groupBy('subject', 'rule')
      .orderBy(['subject', 'rule'])
      .select('subject', 'rule')
      .min({ severity: 'severity_rank', firstSeen: 'first_seen' })
      .count({ count: '*' });
    return rows.map(({ subject, rule, severity, firstSeen, count }) => ({
      cluster: parseClusterRef(subject),
      rule,
      severity: FINDING_SEVERITIES[severity],
      count: Number(count),
      firstSeen,
    }));
  }

  async readRequests(
    finishedSince: string,
  ): Promise<QueuedRequest['request'][]> {
    const rows: Array<{ data: string }> = await this.knex('review_requests')
      .where({ state: 'open' })
      .orWhere('finished_at', '>=', finishedSince)
      .orderBy('number')
      .select('data');
    return rows.map(row => JSON.parse(row.data).request);
  }

  async readRecords(): Promise<Map<string, number>> {
    const rows: Array<{ id: string; recorded_at: string }> = await this.knex(
      'notification_records',
    ).select('id', 'recorded_at');
    return new Map(rows.map(row => [row.id, Date.parse(row.recorded_at)]));
  }

  async record(records: NotificationRecord[], now: Date): Promise<Set<string>> {
    const recorded_at = now.toISOString();
    return this.knex.transaction(async trx => {
      const made = new Set<string>();
      for (const some of chunks(records)) {
        const rows = await trx('notification_records')
          .insert(some.map(({ id, topic }) => ({ id, topic, recorded_at })))
          .onConflict('id')
          .ignore()
          .returning('id');
        for (const { id } of rows) made.add(id);
      }
      return made;
    });
  }

  async forget(ids: string[]): Promise<void> {
    for (const some of chunks(ids)) {
      await this.knex('notification_records').whereIn('id', some).delete();
    }
  }
}
