import {
  type Incident,
  INCIDENT_KINDS,
  type IncidentKind,
  ISOLATION_RULES,
  type IsolationRuleId,
  type ListIncidentsResponse,
  parseClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { hashOf } from '../content';
import type { ClusterReason } from '../types';

/** On fewer clusters a reason is a matter of the cluster, and shown there. */
const MIN_CLUSTERS = 2;
const MAX_INCIDENTS = 100;
const MAX_CLUSTERS = 20;
const ID_LENGTH = 22;
const ISOLATION = 'isolation-';

/** That a cluster has a reason. */
export interface ReasonRow {
  cluster_key: string;
  id: string;
  kind: IncidentKind;
  reason: string;
  subject: string | null;
  /** RFC 3339, UTC. */
  first_seen: string;
}

/** The id of the incident that a reason belongs to: the same for the same kind, reason and subject, of bounded length. */
export function incidentId({ kind, reason, subject }: ClusterReason): string {
  return `${kind}-${hashOf(kind, reason, subject ?? '').slice(0, ID_LENGTH)}`;
}

/** Hash of the incidents that the reasons of a cluster belong to; null for none. */
export function hashReasons(
  reasons: readonly ClusterReason[] = [],
): string | null {
  return reasons.length > 0 ? hashOf(...reasons.map(incidentId).sort()) : null;
}

/** The id of the incident that a rule of isolation is broken. */
export const isolationIncidentId = (rule: string) => `${ISOLATION}${rule}`;

/** The rule that is broken, of the id of such an incident; undefined for others. */
export function ruleOfIncident(id: string): IsolationRuleId | undefined {
  const rule = id.startsWith(ISOLATION) ? id.slice(ISOLATION.length) : '';
  return Object.hasOwn(ISOLATION_RULES, rule)
    ? (rule as IsolationRuleId)
    : undefined;
}

/**
 * Groups reasons that are the same on two clusters or more, those on most clusters first.
 *
 * @param rows - in any order; of one cluster and id at most one
 * @param clusters - number of clusters that they are of
 */
export function groupIncidents(
  rows: readonly ReasonRow[],
  clusters: number,
): ListIncidentsResponse {
  const groups = new Map<string, ReasonRow[]>();
  for (const row of rows) {
    const group = groups.get(row.id);
    if (group) group.push(row);
    else groups.set(row.id, [row]);
  }
  const several = [...groups.values()]
    .filter(group => group.length >= MIN_CLUSTERS)
    .sort(
      (a, b) =>
        b.length - a.length ||
        INCIDENT_KINDS.indexOf(a[0].kind) - INCIDENT_KINDS.indexOf(b[0].kind) ||
        (a[0].id < b[0].id ? -1 : 1),
    );
  return {
    items: several.slice(0, MAX_INCIDENTS).map(toIncident),
    total: several.length,
    clusters,
  };
}

const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));

function toIncident(group: ReasonRow[]): Incident {
  const oldest = [...group].sort(
    (a, b) =>
      compare(a.first_seen, b.first_seen) ||
      compare(a.cluster_key, b.cluster_key),
  );
  const { id, kind, reason, subject } = group[0];
  return {
    id,
    kind,
    reason,
    ...(subject !== null && { subject }),
    count: group.length,
    firstSeen: oldest[0].first_seen,
    lastJoined: oldest[oldest.length - 1].first_seen,
    clusters: oldest
      .slice(0, MAX_CLUSTERS)
      .map(row => parseClusterRef(row.cluster_key)),
  };
}
