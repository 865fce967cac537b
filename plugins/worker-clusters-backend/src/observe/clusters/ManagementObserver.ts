import type { ClusterRef } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ManagementClusterConfig, ObserveConfig } from '../config';
import {
  CredentialError,
  readWorkerCredentials,
  WorkerCredentials,
} from '../credentials/workerCredentials';
import { ApiServerClient } from '../http/ApiServerClient';
import { TrimmedApplication, trimApplication } from '../trim/argocd';
import { TRACKING_ID, trimClaim, TrimmedClaim } from '../trim/claim';
import {
  trimComposed,
  TrimmedComposed,
  trimComposition,
} from '../trim/composed';
import type {
  ClusterObservation,
  CompositionShape,
  ManagementObservation,
  WorkerObservation,
} from '../types';
import type { Reflector, ReflectorTimings } from '../watch/Reflector';
import { ConnectionTracker } from './ConnectionTracker';
import { Discovery, splitApiVersion } from './Discovery';
import { WatchSet } from './WatchSet';
import { WorkerObserver } from './WorkerObserver';

export interface ManagementObserverOptions {
  cluster: ManagementClusterConfig;
  workers: ObserveConfig['workers'];
  /** Something that is kept of these clusters changed. */
  onClusters(refs: ClusterRef[]): void;
  /** The connection changed. */
  onManagement(): void;
  timings?: ReflectorTimings;
}

/** What the portal holds of one worker besides what the management cluster says. */
interface Worker {
  /** `<secret name>|<endpoint>`: what it was started with. */
  source: string;
  observer?: WorkerObserver;
  credentials?: WorkerCredentials;
  /** Why there is no observer. */
  problem?: string;
  since: string;
}

/** Each watch holds a connection, and there is one per kind of composed resource. */
const MANAGEMENT_LIMITS = { connections: 256 };

const COMPOSED_LABEL = 'crossplane.io/composite';

/**
 * Watches one management cluster: claims, what is composed for them, Compositions, the Applications that carry the
 * claims, and by name the Secrets with the portal's credentials; and starts a compartment per worker.
 */
export class ManagementObserver {
  readonly #abort = new AbortController();
  readonly #client: ApiServerClient;
  readonly #discovery: Discovery;
  readonly #tracker: ConnectionTracker;
  readonly #watches: WatchSet;
  /** Claims by `<namespace>/<name>`. */
  readonly #claims = new Map<string, TrimmedClaim>();
  /** Composite resources of v1 claims by `<apiVersion>/<kind>/<name>`. */
  readonly #composites = new Map<string, TrimmedClaim>();
  /** Composed resources by the uid of their composite resource, then by their own. */
  readonly #composed = new Map<string, Map<string, TrimmedComposed>>();
  /** uid of a composite resource → key of its claim. */
  readonly #claimOfUid = new Map<string, string>();
  readonly #workers = new Map<string, Worker>();
  #compositions: Reflector<CompositionShape> | undefined;
  #carriers: Reflector<TrimmedApplication> | undefined;
  readonly #claimWatches: Array<Reflector<TrimmedClaim>> = [];

