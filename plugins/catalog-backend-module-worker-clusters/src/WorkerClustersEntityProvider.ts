import { createHash } from 'node:crypto';
import type {
  LoggerService,
  SchedulerServiceTaskRunner,
} from '@backstage/backend-plugin-api';
import { DEFAULT_NAMESPACE } from '@backstage/catalog-model';
import type {
  DeferredEntity,
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import type { EventsService } from '@backstage/plugin-events-node';
import {
  type ClusterEntity,
  FLEET_EVENT_TOPIC,
  type FleetChangeEvent,
  parseClusterRef,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { WorkerClustersService } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { namedClusters } from './namedClusters';
import type { EntityConfig } from './readEntityConfig';
import { RemovalGuard } from './RemovalGuard';
import { toEntity } from './toEntity';

const NAME = 'worker-clusters';
/** Changes of this time are published together, in milliseconds. */
const DELAY_MS = 1_000;

export interface WorkerClustersEntityProviderOptions {
  fleet: Pick<WorkerClustersService, 'listClusterEntities'>;
  events: EventsService;
  logger: LoggerService;
  /** What the entities have beside what claims say. */
  entities: EntityConfig;
  /** Names of the clusters that the catalog has. */
  readNames(): Promise<string[]>;
  /** How long clusters stay in the catalog of which many leave the fleet at once, in milliseconds. */
  massRemovalDelayMs: number;
  /** Runs the full refresh. */
  taskRunner: SchedulerServiceTaskRunner;
  delayMs?: number;
}

/**
 * Puts one `Resource` of type `kubernetes-cluster` into the catalog for each worker cluster that has a claim. It reads the
 * fleet, in one request, when the fleet tells that something changed that an entity is made of, and in a scheduled
 * refresh; it publishes what differs from what it published last. Clusters of which many leave at once stay for a while.
 */
export class WorkerClustersEntityProvider implements EntityProvider {
  readonly #options: WorkerClustersEntityProviderOptions;
  readonly #complaints = new Set<string>();
  readonly #guard: RemovalGuard;
  #connection?: EntityProviderConnection;
  /** Hash of each entity as it was published last by this process, by name. Undefined: nothing was yet. */
  #published?: Map<string, string>;
  /** Whether a change was heard of since the last full mutation. Another replica may have published others. */
  #changed = false;
  /** Names of the clusters that changed and are to be published. */
  #pending = new Set<string>();
  #batch?: Promise<void>;
  /** One mutation after the other: an older list must not overtake a newer change. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: WorkerClustersEntityProviderOptions) {
    this.#options = options;
    this.#guard = new RemovalGuard(options.massRemovalDelayMs);
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
          await this.update(changedNames(eventPayload));
        } catch (error) {
          logger.warn(
            `Publishing a change of the fleet to the catalog failed, the next refresh will do it: ${error}`,
          );
        }
      },
    });
  }

  /**
   * Brings the catalog up to date with the whole fleet; no mutation if no change was heard of since the last one and nothing
   * differs from it. Rejects, and leaves the catalog as it is, when the fleet cannot be read.
   */
  async refresh(): Promise<void> {
    await this.#inTurn(async connection => {
      const { fleet, logger } = this.#options;
      const { items, unknown } = await fleet.listClusterEntities();
      if (unknown.length > 0) {
        // Nothing known is not the same as no clusters: a full list would delete them.
        logger.info(
          `Nothing has been heard from management cluster '${unknown[0]}' yet: the catalog keeps its clusters`,
        );
        return;
      }
      const changed = this.#changed;
      const entities = this.#toEntities(items);
      const hashes = new Map(
        [...entities].map(([name, entity]) => [name, hashOf(entity)]),
      );
      if (!changed && isEqual(this.#published, hashes)) return;
      const known = await this.#readKnown();
      const missing = [...known].filter(name => !entities.has(name));
      const kept = this.#keep(missing, { items, known });
      this.#changed = false;
      try {
        const removed = missing.filter(name => !kept.has(name));
        if (kept.size === 0) {
          await connection.applyMutation({
            type: 'full',
            entities: [...entities.values()],
          });
        } else {
          await this.#applyDelta(connection, {
            added: [...entities].flatMap(([name, entity]) =>
              !changed && this.#published?.get(name) === hashes.get(name)
                ? []
                : entity,
            ),
            removed,
          });
        }
        this.#guard.removed(removed);
      } catch (error) {
        this.#changed = true;
        throw error;
      }
      for (const name of kept) {
        hashes.set(name, this.#published?.get(name) ?? '');
      }
      this.#published = hashes;
    });
  }

  /** Publishes the clusters of these names if they differ, together with those that change a moment later. */
  async update(names: string[]): Promise<void> {
    if (names.length === 0) return;
    for (const name of names) this.#pending.add(name);
    this.#changed = true;
    this.#batch ??= (async () => {
      await new Promise(resolve =>
        setTimeout(resolve, this.#options.delayMs ?? DELAY_MS),
      );
      this.#batch = undefined;
      const batch = this.#pending;
      this.#pending = new Set();
      await this.#inTurn(connection => this.#publish(connection, batch));
    })();
    await this.#batch;
  }

  async #publish(connection: EntityProviderConnection, names: Set<string>) {
    const { items } = await this.#options.fleet.listClusterEntities();
    const entities = this.#toEntities(items.filter(c => names.has(c.name)));
    const published = this.#published ?? new Map<string, string>();
    const added = [...entities].flatMap(([name, entity]) =>
      published.get(name) === hashOf(entity) ? [] : entity,
    );
    const missing = [...names].filter(name => !entities.has(name));
    let removed: string[] = [];
    if (missing.length > 0) {
      const known = await this.#readKnown();
      const gone = missing.filter(name => known.has(name));
      const kept = this.#keep(gone, { items, known });
      removed = gone.filter(name => !kept.has(name));
    }
    await this.#applyDelta(connection, { added, removed });
    this.#guard.removed(removed);
    for (const entity of added) {
      this.#published?.set(entity.entity.metadata.name, hashOf(entity));
    }
    for (const name of removed) this.#published?.delete(name);
  }

  /**
   * Names of the clusters that the catalog has, and of those that it may not show yet because they were published a moment ago. What
   * this process published does not tell all of them: another one may have published more.
   */
  async #readKnown(): Promise<ReadonlySet<string>> {
    const names = await this.#options.readNames();
    return new Set([...names, ...(this.#published?.keys() ?? [])]);
  }

  /** Those of the missing clusters that stay in the catalog for now. */
  #keep(
    missing: string[],
    { items, known }: { items: ClusterEntity[]; known: ReadonlySet<string> },
  ): ReadonlySet<string> {
    this.#guard.present(items.map(({ name }) => name));
    const { names, until } = this.#guard.keep(missing, known.size);
    if (until !== undefined) {
      this.#complain(
        `${names.size} of ${
          known.size
        } worker clusters have left the fleet at once: the catalog keeps them until ${new Date(
          until,
        ).toISOString()}, and removes them then if they are still missing. If they were meant to go, nothing needs to be done; otherwise see what became of their claims`,
      );
    }
    return names;
  }

  async #applyDelta(
    connection: EntityProviderConnection,
    { added, removed }: { added: DeferredEntity[]; removed: string[] },
  ) {
    if (added.length === 0 && removed.length === 0) return;
    await connection.applyMutation({
      type: 'delta',
      added,
      removed: removed.map(name => ({
        entityRef: `resource:${DEFAULT_NAMESPACE}/${name}`,
        locationKey: NAME,
      })),
    });
  }

  /** The entities by name; of several clusters by one name the oldest. */
  #toEntities(clusters: ClusterEntity[]): Map<string, DeferredEntity> {
    const { byName, ambiguous } = namedClusters(clusters);
    for (const name of ambiguous) {
      this.#complain(
        `Several worker clusters are called '${name}': the catalog has the oldest of them only`,
      );
    }
    const entities = new Map<string, DeferredEntity>();
    for (const [name, cluster] of byName) {
      const entity = toEntity(cluster, this.#options.entities);
      if (entity) entities.set(name, { entity, locationKey: NAME });
      else {
        this.#complain(
          `Worker cluster ${stringifyClusterRef(
            cluster,
          )} is not in the catalog: its name is none that an entity can have`,
        );
      }
    }
    return entities;
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

function hashOf({ entity }: DeferredEntity): string {
  return createHash('sha256')
    .update(JSON.stringify(entity))
    .digest('base64url');
}

function isEqual(
  one: Map<string, string> | undefined,
  other: Map<string, string>,
): boolean {
  return (
    one?.size === other.size &&
    [...other].every(([name, hash]) => one.get(name) === hash)
  );
}

/** Names of the clusters whose entities changed; references that are none are passed over. */
function changedNames(payload: unknown): string[] {
  const { entities } = (payload ?? {}) as Partial<FleetChangeEvent>;
  const names = new Set<string>();
  for (const ref of Array.isArray(entities) ? entities : []) {
    try {
      names.add(parseClusterRef(ref).name);
    } catch {
      // Not one of ours.
    }
  }
  return [...names];
}
