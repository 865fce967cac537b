import type {
  ClusterRef,
  FindingSeverity,
  WorkerCluster,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { QueuedRequest } from '../requestQueue/types';

/** A cluster, and who requested it. */
export interface RequestedCluster {
  cluster: WorkerCluster;
  /** Entity reference: of the newest request of the cluster that was merged. */
  requestedBy?: string;
}

/** Open findings of one rule of isolation in one cluster. */
export interface RuleFindings {
  cluster: ClusterRef;
  rule: string;
  /** Of the worst one. */
  severity: FindingSeverity;
  count: number;
  /** Of the first one: RFC 3339, UTC. */
  firstSeen: string;
}

/** That a recipient was told something. */
export interface NotificationRecord {
  id: string;
  topic: string;
}

/** What notifications are about, and which were sent. */
export interface NotificationStore {
  /**
   * Reads a page of the clusters, in the order of their references.
   *
   * @param after - key of the last cluster of the page before
   */
  readClusters(after?: string): Promise<RequestedCluster[]>;
  /** Reads the open findings about worker clusters. */
  readFindings(): Promise<RuleFindings[]>;
  /**
   * Reads the requests that are open, and those that were merged or closed since.
   *
   * @param finishedSince - RFC 3339, UTC
   */
  readRequests(finishedSince: string): Promise<QueuedRequest['request'][]>;

  /** Reads when each record was made: epoch milliseconds by id. */
  readRecords(): Promise<Map<string, number>>;
  /** Makes records in one transaction. Returns the ids of those that there were not before, by this replica or another one. */
  record(records: NotificationRecord[], now: Date): Promise<Set<string>>;
  forget(ids: string[]): Promise<void>;
}
