import type { ClusterRef } from './clusterRef';

/**
 * What an incident is about:
 *
 * - `connection`: how the portal reaches the clusters
 * - `infrastructure`: composed resources that cannot be made, changed or deleted
 * - `argocd`: the Argo CD of the clusters
 * - `claim`: the Application of the management Argo CD that syncs the claims
 * - `applications`: Applications of one repository
 * - `isolation`: a rule of isolation that is broken
 *
 * @public
 */
export const INCIDENT_KINDS = [
  'connection',
  'infrastructure',
  'argocd',
  'claim',
  'applications',
  'isolation',
] as const;

/** @public */
export type IncidentKind = (typeof INCIDENT_KINDS)[number];

/**
 * The same reason on several clusters. Reason and subject are bounded, and come from clusters: they are not to be trusted.
 *
 * @public
 */
export interface Incident {
  /** Stays the same as long as the reason does; a value of the filter `incident` of clusters. */
  id: string;
  kind: IncidentKind;
  /**
   * What is the same. `connection`: a `ConnectionStatus`, with the cause after a slash where it is known. `infrastructure`: the code of the
   * provider, else the reason of the condition. `argocd`: `NoArgoCd`, `ControllerNotRunning` or `ComponentNotReady`.
   * `claim`: `SyncFailed` or `Unknown`. `applications`: the id of a verdict rule. `isolation`: an `IsolationRuleId`.
   */
  reason: string;
  /**
   * `infrastructure`: stage and kind of the resource. `argocd`: the component. `claim`: management cluster and name of the
   * Application. `applications`: the repository.
   */
  subject?: string;
  /** Number of clusters that have it, of those that the caller may see. */
  count: number;
  /** When the first of them had it: RFC 3339, UTC. */
  firstSeen: string;
  /** When the last of them had it: RFC 3339, UTC. */
  lastJoined: string;
  /** The clusters that have it for the longest time, at most 20. */
  clusters: ClusterRef[];
}

/** @public */
export interface ListIncidentsResponse {
  /** Those on most clusters first; at most 100. */
  items: Incident[];
  /** Number of incidents, including those that are not listed. */
  total: number;
  /** Number of clusters that the caller may see and that exist: what the counts are a share of. */
  clusters: number;
}
