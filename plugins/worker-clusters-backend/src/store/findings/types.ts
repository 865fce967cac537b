import type {
  ClusterRef,
  FindingCounts,
  FindingsQuery,
  FleetIsolationReport,
  IsolationFinding,
  IsolationReport,
  IsolationRuleId,
  IsolationRuleState,
  ListFindingsQuery,
  ListFindingsResponse,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ClusterFilter, Lease, WriteResult } from '../types';

/** What is checked: a worker cluster, or a management cluster by its name. */
export type IsolationSubject = ClusterRef | string;

/** What `derive/isolation` says of one subject. */
export interface IsolationWrite {
  subject: IsolationSubject;
  /** `pending`: nobody has looked in this run of the process; what is stored stays. */
  outcomes: Array<
    Pick<IsolationRuleState, 'rule' | 'count' | 'reason' | 'reasonCode'> & {
      state: IsolationRuleState['state'] | 'pending';
    }
  >;
  /** Of each rule all, or as many as are compared; the `count` of its outcome is of all. */
  findings: Array<
    Pick<
      IsolationFinding,
      'rule' | 'severity' | 'object' | 'evidence' | 'evidenceCode'
    >
  >;
}

/** The result of a write. */
export interface FindingsWritten extends WriteResult {
  /** Whether the revision was raised. */
  raised: boolean;
  left: IsolationSubject[];
}

/** Which subjects a reader may see. */
export interface FindingScope {
  /** Permission condition on worker clusters. Undefined: all of them. */
  filter?: ClusterFilter;
  /** Findings about management clusters too. */
  management: boolean;
}

/** The findings as the rest of the backend sees them. */
export interface FindingStore {
  /**
   * Opens findings that are new, keeps those that stand, and resolves those that are gone. Findings of a rule that was not
   * checked stay as they are. Writes only what differs. Names the subjects that were left out: worker clusters that are
   * not stored (yet). Fenced by the lease.
   */
  write(
    writes: IsolationWrite[],
    now: Date,
    lease?: Lease,
  ): Promise<FindingsWritten>;
  /** @param filter - a cluster that shares something and that this does not let through is not named */
  report(
    subject: IsolationSubject,
    now: Date,
    filter?: ClusterFilter,
  ): Promise<IsolationReport>;
  /** How the rules stand over the clusters of a scope, and what changed in 30 days. */
  fleetReport(
    query: FindingsQuery,
    scope: FindingScope,
    now: Date,
  ): Promise<FleetIsolationReport>;
  list(
    query: ListFindingsQuery,
    scope: FindingScope,
    now: Date,
  ): Promise<ListFindingsResponse>;
  /** Open findings of these worker clusters by their keys; a cluster without one is not there. */
  countByCluster(keys: string[]): Promise<Map<string, FindingCounts>>;
  /** Removes what is stored of management clusters that are not among these. */
  keepManagementClusters(names: string[]): Promise<void>;
  /**
   * Removes findings that were resolved before a time. Returns their number.
   *
   * @param before - RFC 3339, UTC
   */
  forget(before: string): Promise<number>;
}

/** A rule of which something is stored. */
export type StoredCheck = {
  rule: IsolationRuleId;
  state: IsolationRuleState['state'];
  count: number | null;
  reason: string | null;
  /** JSON of the `CodedMessage` of a fixed sentence. */
  reason_code: string | null;
};
