import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  DEFAULT_NAMESPACE,
  type Entity,
  getCompoundEntityRef,
  makeValidator,
  RELATION_DEPENDENCY_OF,
  RELATION_DEPENDS_ON,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { ResponseError } from '@backstage/errors';
import {
  type CatalogProcessor,
  type CatalogProcessorCache,
  type CatalogProcessorEmit,
  processingResult,
} from '@backstage/plugin-catalog-node';
import {
  deploymentsOfAnnotations,
  type ListDeploymentsQuery,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { WorkerClustersService } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { namedClusters } from './namedClusters';

/** The kinds that may depend on a resource. */
const KINDS = ['component', 'resource'];
const CACHE_KEY = 'clusters';
/** So long an answer is used again, in milliseconds; the catalog processes an entity every two minutes. */
const RECHECK_MS = 300_000;
/** So long the names of clusters in the catalog are, in milliseconds. */
const NAMES_MS = 60_000;
/** The catalog processes few entities at a time: one that waits for the fleet delays all others. */
const TIMEOUT_MS = 5_000;
/** After a request that failed, the fleet is left alone for this long, in milliseconds. */
const BACK_OFF_MS = 30_000;
/** Relations that an entity gets at most. */
const MAX_CLUSTERS = 1000;

const validator = makeValidator();

/** What the fleet said last of an entity. */
interface Known {
  /** The annotations said this. */
  query: string;
  /** Names of the entities of its clusters. */
  names: string[];
  /** Milliseconds since the epoch. */
  at: number;
  /** The backend refuses a request with these annotations, such as a label selector that is none. */
  refused?: boolean;
}

export interface DeploymentsProcessorOptions {
  fleet: Pick<
    WorkerClustersService,
    'listClusterEntities' | 'listDeployedClusters'
  >;
  logger: LoggerService;
  now?(): number;
  /** So long a request to the fleet may take, in milliseconds. */
  timeoutMs?: number;
}

/** Whether an answer is about the request itself; any other failure is one of the fleet. */
const isRefusal = (error: unknown): error is ResponseError =>
  error instanceof ResponseError && [400, 414, 431].includes(error.statusCode);

/**
 * Relates a Component (or Resource) to the clusters that run it: it depends on their entities. Which Applications deploy it
 * its annotations say (`deploymentsOfAnnotations`). While the fleet does not answer the relations stay as they are, and it is requested
 * once in half a minute for all entities.
 */
export class DeploymentsProcessor implements CatalogProcessor {
  readonly #options: DeploymentsProcessorOptions;
  #names?: { at: number; byRef: Promise<Map<string, string>> };
  /** When a request failed; undefined after one that did not. */
  #failedAt?: number;

  constructor(options: DeploymentsProcessorOptions) {
    this.#options = options;
  }

  getProcessorName(): string {
    return 'WorkerClustersDeploymentsProcessor';
  }

  async postProcessEntity(
    entity: Entity,
    _location: unknown,
    emit: CatalogProcessorEmit,
    cache: CatalogProcessorCache,
  ): Promise<Entity> {
    const kind = entity.kind.toLocaleLowerCase('en-US');
    const query = KINDS.includes(kind)
      ? deploymentsOfAnnotations(entity.metadata.annotations)
      : undefined;
    if (!query) return entity;
    const source = getCompoundEntityRef(entity);
    for (const name of await this.#clustersOf(entity, query, cache)) {
      const target = { kind: 'resource', namespace: DEFAULT_NAMESPACE, name };
      emit(
        processingResult.relation({
          source,
          type: RELATION_DEPENDS_ON,
          target,
        }),
      );
      emit(
        processingResult.relation({
          source: target,
          type: RELATION_DEPENDENCY_OF,
          target: source,
        }),
      );
    }
    return entity;
  }

  async #clustersOf(
    entity: Entity,
    query: ListDeploymentsQuery,
    cache: CatalogProcessorCache,
  ): Promise<string[]> {
    const now = this.#now();
    const text = JSON.stringify(query);
    const stored = await cache.get<{ [key in keyof Known]: Known[key] }>(
      CACHE_KEY,
    );
    const known = stored?.query === text ? stored : undefined;
    // What is not deployed yet is looked for each time.
    if (
      known &&
      (known.names.length > 0 || known.refused) &&
      now - known.at < RECHECK_MS
    ) {
      return known.names;
    }
    if (
      this.#failedAt !== undefined &&
      this.#now() - this.#failedAt < BACK_OFF_MS
    ) {
      return known?.names ?? [];
    }
    try {
      const refs = await this.#options.fleet.listDeployedClusters(
        query,
        this.#bounded(),
      );
      const byRef = await this.#namesByRef(now);
      const names = refs
        .flatMap(ref => byRef.get(stringifyClusterRef(ref)) ?? [])
        .sort()
        .slice(0, MAX_CLUSTERS);
      await cache.set(CACHE_KEY, { query: text, names, at: now });
      this.#failedAt = undefined;
      return names;
    } catch (error) {
      if (isRefusal(error)) {
        this.#options.logger.warn(
          `The annotations of ${stringifyEntityRef(
            entity,
          )} that say which Applications deploy it are not valid: ${
            error.cause
          }`,
        );
        const refused = { query: text, names: [], at: now, refused: true };
        await cache.set(CACHE_KEY, refused);
        return [];
      }
      if (this.#failedAt === undefined) {
        this.#options.logger.warn(
          `The fleet does not say which clusters run which components; their relations stay as they are: ${error}`,
        );
      }
      this.#failedAt = this.#now();
      return known?.names ?? [];
    }
  }

  /** The names of the entities that stand for clusters, by the reference of the cluster. */
  #namesByRef(now: number): Promise<Map<string, string>> {
    if (!this.#names || now - this.#names.at >= NAMES_MS) {
      const byRef = this.#readNames();
      const names = { at: now, byRef };
      this.#names = names;
      byRef.catch(() => {
        if (this.#names === names) this.#names = undefined;
      });
    }
    return this.#names.byRef;
  }

  async #readNames(): Promise<Map<string, string>> {
    const { items } = await this.#options.fleet.listClusterEntities(
      this.#bounded(),
    );
    const { byName } = namedClusters(items);
    return new Map(
      [...byName]
        .filter(([name]) => validator.isValidEntityName(name))
        .map(([name, cluster]) => [stringifyClusterRef(cluster), name]),
    );
  }

  #bounded() {
    const { timeoutMs = TIMEOUT_MS } = this.#options;
    return { signal: AbortSignal.timeout(timeoutMs) };
  }

  #now(): number {
    return this.#options.now?.() ?? Date.now();
  }
}
