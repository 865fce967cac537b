import type { DatabaseService } from '@backstage/backend-plugin-api';
import {
  type Application,
  type ApplicationMatrix,
  type ApplicationMatrixQuery,
  type ClusterRef,
  type FleetQuery,
  type FleetSummary,
  type ListClustersQuery,
  type ListTransitionsQuery,
  type ListClustersResponse,
  type ListFleetApplicationsQuery,
  type ListFleetApplicationsResponse,
  type ListIncidentsResponse,
  parseClusterRef,
  stringifyClusterRef,
  type WorkerCluster,
  type WorkerClusterDetails,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { PlatformDefinition } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type { Knex } from 'knex';
import type { ClaimedCluster } from '../observe/types';
import { readApplicationMatrix } from './applicationMatrix';
import { type ApplicationScope, findClusters } from './applicationQuery';
import {
  readApplication,
  readApplicationPage,
  readApplications,
} from './applications';
import {
  listClaims,
  markInputs,
  readClaim,
  readInputs,
  writeClaims,
} from './clusterInputs';
import { ClusterReader } from './ClusterReader';
import { selectClusters, toRef, toState } from './clusterRow';
import { markWaiting, touchConnections } from './connections';
import {
  asOnlyWriter,
  chunks,
  isPostgres,
  nextRevision,
  openDatabase,
  readRevision,
} from './database';
import { forgetHistory, recordDurations } from './durations';
import { DatabaseFindingStore, type FindingStore } from './findings';
import { readIncidents } from './incidents';
import { forgetReminders, takeReminder } from './lifetimeReminders';
import {
  readClaimDefinition,
  readManagementClusters,
  touchManagementClusters,
  writeManagementCluster,
} from './managementClusters';
import {
  DatabaseNotificationStore,
  type NotificationStore,
} from './notifications';
import { removeClusters } from './removeClusters';
import { DatabaseReplicaStore, ownedKeys } from './replicas';
import { DatabaseRequestQueue, type RequestQueueStore } from './requestQueue';
import {
  changedRequests,
  readNewestRequests,
  readOpenRequests,
  upsertRequests,
} from './requests';
import type {
  ClusterEntityParts,
  ClusterFilter,
  ClusterInput,
  ClusterRequest,
  ClusterState,
  DerivedCluster,
  FleetStore,
  Lease,
  LifetimeReminder,
  ReconciledApplication,
  ReplicaStore,
  FleetTotals,
  StoredTransitions,
  StoredManagementCluster,
  WriteResult,
} from './types';
import { touchApplications } from './writeApplications';
import { writeClusters } from './writeClusters';

/**
 * The fleet in the backend's database (SQLite or PostgreSQL), which all replicas share.
 *
 * A {@link ClusterFilter} may use the columns `management_cluster`, `namespace`, `name`, `environment`, `region`,
 * `owner` and `phase`.
 */
export class DatabaseFleetStore implements FleetStore {
  /** Opens the database and brings its tables up to date. */
  static async create(options: {
    database: DatabaseService;
  }): Promise<DatabaseFleetStore> {
    return new DatabaseFleetStore(await openDatabase(options.database));
  }

  readonly findings: FindingStore;
  readonly requestQueue: RequestQueueStore;
  readonly notifications: NotificationStore;
  readonly #clusters: ClusterReader;
  /** Revision up to which the history has been kept by this process. */
  #historyRevision = -1;

  private constructor(private readonly knex: Knex) {
    this.findings = new DatabaseFindingStore(knex);
    this.requestQueue = new DatabaseRequestQueue(knex);
    this.notifications = new DatabaseNotificationStore(knex);
    this.#clusters = new ClusterReader(knex, this.findings, this.requestQueue);
  }

  /**
   * Keeps how long the stages of the clusters took, and forgets what is older than the retention. Call it now and then.
   */
  async keepHistory(options: { retentionMs: number; now: Date }) {
    const { retentionMs, now } = options;
    const notBefore = new Date(now.getTime() - retentionMs).toISOString();
    this.#historyRevision = await recordDurations(this.knex, {
      after: this.#historyRevision,
      notBefore,
    });
    await forgetHistory(this.knex, notBefore);
    await this.findings.forget(notBefore);
    await forgetReminders(this.knex, notBefore);
  }

  async takeReminder(reminder: LifetimeReminder, now: Date): Promise<boolean> {
    return takeReminder(this.knex, reminder, now);
  }

  /** Where replicas register; undefined where the database cannot be shared. */
  get replicas(): ReplicaStore | undefined {
    return isPostgres(this.knex)
      ? new DatabaseReplicaStore(this.knex)
      : undefined;
  }

  async writeClusters(
    clusters: DerivedCluster[],
    lease?: Lease,
  ): Promise<WriteResult> {
    return writeClusters(this.knex, clusters, lease);
  }

  async removeClusters(
    refs: ClusterRef[],
    lease?: Lease,
    whose?: 'own' | 'any',
  ): Promise<WriteResult> {
    return removeClusters(this.knex, refs, lease, whose);
  }

  async markWaiting(
    managementClusters: string[],
    since: string,
    lease?: Lease,
  ): Promise<WriteResult> {
    return markWaiting(this.knex, managementClusters, since, lease);
  }

  async touchConnections(
    entries: Array<{ ref: ClusterRef; lastSeen: string }>,
    lease?: Lease,
  ): Promise<void> {
    await touchConnections(this.knex, entries, lease);
  }

  async touchApplications(
    applications: ReconciledApplication[],
    lease?: Lease,
  ): Promise<void> {
    await touchApplications(this.knex, applications, lease);
  }

  async listRefs(managementCluster: string): Promise<ClusterRef[]> {
    const rows = await this.knex('clusters')
      .where({ management_cluster: managementCluster })
      .whereNotNull('uid')
      .orderBy('key')
      .select('management_cluster', 'namespace', 'name');
    return rows.map(toRef);
  }

  async getStates(refs: ClusterRef[]): Promise<Map<string, ClusterState>> {
    const rows = await selectClusters(
      this.knex,
      refs.map(stringifyClusterRef),
      [
        'key',
        'management_cluster',
        'namespace',
        'name',
        'uid',
        'last_seen',
        'waiting_since',
        'summary',
        'details',
      ],
    );
    return new Map(rows.map(row => [row.key, toState(row)]));
  }

  async list(
    query: ListClustersQuery,
    filter?: ClusterFilter,
  ): Promise<ListClustersResponse> {
    return this.#clusters.list(query, filter);
  }

  async listEntityParts(filter?: ClusterFilter): Promise<ClusterEntityParts[]> {
    return this.#clusters.listEntityParts(filter);
  }

  async fleetTotals(filter?: ClusterFilter): Promise<FleetTotals> {
    return this.#clusters.fleetTotals(filter);
  }

  async fleet(
    query: FleetQuery,
    totals: Pick<FleetTotals, 'findings' | 'pending'>,
    filter?: ClusterFilter,
  ) {
    return this.#clusters.fleet(query, totals, filter);
  }

  async get(
    ref: ClusterRef,
    filter?: ClusterFilter,
  ): Promise<WorkerClusterDetails | undefined> {
    return this.#clusters.get(ref, filter);
  }

  async listTransitions(
    ref: ClusterRef,
    query: ListTransitionsQuery,
    filter?: ClusterFilter,
  ): Promise<StoredTransitions | undefined> {
    return this.#clusters.listTransitions(ref, query, filter);
  }

  async getApplication(
    ref: ClusterRef,
    application: Pick<Application, 'namespace' | 'name'>,
  ): Promise<Application | undefined> {
    return readApplication(this.knex, stringifyClusterRef(ref), application);
  }

  async listApplications(ref: ClusterRef): Promise<Application[]> {
    return readApplications(this.knex, stringifyClusterRef(ref));
  }

  async searchApplications(
    query: ListFleetApplicationsQuery,
    scope: ApplicationScope = {},
  ): Promise<ListFleetApplicationsResponse> {
    return readApplicationPage(this.knex, query, scope);
  }

  async findDeployedClusters(
    query: ListFleetApplicationsQuery,
    options: { filter?: ClusterFilter; limit: number },
  ): Promise<ClusterRef[]> {
    const keys = await findClusters(this.knex, query, options);
    return keys.map(parseClusterRef);
  }

  async listByRef(
    refs: ClusterRef[],
    filter?: ClusterFilter,
  ): Promise<WorkerCluster[]> {
    return this.#clusters.listByRef(refs, filter);
  }

  async applicationMatrix(
    query: ApplicationMatrixQuery,
    filter?: ClusterFilter,
  ): Promise<ApplicationMatrix> {
    return readApplicationMatrix(this.knex, query, filter);
  }

  async oldestReconciledAt(ref: ClusterRef): Promise<string | undefined> {
    const row: any = await this.knex('applications')
      .where({ cluster_key: stringifyClusterRef(ref) })
      .min({ oldest: 'reconciled_at' })
      .first();
    return row?.oldest ?? undefined;
  }

  async summary(filter?: ClusterFilter): Promise<FleetSummary> {
    return this.#clusters.summary(filter);
  }

  async incidents(filter?: ClusterFilter): Promise<ListIncidentsResponse> {
    return readIncidents(this.knex, filter);
  }

  async countByManagementCluster(
    filter?: ClusterFilter,
  ): Promise<Map<string, number>> {
    return this.#clusters.countByManagementCluster(filter);
  }

  async revision(): Promise<number> {
    return readRevision(this.knex);
  }

  async clusterRevision(
    ref: ClusterRef,
    filter?: ClusterFilter,
  ): Promise<number | undefined> {
    return this.#clusters.clusterRevision(ref, filter);
  }

  async saveRequests(
    requests: ClusterRequest[],
    lease?: Lease,
  ): Promise<WriteResult> {
    const candidates = await changedRequests(this.knex, requests);
    if (candidates.length === 0) {
      return { revision: await this.revision(), changed: [] };
    }
    return asOnlyWriter(this.knex, async trx => {
      await ownedKeys(trx, lease, []);
      const rows = await changedRequests(trx, requests);
      if (rows.length === 0) {
        return { revision: await readRevision(trx), changed: [] };
      }
      await upsertRequests(trx, rows);
      const keys = [...new Set(rows.map(r => r.cluster_key))];
      const changed = keys.map(parseClusterRef);
      if (isPostgres(trx)) await markInputs(trx, changed);
      const revision = await nextRevision(trx);
      for (const some of chunks(keys)) {
        await trx('clusters').whereIn('key', some).update({ revision });
      }
      // A request says where the claim is.
      return { revision, changed, entities: changed };
    });
  }

  async getRequests(refs: ClusterRef[]): Promise<Map<string, ClusterRequest>> {
    return readNewestRequests(this.knex, refs.map(stringifyClusterRef));
  }

  async getDecommissions(
    refs: ClusterRef[],
  ): Promise<Map<string, ClusterRequest>> {
    return readNewestRequests(
      this.knex,
      refs.map(stringifyClusterRef),
      ({ verb, pullRequest }) =>
        verb === 'decommission' && pullRequest.state === 'merged',
    );
  }

  async listOpenRequests(): Promise<ClusterRequest[]> {
    return readOpenRequests(this.knex);
  }

  async writeManagementCluster(
    cluster: StoredManagementCluster,
    definition: PlatformDefinition | undefined,
    lease?: Lease,
  ): Promise<boolean> {
    return writeManagementCluster(this.knex, cluster, definition, lease);
  }

  async touchManagementClusters(
    entries: Array<{ name: string; lastSeen: string }>,
    lease?: Lease,
  ): Promise<void> {
    await touchManagementClusters(this.knex, entries, lease);
  }

  async getManagementClusters(): Promise<Map<string, StoredManagementCluster>> {
    return readManagementClusters(this.knex);
  }

  async getClaimDefinition(
    managementCluster: string,
  ): Promise<PlatformDefinition | undefined> {
    return readClaimDefinition(this.knex, managementCluster);
  }

  async writeClaims(
    claims: Array<{ ref: ClusterRef; claimed: ClaimedCluster | undefined }>,
    lease: Lease,
  ): Promise<void> {
    await writeClaims(this.knex, claims, lease);
  }

  async listClaims(managementCluster: string): Promise<ClusterRef[]> {
    return listClaims(this.knex, managementCluster);
  }

  async getClaim(ref: ClusterRef): Promise<ClaimedCluster | undefined> {
    return readClaim(this.knex, ref);
  }

  async readInputs(options: {
    after: number;
    limit: number;
    known: string[];
  }): Promise<ClusterInput[]> {
    return readInputs(this.knex, options);
  }
}
