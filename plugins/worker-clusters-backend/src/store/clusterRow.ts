import {
  type ConnectionState,
  HEALTH_STATUSES,
  LIFECYCLE_PHASES,
  type LifecyclePhase,
  minorVersion,
  stringifyClusterRef,
  type WorkerCluster,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Knex } from 'knex';
import { hashOf, stableJson, storable } from './content';
import { chunks } from './database';
import { hashReasons } from './incidents';
import { sortableVersion } from './sortableVersion';
import type { ClusterState } from './types';

/** A row of the table `clusters`: what the database filters and sorts by, and two JSON texts with the rest. */
export interface ClusterRow {
  key: string;
  management_cluster: string;
  namespace: string;
  name: string;
  uid: string | null;
  environment: string | null;
  region: string | null;
  owner: string | null;
  phase: string;
  phase_rank: number;
  kubernetes_version_sort: string | null;
  argocd_version_sort: string | null;
  health: string | null;
  health_rank: number | null;
  sync: string | null;
  connection_status: string;
  kubernetes_minor: string | null;
  created_at: string | null;
  search_text: string;
  applications_total: number;
  applications_healthy: number;
  applications_suspended: number;
  applications_progressing: number;
  applications_missing: number;
  applications_degraded: number;
  applications_unknown: number;
  applications_synced: number;
  applications_out_of_sync: number;
  applications_sync_unknown: number;
  applications_green: number | null;
  applications_pending: number | null;
  applications_muted: number | null;
  applications_wrong: number | null;
  last_seen: string | null;
  waiting_since: string | null;
  summary: string;
  details: string;
  content_hash: string;
  entity_hash: string | null;
  reasons_hash: string | null;
  applications_hash: string | null;
  revision: number;
}

/** Everything of a row that follows from the state alone. */
export type StateRow = Omit<ClusterRow, 'applications_hash' | 'revision'>;

/** Splits a state into what the fleet page shows, what only the cluster page shows, and what moves by itself. */
function split(state: ClusterState) {
  const {
    ref,
    uid,
    connection,
    timeline,
    nodes,
    cost,
    apiServer,
    syncedBy,
    ...rest
  } = state;
  const {
    blocking,
    unread,
    notices,
    claimTracking,
    claimLag,
    errors,
    reasons,
    argocdReach,
    ...summary
  } = rest;
  const { lastSeen, ...steadyConnection } = connection;
  return {
    summary: { ...summary, connection: steadyConnection },
    details: {
      timeline,
      nodes,
      cost,
      apiServer,
      syncedBy,
      blocking,
      unread,
      notices,
      claimTracking,
      claimLag,
      errors,
      reasons,
      argocdReach,
    },
    lastSeen,
  };
}

/** The row of a state. */
export function toRow(state: ClusterState): StateRow {
  const { ref, applications: counts, connection } = state;
  const { lastSeen, ...json } = split(state);
  const summary = stableJson(json.summary);
  const details = stableJson(json.details);
  const search = [state.ref.name, state.owner, state.environment, state.region];
  const row = {
    key: storable(stringifyClusterRef(ref)),
    management_cluster: storable(ref.managementCluster),
    namespace: storable(ref.namespace),
    name: storable(ref.name),
    uid: storable(state.uid),
    environment: storable(state.environment),
    region: storable(state.region),
    owner: storable(state.owner),
    phase: state.phase.phase,
    phase_rank: LIFECYCLE_PHASES.indexOf(state.phase.phase),
    kubernetes_version_sort: sortableVersion(state.kubernetesVersion),
    argocd_version_sort: sortableVersion(state.argocd?.version),
    health: state.health ?? null,
    health_rank: state.health ? HEALTH_STATUSES.indexOf(state.health) : null,
    sync: state.sync ?? null,
    connection_status: connection.status,
    kubernetes_minor: minorVersion(state.kubernetesVersion) ?? null,
    created_at: storable(state.createdAt),
    search_text: storable(search.filter(Boolean).join('\n').toLowerCase()),
    applications_total: counts.total,
    applications_healthy: counts.byHealth.Healthy,
    applications_suspended: counts.byHealth.Suspended,
    applications_progressing: counts.byHealth.Progressing,
    applications_missing: counts.byHealth.Missing,
    applications_degraded: counts.byHealth.Degraded,
    applications_unknown: counts.byHealth.Unknown,
    applications_synced: counts.bySync.Synced,
    applications_out_of_sync: counts.bySync.OutOfSync,
    applications_sync_unknown: counts.bySync.Unknown,
    applications_green: counts.byVerdict?.green ?? null,
    applications_pending: counts.byVerdict?.pending ?? null,
    applications_muted: counts.byVerdict?.muted ?? null,
    applications_wrong: counts.byVerdict?.wrong ?? null,
    last_seen: storable(lastSeen),
    waiting_since: null,
    summary,
    details,
    entity_hash: hashOf(stableJson(entityParts(state))),
    reasons_hash: hashReasons(state.reasons),
  };
  return {
    ...row,
    // With the columns: a release that has others has written nothing into those that it lacks.
    content_hash: hashOf(
      state.uid ?? '',
      summary,
      details,
      Object.keys(row).join(),
    ),
  };
}

