import type { DatabaseService } from '@backstage/backend-plugin-api';
import {
  type Application,
  type ClusterRef,
  type FleetCounts,
  type FleetQuery,
  type FleetSummary,
  type ListClustersQuery,
  type ListClustersResponse,
  type ListFleetApplicationsQuery,
  type ListFleetApplicationsResponse,
  parseClusterRef,
  stringifyClusterRef,
  supportLife,
  type WorkerCluster,
  type WorkerClusterDetails,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Knex } from 'knex';
import type { ClaimedCluster, LiveDefinition } from '../observe/types';
import type { ApplicationScope } from './applicationQuery';
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
import {
  applyFilter,
  applyPage,
  applyQuery,
  cutPage,
  DEFAULT_FLEET_LIMIT,
  MAX_FLEET_LIMIT,
  type Page,
  toPage,
  SORT_COLUMNS,
} from './clusterQuery';
import {
  type ClusterRow,
  SUMMARY_COLUMNS,
  toRef,
  toState,
  toWorkerCluster,
} from './clusterRow';
import {
  asOnlyWriter,
  chunks,
  isPostgres,
  nextRevision,
  openDatabase,
  readRevision,
} from './database';
import { DurationReader, forgetHistory, recordDurations } from './durations';
import {
  countFindings,
  DatabaseFindingStore,
  deleteFindings,
  type FindingStore,
} from './findings';
import {
  readClaimDefinition,
  readManagementClusters,
  touchManagementClusters,
  writeManagementCluster,
} from './managementClusters';
import { DatabaseReplicaStore, ownedKeys } from './replicas';
import {
  changedRequests,
  deleteFinishedRequests,
  readNewestRequests,
  readOpenRequests,
  readRequests,
  upsertRequests,
} from './requests';
import { summarize } from './summary';
import { deleteTransitions, readTransitions } from './transitions';
import type {
  ClusterEntityParts,
  ClusterFilter,
  ClusterInput,
  ClusterRequest,
  ClusterState,
  DerivedCluster,
  FleetStore,
  Lease,
  ReconciledApplication,
  ReplicaStore,
  StoredFleet,
  StoredManagementCluster,
  WriteResult,
} from './types';
import { deleteApplications, touchApplications } from './writeApplications';
import { writeClusters } from './writeClusters';

/** Most open changes that a page names; the newest ones. */
const MAX_CHANGES = 10;