  constructor(private readonly options: ManagementObserverOptions) {
    const { cluster, timings } = options;
    this.#client = new ApiServerClient({
      ...cluster,
      limits: MANAGEMENT_LIMITS,
    });
    this.#discovery = new Discovery(this.#client);
    this.#tracker = new ConnectionTracker(() => options.onManagement());
    this.#watches = new WatchSet({
      client: this.#client,
      tracker: this.#tracker,
      signal: this.#abort.signal,
      timings,
    });
  }

  start() {
    const { cluster } = this.options;
    for (const { apiVersion, kind } of cluster.claims) {
      this.#startKind(`claims ${apiVersion}/${kind}`, apiVersion, kind, watch =>
        this.#claimWatches.push(watch),
      );
    }
    this.#compositions = this.#watches.start('compositions', {
      resource: {
        group: 'apiextensions.crossplane.io',
        version: 'v1',
        plural: 'compositions',
      },
      what: 'Compositions',
      trim: trimComposition,
      onChange: (_, current, previous) => {
        const name = (current ?? previous)?.name;
        this.#changed(
          [...this.#claims.keys()].filter(
            key => this.#compositionOf(key) === name,
          ),
        );
      },
    });
    const carried = new Set(
      cluster.claims.map(
        c => `${splitApiVersion(c.apiVersion).group}/${c.kind}`,
      ),
    );
    this.#carriers = this.#watches.start('carriers', {
      resource: {
        group: 'argoproj.io',
        version: 'v1alpha1',
        plural: 'applications',
        namespace: cluster.argocdNamespace,
      },
      what: "the management Argo CD's Applications",
      trim: raw => trimApplication(raw, carried),
      onChange: (_, current, previous) => {
        const name = (current ?? previous)!.application.metadata.name;
        this.#changed(
          [...this.#claims.keys()].filter(
            key => this.#carrierName(key) === name,
          ),
        );
      },
    });
  }

  async stop() {
    this.#abort.abort();
    this.#tracker.stop();
    await Promise.all([
      this.#watches.stopAll(),
      ...[...this.#workers.values()].map(w => w.observer?.stop()),
    ]);
    await this.#client.close();
  }

  observe(): ManagementObservation {
    const { name, title, claims } = this.options.cluster;
    return {
      name,
      title,
      connection: this.#tracker.state,
      complete:
        this.#claimWatches.length === claims.length &&
        this.#claimWatches.every(watch => watch.status.listed),
    };
  }

  listClusters(): ClusterRef[] {
    return [...this.#claims.keys()].map(key => this.#ref(key));
  }

  getCluster(namespace: string, name: string): ClusterObservation | undefined {
    const key = `${namespace}/${name}`;
    const entry = this.#claims.get(key);
    if (!entry) return undefined;
    const composite = this.#compositeOf(entry);
    const owner = composite ?? entry;
    const composition = this.#compositionOf(key);
    const carrier = this.#carrierName(key);
    const worker = this.#workers.get(key);
    return {
      ref: this.#ref(key),
      claim: composite
        ? {
            ...entry.claim,
            status: {
              ...composite.claim.status,
              ...defined(entry.claim.status),
            },
          }
        : entry.claim,
      composed: [
        ...(this.#composed.get(owner.claim.metadata.uid)?.values() ?? []),
      ].map(c => c.resource),
      composition: composition
        ? this.#compositions?.get(`/${composition}`)
        : undefined,
      carrier: carrier
        ? this.#carriers?.get(
            `${this.options.cluster.argocdNamespace}/${carrier}`,
          )?.application
        : undefined,
      worker: worker && observeWorker(worker),
    };
  }

  getAccess(namespace: string, name: string) {
    const found = this.#workers.get(`${namespace}/${name}`)?.credentials;
    return (
      found && {
        server: found.server,
        token: found.token,
        caData: found.ca && Buffer.from(found.ca).toString('base64'),
      }
    );
  }

  #ref(key: string): ClusterRef {
    const at = key.indexOf('/');
    return {
      managementCluster: this.options.cluster.name,
      namespace: key.slice(0, at),
      name: key.slice(at + 1),
    };
  }

  #changed(keys: string[]) {
    if (keys.length) this.options.onClusters(keys.map(key => this.#ref(key)));
  }

  #compositeOf(entry: TrimmedClaim): TrimmedClaim | undefined {
    const ref = entry.compositeRef;
    return (
      ref && this.#composites.get(`${ref.apiVersion}/${ref.kind}/${ref.name}`)
    );
  }

  #compositionOf(key: string): string | undefined {
    const entry = this.#claims.get(key);
    return (
      entry &&
      (this.#compositeOf(entry)?.compositionName ?? entry.compositionName)
    );
  }

  /** The tracking annotation says it; without one, the Application whose resources include the claim. */
  #carrierName(key: string): string | undefined {
    const claim = this.#claims.get(key)?.claim;
    if (!claim) return undefined;
    const tracked = claim.metadata.annotations?.[TRACKING_ID]?.split(':')[0];
    if (tracked) return tracked.split('_').pop();
    const { group } = splitApiVersion(claim.apiVersion);
    const id = `${group}/${claim.kind}/${key}`;
    for (const { application, carries } of this.#carriers?.values() ?? []) {
      if (carries.includes(id)) return application.metadata.name;
    }
    return undefined;
  }

  /** Watches a kind of claims as soon as the server serves it. */
  #startKind(
    name: string,
    apiVersion: string,
    kind: string,
    onStart: (watch: Reflector<TrimmedClaim>) => void,
  ) {
    this.#watches.attempt(`discovery of ${name}`, async signal => {
      const { namespaced, ...resource } = await this.#discovery.find(
        apiVersion,
        kind,
        signal,
      );
      onStart(
        this.#watches.start(name, {
          resource,
          what: `${kind} (${apiVersion})`,
          trim: trimClaim,
          onChange: (key, current, previous) =>
            namespaced
              ? this.#onClaim(key, current, previous)
              : this.#onComposite(current, previous),
        }),
      );
    });
  }

  #onClaim(
    key: string,
    current: TrimmedClaim | undefined,
    previous: TrimmedClaim | undefined,
  ) {
    if (previous) this.#claimOfUid.delete(previous.claim.metadata.uid);
    if (!current) {
      this.#claims.delete(key);
      this.#composed.delete(previous!.claim.metadata.uid);
      this.#stopWorker(key);
    } else {
      this.#claims.set(key, current);
      this.#claimOfUid.set(current.claim.metadata.uid, key);
      const ref = current.compositeRef;
      if (ref) {
        this.#watchKind(ref.apiVersion, ref.kind);
        const composite = this.#compositeOf(current);
        if (composite) {
          this.#claimOfUid.set(composite.claim.metadata.uid, key);
        }
      }
      this.#watchComposed(current);
      this.#updateWorker(key);
    }
    this.#changed([key]);
  }

  #onComposite(
    current: TrimmedClaim | undefined,
    previous: TrimmedClaim | undefined,
  ) {
    const { apiVersion, kind, metadata } = (current ?? previous)!.claim;
    const id = `${apiVersion}/${kind}/${metadata.name}`;
    if (current) {
      this.#composites.set(id, current);
      this.#watchComposed(current);
    } else {
      this.#composites.delete(id);
      this.#composed.delete(metadata.uid);
    }
    for (const [key, { compositeRef: ref }] of this.#claims) {
      if (ref && `${ref.apiVersion}/${ref.kind}/${ref.name}` === id) {
        this.#claimOfUid.set(metadata.uid, key);
        this.#updateWorker(key);
        this.#changed([key]);
      }
    }
  }

  /** Composite resources of v1 claims. */
  #watchKind(apiVersion: string, kind: string) {
    const name = `composites ${apiVersion}/${kind}`;
    if (this.#watches.has(name) || this.#watches.has(`discovery of ${name}`)) {
      return;
    }
    this.#startKind(name, apiVersion, kind, () => {});
  }

  /** One watch per kind of composed resources, for all clusters. */
  #watchComposed({ composedKinds }: TrimmedClaim) {
    for (const { apiVersion, kind } of composedKinds) {
      const name = `composed ${apiVersion}/${kind}`;
      if (
        this.#watches.has(name) ||
        this.#watches.has(`discovery of ${name}`)
      ) {
        continue;
      }
      this.#watches.attempt(`discovery of ${name}`, async signal => {
        const { namespaced: _, ...resource } = await this.#discovery.find(
          apiVersion,
          kind,
          signal,
        );
        this.#watches.start(name, {
          resource: { ...resource, labelSelector: COMPOSED_LABEL },
          what: `${kind} (${apiVersion})`,
          trim: trimComposed,
          onChange: (_key, current, previous) =>
            this.#onComposed(current, previous),
        });
      });
    }
  }

  #onComposed(
    current: TrimmedComposed | undefined,
    previous: TrimmedComposed | undefined,
  ) {
    if (previous) {
      this.#composed
        .get(previous.ownerUid)
        ?.delete(previous.resource.metadata.uid);
    }
    if (current) {
      let owned = this.#composed.get(current.ownerUid);
      if (!owned) this.#composed.set(current.ownerUid, (owned = new Map()));
      owned.set(current.resource.metadata.uid, current);
    }
    const key = this.#claimOfUid.get((current ?? previous)!.ownerUid);
    if (key) this.#changed([key]);
  }

  /** Starts, restarts or leaves a worker's compartment, as the claim's status says. */
  #updateWorker(key: string) {
    const entry = this.#claims.get(key)!;
    const own = entry.claim.status;
    const status = {
      ...this.#compositeOf(entry)?.claim.status,
      ...defined(own),
    };
    const secret = status.portalSecretName;
    if (!secret) {
      // Once known, always known: a status that is empty for a moment closes no connection.
      return;
    }
    const source = `${secret}|${status.endpoint ?? ''}`;
    const known = this.#workers.get(key);
    if (known?.source === source) {
      known.observer?.refreshVersion();
      return;
    }
    const worker: Worker = { source, since: new Date().toISOString() };
    const restart = this.#stopWorker(key);
    this.#workers.set(key, worker);
    const { namespace, name } = this.#ref(key);
    restart.then(() => {
      if (this.#workers.get(key) !== worker || this.#abort.signal.aborted)
        return;
      this.#watches.start(secretWatch(key), {
        resource: {
          group: '',
          version: 'v1',
          plural: 'secrets',
          namespace,
          fieldSelector: `metadata.name=${secret}`,
        },
        what: `the Secret ${secret} with the portal's credentials for ${name}`,
        // Read at once and not kept: only what is needed to connect stays in memory.
        trim: raw => this.#readSecret(raw, status.endpoint),
        maxObjects: 1,
        onChange: (_, current) => this.#onCredentials(key, worker, current),
      });
    });
  }

  #readSecret(raw: unknown, endpoint: string | undefined) {
    try {
      return {
        credentials: readWorkerCredentials(
          raw,
          endpoint,
          this.options.workers.policy,
        ),
      };
    } catch (error) {
      if (!(error instanceof CredentialError)) throw error;
      return { problem: error.message };
    }
  }

  async #onCredentials(
    key: string,
    worker: Worker,
    found?: { credentials?: WorkerCredentials; problem?: string },
  ) {
    const same =
      JSON.stringify(found?.credentials) === JSON.stringify(worker.credentials);
    worker.problem = found?.problem;
    if (!same) {
      const old = worker.observer;
      worker.observer = undefined;
      worker.credentials = found?.credentials;
      worker.since = new Date().toISOString();
      await old?.stop();
      if (
        worker.credentials &&
        !worker.observer &&
        this.#workers.get(key) === worker &&
        !this.#abort.signal.aborted
      ) {
        worker.observer = new WorkerObserver({
          credentials: worker.credentials,
          policy: this.options.workers.policy,
          argocdNamespace: this.options.workers.argocdNamespace,
          timings: this.options.timings,
          onChange: () => this.#changed([key]),
        });
      }
    }
    this.#changed([key]);
  }

  async #stopWorker(key: string) {
    const worker = this.#workers.get(key);
    this.#workers.delete(key);
    await Promise.all([
      this.#watches.stop(secretWatch(key)),
      worker?.observer?.stop(),
    ]);
  }
}

const secretWatch = (key: string) => `secret of ${key}`;

const defined = <T extends object>(value: T): Partial<T> =>
  Object.fromEntries(
    Object.entries(value).filter(([, v]) => v !== undefined),
  ) as Partial<T>;

function observeWorker(worker: Worker): WorkerObservation {
  if (worker.observer) return worker.observer.observe();
  return {
    connection: {
      status: 'unknown',
      since: worker.since,
      message:
        worker.problem ??
        "The portal's credentials for this cluster are not published yet.",
    },
    workloads: [],
    applications: [],
    complete: false,
  };
}
