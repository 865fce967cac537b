import type {
  LoggerService,
  SchedulerServiceTaskRunner,
} from '@backstage/backend-plugin-api';
import { DEFAULT_NAMESPACE, Entity } from '@backstage/catalog-model';
import type {
  DeferredEntity,
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import type { EventsService } from '@backstage/plugin-events-node';
import {
  FLEET_EVENT_TOPIC,
  FleetChangeEvent,
  parseClusterRef,
  stringifyClusterRef,
  WorkerCluster,
  WorkerClusterDetails,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  listAllClusters,
  WorkerClustersService,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { toEntity } from './toEntity';

const NAME = 'worker-clusters';
/** Clusters that are read at a time. */
const CONCURRENCY = 4;

export interface WorkerClustersEntityProviderOptions {
  fleet: Pick<
    WorkerClustersService,
    'listClusters' | 'getCluster' | 'listManagementClusters'
  >;
  events: EventsService;
  logger: LoggerService;
  /** Runs the full refresh. */
  taskRunner: SchedulerServiceTaskRunner;
}

/**
 * Puts one `Resource` of type `kubernetes-cluster` into the catalog for each worker cluster that has a claim: all of
 * them by a scheduled refresh, those that changed as soon as the fleet tells of it.
 */
export class WorkerClustersEntityProvider implements EntityProvider {
  readonly #options: WorkerClustersEntityProviderOptions;
  /** Details by cluster, read again only when the cluster's revision moved. */
  readonly #details = new Map<string, WorkerClusterDetails>();
  readonly #complaints = new Set<string>();
  #connection?: EntityProviderConnection;
  /** One mutation after the other: an older list must not overtake a newer change. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: WorkerClustersEntityProviderOptions) {
    this.#options = options;
  }

  getProviderName(): string {
    return NAME;
  }

  async connect(connection: EntityProviderConnection): Promise<void> {
    this.#connection = connection;
    const { taskRunner, events, logger } = this.#options;
    await taskRunner.run({ id: `${NAME}:refresh`, fn: () => this.refresh() });
    await events.subscribe({
      // The same in all replicas: one of them hears of each change, and writes for all.
      id: NAME,
      topics: [FLEET_EVENT_TOPIC],
      onEvent: async ({ eventPayload }) => {
        try {
          await this.update(clusterNames(eventPayload));
        } catch (error) {
          logger.warn(
            `The catalog could not take up a change of the fleet; the next refresh will: ${error}`,
          );
        }
      },
    });
  }

  /**
   * Brings the catalog up to date with the whole fleet. Rejects, and leaves the catalog as it is, when a part of the
   * fleet cannot be had.
   */
  async refresh(): Promise<void> {
    await this.#inTurn(async connection => {
      const { fleet, logger } = this.#options;
      const { items } = await fleet.listManagementClusters();
      const unheard = items.find(
        m => m.clusters === 0 && !m.connection.lastSeen,
      );
      if (unheard) {
        // Nothing known is not the same as no clusters: a full list would delete them.
        logger.info(
          `Nothing has been heard from management cluster '${unheard.name}' yet: the catalog keeps its clusters`,
        );
        return;
      }
      const clusters = await listAllClusters(fleet);
      const entities = await this.#toEntities(this.#choose(clusters));
      await connection.applyMutation({ type: 'full', entities });
      this.#forget(clusters);
    });
  }

  /** Brings the clusters of these names up to date. */
  async update(names: string[]): Promise<void> {
    if (names.length === 0) return;
    await this.#inTurn(async connection => {
      const { fleet } = this.#options;
      const found = await inParallel(names, async name =>
        this.#choose((await fleet.listClusters({ name, limit: 500 })).items),
      );
      const added = await this.#toEntities(found.flat());
      const present = new Set(added.map(({ entity }) => entity.metadata.name));
      await connection.applyMutation({
        type: 'delta',
        added,
        removed: names
          .filter(name => !present.has(name))
          .map(name => ({
            entityRef: `resource:${DEFAULT_NAMESPACE}/${name}`,
            locationKey: NAME,
          })),
      });
    });
  }

  /** Those that have a claim; of several by one name the oldest. */
  #choose(clusters: WorkerCluster[]): WorkerCluster[] {
    const byName = new Map<string, WorkerCluster>();
    for (const cluster of clusters) {
      // Without one it is a request: no cluster yet.
      if (!cluster.entityRef) continue;
      const other = byName.get(cluster.name);
      if (other) {
        this.#complain(
          `Several worker clusters are called '${cluster.name}': the catalog has the oldest of them only`,
        );
      }
      if (!other || isOlder(cluster, other)) byName.set(cluster.name, cluster);
    }
    return [...byName.values()];
  }

  async #toEntities(clusters: WorkerCluster[]): Promise<DeferredEntity[]> {
    const details = await inParallel(clusters, c => this.#getDetails(c));
    return details.flatMap(cluster => {
      const entity = cluster && this.#toEntity(cluster);
      return entity ? [{ entity, locationKey: NAME }] : [];
    });
  }

  #toEntity(cluster: WorkerClusterDetails): Entity | undefined {
    const entity = toEntity(cluster);
    if (!entity) {
      this.#complain(
        `Worker cluster ${stringifyClusterRef(
          cluster,
        )} is not in the catalog: its name is none that an entity can have`,
      );
    }
    return entity;
  }

  async #getDetails(
    cluster: WorkerCluster,
  ): Promise<WorkerClusterDetails | undefined> {
    const key = stringifyClusterRef(cluster);
    const known = this.#details.get(key);
    if (known?.revision === cluster.revision) return known;
    const details = await this.#options.fleet.getCluster(cluster);
    // A link to the claim may become known without a change of the cluster.
    if (details?.claimUrl) this.#details.set(key, details);
    else this.#details.delete(key);
    return details;
  }

  /** Drops the details of clusters that are gone. */
  #forget(clusters: WorkerCluster[]) {
    const present = new Set(clusters.map(stringifyClusterRef));
    for (const key of this.#details.keys()) {
      if (!present.has(key)) this.#details.delete(key);
    }
  }

  #complain(message: string) {
    if (this.#complaints.has(message)) return;
    this.#complaints.add(message);
    this.#options.logger.warn(message);
  }

  async #inTurn(
    action: (connection: EntityProviderConnection) => Promise<void>,
  ): Promise<void> {
    const connection = this.#connection;
    if (!connection) throw new Error(`${NAME} is not connected to the catalog`);
    const turn = this.#queue.then(() => action(connection));
    this.#queue = turn.catch(() => {});
    await turn;
  }
}

function isOlder(a: WorkerCluster, b: WorkerCluster): boolean {
  const [ageA, ageB] = [a, b].map(
    c => `${c.createdAt ?? '9999'} ${stringifyClusterRef(c)}`,
  );
  return ageA < ageB;
}

/** Names of the clusters of an event; references that are none are passed over. */
function clusterNames(payload: unknown): string[] {
  const { clusters } = (payload ?? {}) as Partial<FleetChangeEvent>;
  const names = new Set<string>();
  for (const ref of Array.isArray(clusters) ? clusters : []) {
    try {
      names.add(parseClusterRef(ref).name);
    } catch {
      // Not one of ours.
    }
  }
  return [...names];
}

async function inParallel<T, R>(
  items: T[],
  map: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = new Array(items.length);
  let next = 0;
  const work = async () => {
    while (next < items.length) {
      const index = next;
      next += 1;
      results[index] = await map(items[index]);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return results;
}