/** How long the versions of a cluster are supported; nothing where that is not known. */
function supportOf(
  cluster: WorkerCluster,
): Pick<WorkerClusterDetails, 'support'> {
  const kubernetes = supportLife('kubernetes', cluster.kubernetesVersion);
  const argocd = supportLife('argocd', cluster.argocd?.version);
  return kubernetes || argocd
    ? {
        support: {
          ...(kubernetes && { kubernetes }),
          ...(argocd && { argocd }),
        },
      }
    : {};
}

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
  readonly #durations: DurationReader;
  /** Revision up to which the history has been kept by this process. */
  #historyRevision = -1;

  private constructor(private readonly knex: Knex) {
    this.findings = new DatabaseFindingStore(knex);
    this.#durations = new DurationReader(knex);
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
    whose: 'own' | 'any' = 'own',
  ): Promise<WriteResult> {
    return asOnlyWriter(this.knex, async trx => {
      const asked = refs.map(stringifyClusterRef);
      const own = await ownedKeys(trx, lease, asked);
      const known = await selectClusters(
        trx,
        whose === 'any' ? asked : [...own],
        ['key', 'management_cluster', 'namespace', 'name'],
      );
      if (known.length === 0) {
        return { revision: await readRevision(trx), changed: [] };
      }
      const keys = known.map(row => row.key);
      await deleteApplications(trx, keys);
      await deleteTransitions(trx, keys);
      await deleteFindings(trx, keys);
      await deleteFinishedRequests(trx, keys);
      for (const some of chunks(keys)) {
        await trx('clusters').whereIn('key', some).delete();
      }
      const changed = known.map(toRef);
      if (isPostgres(trx) && whose === 'any') await markInputs(trx, changed);
      return {
        revision: await nextRevision(trx),
        changed,
        entities: changed,
      };
    });
  }

  async markWaiting(
    managementClusters: string[],
    since: string,
    lease?: Lease,
  ): Promise<WriteResult> {
    return asOnlyWriter(this.knex, async trx => {
      await ownedKeys(trx, lease, []);
      const marked = () =>
        trx('clusters')
          .whereIn('management_cluster', managementClusters)
          .whereNotNull('uid')
          .whereNull('waiting_since');
      if (!(await marked().first('key'))) {
        return { revision: await readRevision(trx), changed: [] };
      }
      const revision = await nextRevision(trx);
      const rows = await marked()
        .update({ waiting_since: since, revision })
        .returning(['management_cluster', 'namespace', 'name']);
      return { revision, changed: rows.map(toRef) };
    });
  }

  async touchConnections(
    entries: Array<{ ref: ClusterRef; lastSeen: string }>,
    lease?: Lease,
  ): Promise<void> {
    if (entries.length === 0) return;
    await asOnlyWriter(this.knex, async trx => {
      const own = await ownedKeys(
        trx,
        lease,
        entries.map(e => stringifyClusterRef(e.ref)),
      );
      const owned = entries.filter(e => own.has(stringifyClusterRef(e.ref)));
      for (const some of chunks(owned)) {
        const values = some.map(() => '(?, ?)').join(', ');
        await trx.raw(
          `with touched (key, last_seen) as (values ${values})
           update clusters set last_seen = touched.last_seen from touched
           where clusters.key = touched.key
             and (clusters.last_seen is null or clusters.last_seen < touched.last_seen)`,
          some.flatMap(e => [
            stringifyClusterRef(e.ref),
            new Date(e.lastSeen).toISOString(),
          ]),
        );
      }
    });
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
    // The revision comes first: what is read after it is at least that new.
    const revision = await this.revision();
    return {
      ...(await this.#readPage(query, toPage(query), filter)),
      revision,
    };
  }

  async listEntityParts(filter?: ClusterFilter): Promise<ClusterEntityParts[]> {
    const rows: ClusterRow[] = await applyFilter(this.knex('clusters'), filter)
      .whereNotNull('uid')
      .orderBy('key')
      .select(...SUMMARY_COLUMNS, 'details');
    const requests = await readNewestRequests(
      this.knex,
      rows.map(row => row.key),
    );
    return rows.map(row => {
      const cluster = toWorkerCluster(row);
      const { managementCluster, namespace, name, phase } = cluster;
      const { environment, region, owner, createdAt } = cluster;
      const { apiServer, claimTracking } = JSON.parse(row.details);
      return {
        managementCluster,
        namespace,
        name,
        phase,
        environment,
        region,
        owner,
        createdAt,
        argocdUrl: cluster.argocd?.url,
        apiServer,
        claimTracking,
        claimPath: requests.get(row.key)?.claimPath,
      };
    });
  }

  async fleet(query: FleetQuery, filter?: ClusterFilter): Promise<StoredFleet> {
    const page = toPage(
      { limit: DEFAULT_FLEET_LIMIT, ...query },
      MAX_FLEET_LIMIT,
    );
    const { items, totalItems } = await this.#readPage(query, page, filter);
    return {
      clusters: items,
      totalItems,
      summary: await this.#summarize(filter),
      byManagementCluster: await this.countByManagementCluster(filter),
    };
  }

  async #summarize(filter: ClusterFilter | undefined): Promise<FleetCounts> {
    const scope = { filter, management: false };
    return {
      ...(await summarize(this.knex, filter)),
      findings: await countFindings(this.knex, scope),
    };
  }

  async #withFindings(rows: ClusterRow[]): Promise<WorkerCluster[]> {
    const counts = await this.findings.countByCluster(rows.map(r => r.key));
    return rows.map(row => {
      const findings = counts.get(row.key);
      return { ...toWorkerCluster(row), ...(findings && { findings }) };
    });
  }

  async #readPage(
    query: ListClustersQuery,
    page: Page,
    filter: ClusterFilter | undefined,
  ): Promise<Omit<ListClustersResponse, 'revision'>> {
    const matching = () =>
      applyFilter(applyQuery(this.knex('clusters'), query), filter);
    const [{ count }] = await matching().count({ count: '*' });
    const found: ClusterRow[] = await applyPage(matching(), page).select(
      ...SUMMARY_COLUMNS,
      SORT_COLUMNS[page.sort].column,
    );
    const { rows, nextCursor } = cutPage(found, page);
    return {
      items: await this.#withFindings(rows),
      totalItems: Number(count),
      ...(nextCursor && { nextCursor }),
    };
  }

  async get(
    ref: ClusterRef,
    filter?: ClusterFilter,
  ): Promise<WorkerClusterDetails | undefined> {
    const key = stringifyClusterRef(ref);
    const row: ClusterRow | undefined = await applyFilter(
      this.knex('clusters').where({ key }),
      filter,
    ).first();
    if (!row) return undefined;
    const [cluster] = await this.#withFindings([row]);
    const {
      errors: _errors,
      claimLag: _claimLag,
      ...details
    } = JSON.parse(row.details);
    const usualDurations = await this.#durations.read(cluster);
    const requests = (await readRequests(this.knex, [key])).get(key) ?? [];
    const request = requests.filter(r => !r.verb).at(-1);
    const changes = requests.flatMap(({ verb, pullRequest }) =>
      verb && pullRequest.state === 'open' ? [{ verb, pullRequest }] : [],
    );
    return {
      ...cluster,
      ...details,
      ...supportOf(cluster),
      ...(Object.keys(usualDurations).length > 0 && { usualDurations }),
      transitions: await readTransitions(this.knex, key, cluster.phase),
      ...(request && {
        pullRequest: request.pullRequest,
        claimPath: request.claimPath,
      }),
      ...(changes.length && { openChanges: changes.slice(-MAX_CHANGES) }),
    };
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

  async oldestReconciledAt(ref: ClusterRef): Promise<string | undefined> {
    const row: any = await this.knex('applications')
      .where({ cluster_key: stringifyClusterRef(ref) })
      .min({ oldest: 'reconciled_at' })
      .first();
    return row?.oldest ?? undefined;
  }

  async summary(filter?: ClusterFilter): Promise<FleetSummary> {
    const revision = await this.revision();
    return { ...(await this.#summarize(filter)), revision };
  }

  async countByManagementCluster(
    filter?: ClusterFilter,
  ): Promise<Map<string, number>> {
    const rows = await applyFilter(this.knex('clusters'), filter)
      .whereNotNull('uid')
      .groupBy('management_cluster')
      .select('management_cluster')
      .count({ count: '*' });
    return new Map(
      rows.map((row: any) => [row.management_cluster, Number(row.count)]),
    );
  }

  async revision(): Promise<number> {
    return readRevision(this.knex);
  }

  async clusterRevision(
    ref: ClusterRef,
    filter?: ClusterFilter,
  ): Promise<number | undefined> {
    const row = await applyFilter(
      this.knex('clusters').where({ key: stringifyClusterRef(ref) }),
      filter,
    ).first('revision');
    return row && Number(row.revision);
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
    definition: LiveDefinition | undefined,
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
  ): Promise<LiveDefinition | undefined> {
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

async function selectClusters<Column extends keyof ClusterRow>(
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
