import {
  type ClusterRef,
  type FindingCounts,
  type FleetQuery,
  type FleetSummary,
  type ListClustersQuery,
  type ListTransitionsQuery,
  type ListClustersResponse,
  type PendingChange,
  stringifyClusterRef,
  type WorkerCluster,
  type WorkerClusterDetails,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Knex } from 'knex';
import {
  applyFilter,
  applyPage,
  applyQuery,
  cutPage,
  DEFAULT_FLEET_LIMIT,
  MAX_FLEET_LIMIT,
  type Page,
  SORT_COLUMNS,
  toPage,
} from './clusterQuery';
import {
  type ClusterRow,
  SUMMARY_COLUMNS,
  toWorkerCluster,
} from './clusterRow';
import { chunks, readRevision } from './database';
import { DurationReader } from './durations';
import { countFindingsByCluster, type FindingStore } from './findings';
import type { RequestQueueStore } from './requestQueue';
import { readNewestRequests, readRequests } from './requests';
import { countClaims, countClusters, sumFindings } from './summary';
import {
  KEPT_TRANSITIONS,
  readTransitionPage,
  readTransitions,
} from './transitions';
import type {
  ClusterEntityParts,
  ClusterFilter,
  FleetStore,
  FleetTotals,
  StoredTransitions,
} from './types';

/** Most open changes that a page names; the newest ones. */
const MAX_CHANGES = 10;

/** A row of the fleet page with the number of its findings and its pending change, if it has some. */
function toItem(
  row: ClusterRow,
  others: {
    findings: Map<string, FindingCounts>;
    pending: Map<string, PendingChange>;
  },
): WorkerCluster {
  const findings = others.findings.get(row.key);
  const pending = others.pending.get(row.key);
  return {
    ...toWorkerCluster(row),
    ...(findings && { findings }),
    ...(pending && { pending }),
  };
}

/** Reads what pages and the catalog show of clusters. */
export class ClusterReader
  implements
    Pick<
      FleetStore,
      | 'clusterRevision'
      | 'countByManagementCluster'
      | 'fleet'
      | 'fleetTotals'
      | 'get'
      | 'list'
      | 'listByRef'
      | 'listEntityParts'
      | 'listTransitions'
      | 'summary'
    >
{
  readonly #durations: DurationReader;

  constructor(
    private readonly knex: Knex,
    private readonly findings: Pick<FindingStore, 'countByCluster'>,
    private readonly requestQueue: Pick<RequestQueueStore, 'pending'>,
  ) {
    this.#durations = new DurationReader(knex);
  }

  async list(
    query: ListClustersQuery,
    filter?: ClusterFilter,
  ): Promise<ListClustersResponse> {
    // The revision comes first: what is read after it is at least that new.
    const revision = await readRevision(this.knex);
    return {
      ...(await this.#readPage(query, toPage(query), filter)),
      revision,
    };
  }

  async listByRef(
    refs: ClusterRef[],
    filter?: ClusterFilter,
  ): Promise<WorkerCluster[]> {
    const clusters: WorkerCluster[] = [];
    for (const keys of chunks(refs.map(stringifyClusterRef))) {
      const rows: ClusterRow[] = await applyFilter(
        this.knex('clusters').whereIn('key', keys),
        filter,
      )
        .orderBy('key')
        .select(...SUMMARY_COLUMNS);
      clusters.push(...rows.map(toWorkerCluster));
    }
    return clusters;
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

  async fleetTotals(filter?: ClusterFilter): Promise<FleetTotals> {
    const findings = await countFindingsByCluster(this.knex, filter);
    const pending = await this.requestQueue.pending();
    const { summary, byManagementCluster } = await countClusters(
      this.knex,
      filter,
    );
    return {
      summary: { ...summary, ...sumFindings(findings.values()) },
      byManagementCluster,
      findings,
      pending,
    };
  }

  async fleet(
    query: FleetQuery,
    totals: Pick<FleetTotals, 'findings' | 'pending'>,
    filter?: ClusterFilter,
  ) {
    const page = toPage(
      { limit: DEFAULT_FLEET_LIMIT, ...query },
      MAX_FLEET_LIMIT,
    );
    const { rows, totalItems } = await this.#readRows(query, page, filter);
    return { clusters: rows.map(row => toItem(row, totals)), totalItems };
  }

  /** Rows with what other tables say of them. */
  async #complete(rows: ClusterRow[]): Promise<WorkerCluster[]> {
    const keys = rows.map(row => row.key);
    const findings = await this.findings.countByCluster(keys);
    const pending = await this.requestQueue.pending(keys);
    return rows.map(row => toItem(row, { findings, pending }));
  }

  async #readPage(
    query: ListClustersQuery,
    page: Page,
    filter: ClusterFilter | undefined,
  ): Promise<Omit<ListClustersResponse, 'revision'>> {
    const { rows, ...rest } = await this.#readRows(query, page, filter);
    return { items: await this.#complete(rows), ...rest };
  }

  async #readRows(
    query: ListClustersQuery,
    page: Page,
    filter: ClusterFilter | undefined,
  ) {
    const matching = () =>
      applyFilter(applyQuery(this.knex('clusters'), query), filter);
    const found: ClusterRow[] = await applyPage(matching(), page).select(
      ...SUMMARY_COLUMNS,
      SORT_COLUMNS[page.sort].column,
    );
    const { rows, nextCursor } = cutPage(found, page);
    if (!nextCursor && !page.cursor) return { rows, totalItems: rows.length };
    const [{ count }] = await matching().count({ count: '*' });
    return {
      rows,
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
    const [cluster] = await this.#complete([row]);
    const {
      errors: _errors,
      claimLag: _claimLag,
      reasons: _reasons,
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
      ...(Object.keys(usualDurations).length > 0 && { usualDurations }),
      transitions: await readTransitions(this.knex, key, cluster.phase),
      ...(request && {
        pullRequest: request.pullRequest,
        claimPath: request.claimPath,
      }),
      ...(changes.length && { openChanges: changes.slice(-MAX_CHANGES) }),
    };
  }

  async listTransitions(
    ref: ClusterRef,
    query: ListTransitionsQuery,
    filter?: ClusterFilter,
  ): Promise<StoredTransitions | undefined> {
    const key = stringifyClusterRef(ref);
    const row = await applyFilter(
      this.knex('clusters').where({ key }),
      filter,
    ).first('summary');
    if (!row) return undefined;
    const { phase } = JSON.parse(row.summary);
    return {
      ...(await readTransitionPage(this.knex, key, phase, query)),
      keptPhases: KEPT_TRANSITIONS,
    };
  }

  async summary(filter?: ClusterFilter): Promise<FleetSummary> {
    const revision = await readRevision(this.knex);
    const { summary } = await this.fleetTotals(filter);
    return { ...summary, revision };
  }

  async countByManagementCluster(
    filter?: ClusterFilter,
  ): Promise<Map<string, number>> {
    return countClaims(this.knex, filter);
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
}
