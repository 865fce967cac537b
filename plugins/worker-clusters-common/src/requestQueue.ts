import type { ClusterRef } from './clusterRef';
import type { Message } from './messages';
import type {
  ClaimChange,
  ClusterRequestVerb,
  RequestFinding,
  RequestPreview,
} from './requests';

/** What a pull request does to one worker cluster, evaluated as a request in the portal is. @public */
export interface RequestedChange
  extends Pick<RequestPreview, 'consequences' | 'consequenceCodes' | 'cost'> {
  cluster: ClusterRef;
  verb: ClusterRequestVerb;
  environment: string;
  /** Entity reference of the owner in the claim; of a removal, of the cluster as it is. */
  owner?: string;
  /** Path of the claim in the GitOps repository. */
  path: string;
  /** No finding is an error. */
  allowed: boolean;
  findings: RequestFinding[];
  /** Fields before and after; `update` only. At most 50. */
  changes: ClaimChange[];
}

/** Why a request may not be merged together with another one that is open. @public */
export interface RequestConflict {
  /**
   * - `cluster`: the other request is for a cluster of the same name.
   * - `range`: the address ranges overlap.
   * - `file`: both change the same file.
   */
  kind: 'cluster' | 'range' | 'file';
  /** The other pull request; absent if the caller may not read it. */
  number?: number;
  url?: string;
}

/** What the Git host itself says of a pull request. @public */
export interface RequestHostState {
  /** All checks of the host together. */
  checks: 'none' | 'pending' | 'passed' | 'failed';
  reviews: {
    /** Logins, or short names of teams. At most 20 each. */
    approvedBy: string[];
    changesRequestedBy: string[];
    pending: string[];
  };
  /** `blocked`: a rule of the host is not met, or it is a draft. `unknown`: the host does not say. */
  mergeability: 'mergeable' | 'conflict' | 'blocked' | 'unknown';
}

/**
 * A pull request that adds, changes or removes worker clusters, whoever opened it.
 *
 * @public
 */
export interface ReviewRequest {
  number: number;
  url: string;
  /** Untrusted text. Absent if the request changes clusters that the caller may not read. */
  title?: string;
  state: 'open' | 'merged' | 'closed';
  /** Login of the author on the Git host. */
  author?: string;
  /** Entity reference of the requester, if the portal opened the pull request. */
  requestedBy?: string;
  /** RFC 3339, UTC. */
  createdAt: string;
  /** When it was merged or closed: RFC 3339, UTC. */
  finishedAt?: string;
  /**
   * When the pull request was evaluated last: RFC 3339, UTC. Of a merged or
   * closed request, the last time while it was open. Absent before the first evaluation.
   */
  evaluatedAt?: string;
  /** The changes that the caller may read. */
  changes: RequestedChange[];
  /** Number of changes of clusters that the caller may not read; absent if there are none. */
  hiddenChanges?: number;
  /** Why the pull request, or a part of it, could not be evaluated: a sentence. It counts for nothing then. */
  problem?: string;
  /** The sentences of the problem, of which the fixed ones have a code. At most 20. */
  problemMessages?: Message[];
  /** Of an open request, at most 10 minutes old; absent until it was read. */
  host?: RequestHostState;
  /** Of an open request. */
  conflicts: RequestConflict[];
  /** Of a merged request: whether the management cluster has applied it; absent if that is not known. */
  applied?: boolean;
}

/** How a pull request changes the text of one file of the claims' folder. @public */
export interface RequestFileDiff {
  path: string;
  /**
   * Unified diff without header lines, as `RequestPreview.diff`: at most 32 KiB. Values that are credentials read
   * `(hidden)`. Untrusted text. Absent if it is withheld.
   */
  diff?: string;
  /**
   * - `secret`: one of the texts has a Secret of Kubernetes, or only credentials differ.
   * - `too-large`: the file, or the pull request as a whole.
   */
  withheld?: 'secret' | 'too-large';
}

/**
 * One request with the text that it changes, as it was evaluated last.
 *
 * @public
 */
export interface ReviewRequestDetails extends ReviewRequest {
  /**
   * Files of the claims' folder, as far as each is one claim of a cluster that the caller may read; those that are not are
   * for callers who may read all clusters.
   */
  files: RequestFileDiff[];
  /** Number of other files that were read; absent if there are none. */
  hiddenFiles?: number;
}

/** @public */
export interface ListRequestsQuery {
  /** Default: `open`. */
  state?: ReviewRequest['state'];
  /** Only merged requests that the management cluster has (not) applied. */
  applied?: boolean;
  /**
   * Requests with a change that the caller may read and that has one of each of these. `owner`: entity reference;
   * `cluster`: `<management cluster>/<namespace>/<name>`.
   */
  environment?: string[];
  owner?: string[];
  verb?: ClusterRequestVerb[];
  cluster?: string[];
  /** By the time at which they were opened. Default: `desc`, the newest first. */
  order?: 'asc' | 'desc';
  /** Default: 50, at most 200. */
  limit?: number;
  /** `nextCursor` of an earlier answer to the same query. */
  cursor?: string;
}

/** @public */
export interface ListRequestsResponse {
  items: ReviewRequest[];
  nextCursor?: string;
  /** Number of open requests that the caller may read, whatever the query. */
  open: number;
}

/**
 * The open pull request that changes or removes a cluster, or requests it.
 *
 * @public
 */
export interface PendingChange {
  verb: ClusterRequestVerb;
  /** Fields before and after; `update` only. */
  changes: ClaimChange[];
  /** Number and page of the pull request. */
  number: number;
  url: string;
  /** Whether it passes the checks of schema, policy and what exists. */
  allowed: boolean;
}
