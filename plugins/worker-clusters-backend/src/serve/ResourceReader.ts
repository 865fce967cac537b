import {
  InputError,
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  type Application,
  type ApplicationReading,
  type ClusterRef,
  type Message,
  type ReadApplicationRequest,
  type ReadResourceRequest,
  type ResourceReading,
  type ResourceRef,
  stringifyClusterRef,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { FleetObserver, ReadOutcome } from '../observe/types';
import type { FleetStore } from '../store/types';
import { RateLimit } from '../RateLimit';

const MINUTE_MS = 60_000;
const PER_CALLER = 20;
const PER_CLUSTER = 60;

const sameResource = (a: ResourceRef, b: ResourceRef) =>
  (a.group ?? '') === (b.group ?? '') &&
  a.kind === b.kind &&
  (a.namespace ?? '') === (b.namespace ?? '') &&
  a.name === b.name;

/**
 * Reads objects from clusters for people: stored Applications, of their resources only such that one reports as not healthy or
 * not in sync, and the claim in the management cluster; and only so often for each caller and each cluster.
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
      observer: Pick<
        FleetObserver,
        'getClaim' | 'readResource' | 'readApplication' | 'readClaim'
      >;
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
    const status = await this.#begin(ref);
    const { group, version, kind, namespace, name } = known;
    return valueOf(
      ref,
      await observer.readResource(
        ref,
        { group, version, kind, namespace, name },
        status,
      ),
    );
  }

  /** {@link ResourceReader.read} of an Application itself, if it is stored. */
  async readApplication(
    ref: ClusterRef,
    { application }: ReadApplicationRequest,
    caller: string,
  ): Promise<ApplicationReading> {
    const { observer } = this.options;
    this.#perCaller.require(caller, 'resources were read');
    const { namespace, name } = application;
    await this.storedApplication(ref, application);
    const status = await this.#begin(ref);
    return valueOf(
      ref,
      await observer.readApplication(ref, { namespace, name }, status),
    );
  }

  /**
   * An Application as it is stored, without a call to the cluster.
   *
   * @throws NotFoundError if the cluster has no such Application
   */
  async storedApplication(
    ref: ClusterRef,
    application: ReadApplicationRequest['application'],
  ): Promise<Application> {
    const stored = await this.options.store.getApplication(ref, application);
    if (stored) return stored;
    const { namespace, name } = application;
    throw new NotFoundError(
      `There is no Application ${namespace}/${name} in worker cluster ${stringifyClusterRef(
        ref,
      )}`,
    );
  }

  /** {@link ResourceReader.read} of the claim, as the management cluster has it: untrusted JSON. */
  async readClaim(ref: ClusterRef, caller: string): Promise<unknown> {
    const { store, observer } = this.options;
    this.#perCaller.require(caller, 'resources were read');
    // As this replica observes it, or the one that does has written it down.
    const { claim } =
      observer.getClaim(ref) ?? (await store.getClaim(ref)) ?? {};
    if (!claim) {
      throw new NotFoundError(
        `Management cluster ${ref.managementCluster} has no claim of worker cluster ${ref.name} (yet)`,
      );
    }
    await this.#begin(ref);
    const { apiVersion, kind } = claim;
    return valueOf(
      ref,
      await observer.readClaim(ref, { apiVersion, kind }),
      writeMessage('no-connection-management', {
        name: ref.managementCluster,
      }),
    );
  }

  /**
   * Takes a turn of the cluster, and says how its worker is reached. What was refused before reads nothing from the cluster, and takes nothing from the turns
   * of others.
   */
  async #begin(ref: ClusterRef) {
    this.#perCluster.require(stringifyClusterRef(ref), 'resources were read');
    return (await this.options.store.getClaim(ref))?.claim?.status;
  }
}

/** The errors by which an API says what became of a read. */
const ERRORS = {
  forbidden: NotAllowedError,
  notFound: NotFoundError,
  unreachable: ServiceUnavailableError,
};

/** @throws ServiceUnavailableError if there is no outcome, for want of a connection; the error of one that is no value */
function valueOf<T>(
  ref: ClusterRef,
  outcome: ReadOutcome<T> | undefined,
  unconnected: Message = writeMessage('no-connection-worker', {
    cluster: stringifyClusterRef(ref),
  }),
): T {
  if (outcome && 'value' in outcome) return outcome.value;
  const { status, message, messageCode } = outcome ?? {
    status: 'unreachable' as const,
    ...unconnected,
  };
  throw Object.assign(
    new ERRORS[status](message),
    messageCode && { messageCode },
  );
}
