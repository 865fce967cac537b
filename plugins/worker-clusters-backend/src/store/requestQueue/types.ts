import type {
  ClusterRef,
  ListRequestsQuery,
  ListRequestsResponse,
  PendingChange,
  RequestFileDiff,
  ReviewRequest,
  ReviewRequestDetails,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ClusterFilter, Lease } from '../types';

/** What the evaluation of a request came to: no error, an error in one of its changes, or not (wholly) evaluated. */
export type EvaluationResult = 'allowed' | 'refused' | 'problem';

/** The changed text of a file as it is kept. */
export interface QueuedDiff extends RequestFileDiff {
  /** Clusters of which it tells; absent if that is not known: then it is for who may read all. */
  clusters?: ClusterRef[];
}

/** A request for review as it is kept: everything that is served of it, whoever reads it, and what that was made of. */
export interface QueuedRequest {
  request: Omit<ReviewRequest, 'hiddenChanges' | 'title'> & { title: string };
  /** Branch of the pull request. */
  head: string;
  /** Files that it changes in the folder of the claims. */
  files: string[];
  /** Address ranges that it requests. */
  ranges: string[];
  result: EvaluationResult;
  /** Absent as it is read: of a request that is written without them, those that are stored stay. */
  diffs?: QueuedDiff[];
  /** Of the diffs that are stored, as it is read. */
  diffsHash?: string;
}

/** A number of requests for review. */
export interface RequestCount {
  state: ReviewRequest['state'];
  result: EvaluationResult;
  count: number;
  /** When the oldest of them was opened: RFC 3339, UTC. */
  oldest: string;
}

/** The result of a write. */
export interface QueueWritten {
  /** Revision of the fleet after it. */
  revision: number;
  /** Whether the write raised it. */
  raised: boolean;
  /** Clusters whose pending change is another one. */
  changed: ClusterRef[];
}

/** The review queue in the database. */
export interface RequestQueueStore {
  /**
   * Writes those requests of which something changed, which raises the fleet's revision and that of their clusters. Of the
   * others only the time of evaluation is written, which raises none.
   */
  write(requests: QueuedRequest[], lease?: Lease): Promise<QueueWritten>;
  /** Requests in one of these states, oldest first. */
  read(states: ReviewRequest['state'][]): Promise<QueuedRequest[]>;
  /** Deletes finished requests, and those that touch no cluster (any more). */
  delete(numbers: number[], lease?: Lease): Promise<QueueWritten>;
  /** One page of what a reader may see. A request is seen by who may read one of its clusters. */
  list(
    query: ListRequestsQuery,
    filter?: ClusterFilter,
  ): Promise<ListRequestsResponse>;
  /** One request with its diffs; undefined if there is none, or the reader may read none of its clusters. */
  get(
    number: number,
    filter?: ClusterFilter,
  ): Promise<ReviewRequestDetails | undefined>;
  /** How many requests there are, by state and result. */
  count(): Promise<RequestCount[]>;
  /** The newest open request of each cluster that has one, or of each of these, by the cluster's key. */
  pending(clusterKeys?: string[]): Promise<Map<string, PendingChange>>;
}
