import {
  InputError,
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  type ClusterRef,
  type ReadResourceRequest,
  type ResourceReading,
  type ResourceRef,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { FleetObserver } from '../observe/types';
import type { FleetStore } from '../store/types';
import { RateLimit } from './RateLimit';

const MINUTE_MS = 60_000;
const PER_CALLER = 20;
const PER_CLUSTER = 60;

const sameResource = (a: ResourceRef, b: ResourceRef) =>
  (a.group ?? '') === (b.group ?? '') &&
  a.kind === b.kind &&
  (a.namespace ?? '') === (b.namespace ?? '') &&
  a.name === b.name;

/**
 * Reads objects from worker clusters for people: only such that a stored Application reports as not healthy or not in sync,
 * and only so often for each caller and each cluster.
 */
export class ResourceReader {
  readonly #perCaller = new RateLimit({
    limit: PER_CALLER,
    windowMs: MINUTE_MS,
  });
  readonly #perCluster = new RateLimit({
    limit: PER_CLUSTER,
    windowMs: MINUTE_MS,
  });

  constructor(
    private readonly options: {
      store: Pick<FleetStore, 'getApplication' | 'getClaim'>;
      observer: Pick<FleetObserver, 'readResource'>;
    },
  ) {}

  /**
   * @param caller - each has a limit of their own
   * @throws an error with a status for the HTTP answer
   */
  async read(
    ref: ClusterRef,
    { application, resource }: ReadResourceRequest,
    caller: string,
  ): Promise<ResourceReading> {
    const { store, observer } = this.options;
    const cluster = stringifyClusterRef(ref);
    this.#perCaller.require(caller, 'resources were read');
    const stored = await store.getApplication(ref, application);
    // The version is not the caller's to choose either.
    const known = stored?.resourceProblems?.find(r =>
      sameResource(r, resource),
    );
    if (!known) {
      throw new InputError(
        `Application ${application.namespace}/${application.name} reports no problem of ${resource.kind} ${resource.name}; only such resources are read`,
      );
    }
    // What is refused above reads nothing from the cluster, and takes nothing from the turns of others.
    this.#perCluster.require(cluster, 'resources were read');
    const { group, version, kind, namespace, name } = known;
    const outcome = await observer.readResource(
      ref,
      { group, version, kind, namespace, name },
      (
        await store.getClaim(ref)
      )?.claim?.status,
    );
    if (!outcome) {
      throw new ServiceUnavailableError(
        `The portal has no connection to worker cluster ${cluster}`,
      );
    }
    if ('value' in outcome) return outcome.value;
    const { status, message } = outcome;
    if (status === 'forbidden') throw new NotAllowedError(message);
    if (status === 'notFound') throw new NotFoundError(message);
    throw new ServiceUnavailableError(message);
  }
}