/** What the catalog's entity of a cluster is made of, besides its pull request. */
function entityParts(state: ClusterState) {
  return {
    uid: state.uid,
    environment: state.environment,
    region: state.region,
    owner: state.owner,
    createdAt: state.createdAt,
    argocdUrl: state.argocd?.url,
    apiServer: state.apiServer,
    // Both decide whether there is a link to the claim.
    claimTracking: state.claimTracking,
    merged: isMerged(state.phase.phase),
  };
}

/** Whether the claim of a cluster in this phase is on the branch that is followed. */
function isMerged(phase: LifecyclePhase): boolean {
  return phase !== 'requested' && phase !== 'closed';
}

type RefColumns = Pick<ClusterRow, 'management_cluster' | 'namespace' | 'name'>;

export function toRef(row: RefColumns) {
  return {
    managementCluster: row.management_cluster,
    namespace: row.namespace,
    name: row.name,
  };
}

/** The columns of which {@link toWorkerCluster} makes a row of the fleet page. */
export const SUMMARY_COLUMNS = [
  'key',
  'management_cluster',
  'namespace',
  'name',
  'uid',
  'last_seen',
  'waiting_since',
  'summary',
  'revision',
] as const satisfies ReadonlyArray<keyof ClusterRow>;

/** A row of the fleet page. */
export function toWorkerCluster(
  row: Pick<ClusterRow, (typeof SUMMARY_COLUMNS)[number]>,
): WorkerCluster {
  const summary = JSON.parse(row.summary);
  return {
    ...toRef(row),
    ...summary,
    connection: toConnection(summary.connection, row),
    // The catalog gets an entity as soon as there is a claim.
    ...(row.uid && { entityRef: `resource:default/${row.name}` }),
    revision: Number(row.revision),
  };
}

/** The state as it was stored. */
export function toState(
  row: RefColumns &
    Pick<
      ClusterRow,
      'uid' | 'last_seen' | 'waiting_since' | 'summary' | 'details'
    >,
): ClusterState {
  const summary = JSON.parse(row.summary);
  return {
    ref: toRef(row),
    ...(row.uid && { uid: row.uid }),
    ...summary,
    ...JSON.parse(row.details),
    connection: toConnection(summary.connection, row),
  };
}

const WAITING = writeMessage('connection-waiting');

/** How a cluster is reached: as it was written, unless the portal has started since and waits for it. */
function toConnection(
  written: ConnectionState,
  row: Pick<ClusterRow, 'last_seen' | 'waiting_since'>,
): ConnectionState {
  const connection: ConnectionState =
    // Of what has no credential nothing is expected.
    row.waiting_since && written.status !== 'unknown'
      ? {
          status: 'connecting',
          since:
            written.status === 'connecting' ? written.since : row.waiting_since,
          ...WAITING,
        }
      : written;
  return {
    ...connection,
    ...(row.last_seen && { lastSeen: row.last_seen }),
  };
}

/** Reads some columns of the rows of these clusters. */
export async function selectClusters<Column extends keyof ClusterRow>(
  knex: Knex,
  keys: string[],
  columns: Column[],
): Promise<Array<Pick<ClusterRow, Column>>> {
  const result: Array<Pick<ClusterRow, Column>> = [];
  for (const some of chunks(keys)) {
    result.push(
      ...(await knex('clusters').whereIn('key', some).select(columns)),
    );
  }
  return result;
}
