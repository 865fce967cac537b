import { Readable } from 'node:stream';
import type { DocumentCollatorFactory } from '@backstage/plugin-search-common';
import {
  type WorkerCluster,
  workerClusterReadPermission,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { WorkerClustersService } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import {
  type ApplicationDocument,
  type ClusterDocument,
  toApplicationDocument,
  toClusterDocument,
} from './documents';

/** Clusters that are read at a time, and so in memory. */
const PAGE = 100;
const TIMEOUT_MS = 30_000;

type Clusters = Pick<WorkerClustersService, 'listClusters'>;

/**
 * Pages of the fleet in the order of names, so that a change of the fleet between two pages neither hides a cluster nor gives it
 * twice. Rejects if one cannot be had: the search engine then keeps the index that it has.
 */
async function* readClusters(fleet: Clusters): AsyncGenerator<WorkerCluster> {
  let cursor: string | undefined;
  do {
    const page = await fleet.listClusters(
      { sort: 'name', limit: PAGE, cursor },
      { signal: AbortSignal.timeout(TIMEOUT_MS) },
    );
    yield* page.items;
    cursor = page.nextCursor;
  } while (cursor);
}

/** Every worker cluster as a document. Who finds it is decided on the cluster, when somebody searches. */
export class ClusterCollatorFactory implements DocumentCollatorFactory {
  readonly type = 'worker-clusters';
  readonly visibilityPermission = workerClusterReadPermission;

  constructor(private readonly fleet: Clusters) {}

  async getCollator() {
    return Readable.from(this.#documents());
  }

  async *#documents(): AsyncGenerator<ClusterDocument> {
    for await (const cluster of readClusters(this.fleet)) {
      yield toClusterDocument(cluster);
    }
  }
}

/** Every application as a document. Who finds it is decided on the cluster that it is on, when somebody searches. */
export class ApplicationCollatorFactory implements DocumentCollatorFactory {
  readonly type = 'worker-clusters-applications';
  readonly visibilityPermission = workerClusterReadPermission;

  constructor(
    private readonly fleet: Clusters &
      Pick<WorkerClustersService, 'listApplications'>,
  ) {}

  async getCollator() {
    return Readable.from(this.#documents());
  }

  async *#documents(): AsyncGenerator<ApplicationDocument> {
    for await (const cluster of readClusters(this.fleet)) {
      if (cluster.applications.total === 0) continue;
      // Undefined for a cluster that has gone meanwhile.
      const applications = await this.fleet.listApplications(cluster, {
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      for (const application of applications?.items ?? []) {
        yield toApplicationDocument(application, cluster);
      }
    }
  }
}
