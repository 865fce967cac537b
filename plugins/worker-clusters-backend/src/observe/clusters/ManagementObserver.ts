import type { ClusterRef } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type {
  ClaimKind,
  ManagementClusterConfig,
  ObserveConfig,
} from '../config';
import type { ClaimDefinition } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { ApiError } from '../http/ApiError';
import { ApiServerClient } from '../http/ApiServerClient';
import { trimCarrier } from '../trim/argocd';
import { trimClaim, type TrimmedClaim } from '../trim/claim';
import { trimComposed, trimComposition } from '../trim/composed';
import { trimDefinition, type TrimmedDefinition } from '../trim/definition';
import type {
  ClusterObservation,
  CompositionShape,
  LiveDefinition,
  ManagementObservation,
} from '../types';
import type { Reflector, ReflectorTimings } from '../watch/Reflector';
import { ClaimIndex, type ClaimKey } from './ClaimIndex';
import { ConnectionTracker } from './ConnectionTracker';
import { Discovery, splitApiVersion } from './Discovery';
import { WatchSet } from './WatchSet';
import { WorkerCompartment } from './WorkerCompartment';

export interface ManagementObserverOptions {
  cluster: ManagementClusterConfig;
  workers: ObserveConfig['workers'];
  /** Something that is kept of these clusters changed. */
  onClusters(refs: ClusterRef[]): void;
  /** The connection changed. */
  onManagement(): void;
  timings?: ReflectorTimings;
}

const COMPOSED_LABEL = 'crossplane.io/composite';
const CLAIMS_LABEL = 'worker-clusters.backstage.io/claims=true';
const CROSSPLANE = { group: 'apiextensions.crossplane.io', version: 'v1' };

/** What the watch of a kind of claims is called, whatever its version. */
const sourceOf = ({ apiVersion, kind }: ClaimKind) =>
  `${splitApiVersion(apiVersion).group}/${kind}`;

/** What a Composition makes, by kind, most frequent first. */
function countKinds({ resources }: CompositionShape) {
  const counts = new Map<string, number>();
  for (const { kind, makes = kind } of resources) {
    counts.set(makes, (counts.get(makes) ?? 0) + 1);
  }
  return [...counts]
    .map(([kind, count]) => ({ kind, count }))
    .sort((a, b) => b.count - a.count || a.kind.localeCompare(b.kind));
}

/**
 * Watches one management cluster: claims, what is composed for them, Compositions, the Applications that carry the
 * claims; and keeps a compartment per worker.
 */
export class ManagementObserver {
  readonly #abort = new AbortController();
  readonly #client: ApiServerClient;
  readonly #discovery: Discovery;
  readonly #tracker: ConnectionTracker;
  readonly #watches: WatchSet;
  readonly #index = new ClaimIndex();
  readonly #workers = new Map<ClaimKey, WorkerCompartment>();
  readonly #stopping = new Set<Promise<void>>();
  /** Watches of claims by `<group>/<kind>`; null until the server serves the kind. */
  readonly #claimWatches = new Map<string, Reflector<TrimmedClaim> | null>();
  #settled = false;
  #definitions: Reflector<TrimmedDefinition> | undefined;
  #compositions: Reflector<CompositionShape> | undefined;

  constructor(private readonly options: ManagementObserverOptions) {
    const { signal } = this.#abort;
    this.#client = new ApiServerClient({
      ...options.cluster,
      // One for each kind, and one for each worker's Secret.
      limits: { connections: null },
    });
    this.#discovery = new Discovery(this.#client, signal);
    this.#tracker = new ConnectionTracker(
      () => options.onManagement(),
      Date.now,
      () => this.#checkSettled(),
    );
    this.#watches = new WatchSet({
      client: this.#client,
      tracker: this.#tracker,
      signal,
      timings: options.timings,
    });
  }

  start() {
    const { claims, argocdNamespace } = this.options.cluster;
    for (const kind of claims) this.#watchClaims(kind);
    this.#definitions = this.#watches.start('definitions', {
      resource: {
        ...CROSSPLANE,
        plural: 'compositeresourcedefinitions',
        labelSelector: CLAIMS_LABEL,
      },
      what: 'CompositeResourceDefinitions',
      trim: trimDefinition,
      onStatus: () => this.options.onManagement(),
      onChange: (_, current, previous) => this.#onDefinition(current, previous),
    });
    this.#compositions = this.#watches.start('compositions', {
      resource: { ...CROSSPLANE, plural: 'compositions' },
      what: 'Compositions',
      trim: trimComposition,
      onChange: (_, current, previous) =>
        this.#changed(
          this.#index.keysOfComposition((current ?? previous)!.name),
        ),
    });
    this.#watches.start('carriers', {
      resource: {
        group: 'argoproj.io',
        version: 'v1alpha1',
        plural: 'applications',
        namespace: argocdNamespace,
      },
      what: "the management Argo CD's Applications",
      trim: trimCarrier,
      onChange: (_, current, previous) =>
        this.#changed(this.#index.setCarrier(current, previous)),
    });
  }

  async stop() {
    this.#abort.abort();
    this.#tracker.stop();
    for (const key of [...this.#workers.keys()]) this.#stopWorker(key);
    await Promise.all([this.#watches.stopAll(), ...this.#stopping]);
    await this.#client.close();
  }

  observe(): ManagementObservation {
    const { name, title } = this.options.cluster;
    return {
      name,
      title,
      connection: this.#tracker.state,
      complete:
        this.#definitions?.status.listed === true &&
        [...this.#claimWatches.values()].every(w => w?.status.listed),
    };
  }

  listClusters(): ClusterRef[] {
    return this.#index.keys().map(key => this.#ref(key));
  }

  getCluster(namespace: string, name: string): ClusterObservation | undefined {
    const key = `${namespace}/${name}`;
    const observation = this.#index.observe(key);
    if (!observation) return undefined;
    const composition = this.#index.compositionName(key);
    return {
      ...observation,
      ref: this.#ref(key),
      ...(this.#settled ? {} : { unsettled: true as const }),
      composition:
        composition === undefined
          ? undefined
          : this.#compositions?.get(`/${composition}`),
      worker: this.#workers.get(key)?.observe(),
    };
  }

  /** Of the first kind that the configuration names, else of one of Crossplane v2. */
  getClaimDefinition(): LiveDefinition | undefined {
    const [configured] = this.options.cluster.claims;
    const known = [...(this.#definitions?.values() ?? [])];
    const found =
      known.find(d => configured && sourceOf(d) === sourceOf(configured)) ??
      known.find(d => d.modern) ??
      known[0];
    if (!found?.schema) return undefined;
    const others = known.flatMap(d =>
      d !== found && d.kind === found.kind && d.schema
        ? toClaimDefinition(d, d.schema)
        : [],
    );
    const composition =
      found.composition && this.#compositions?.get(`/${found.composition}`);
    return {
      definition: toClaimDefinition(found, found.schema),
      ...(others.length && { others }),
      ...(composition && { resources: countKinds(composition) }),
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

  /** A list leads to further watches: looks again once they have been started. */
  #checkSettled() {
    if (this.#settled) return;
    setImmediate(() => {
      if (this.#settled || !this.#tracker.settled) return;
      this.#settled = true;
      this.#changed(this.#index.keys());
    });
  }

  #ref(key: ClaimKey): ClusterRef {
    const at = key.indexOf('/');
    return {
      managementCluster: this.options.cluster.name,
      namespace: key.slice(0, at),
      name: key.slice(at + 1),
    };
  }

  #changed(keys: ClaimKey[]) {
    if (keys.length) this.options.onClusters(keys.map(key => this.#ref(key)));
  }

  /** A definition with the portal's label came, changed its version, or went. */
  #onDefinition(current: ClaimKind | undefined, previous?: ClaimKind) {
    if (
      current?.apiVersion === previous?.apiVersion &&
      current?.kind === previous?.kind
    ) {
      return;
    }
    const configured = this.options.cluster.claims.map(sourceOf);
    const source = previous && sourceOf(previous);
    if (source && !configured.includes(source)) {
      const gone = !current || sourceOf(current) !== source;
      this.#forgetClaims(source, gone ? 'and what was seen' : 'watch only');
    }
    if (current && !this.#claimWatches.has(sourceOf(current))) {
      this.#watchClaims(current);
    }
  }

  #forgetClaims(source: string, what: 'and what was seen' | 'watch only') {
    this.#claimWatches.delete(source);
    for (const name of [`discovery of ${source}`, source]) {
      this.#stopInBackground(this.#watches.stop(name));
    }
    if (what === 'watch only') return;
    for (const key of this.#index.keysOfSource(source)) {
      this.#onClaim(source, key, undefined);
    }
  }

  #watchClaims(kind: ClaimKind) {
    const source = sourceOf(kind);
    this.#claimWatches.set(source, null);
    this.#watchKind(source, kind, (resource, namespaced) => {
      const what = `${kind.kind} (${kind.apiVersion})`;
      if (!namespaced) {
        throw new ApiError(
          'rejected',
          `${what} on ${
            this.#client.name
          } is cluster-scoped: the portal reads claims and composite resources that are namespaced`,
        );
      }
      const watch = this.#watches.start<TrimmedClaim>(source, {
        resource,
        what,
        trim: trimClaim,
        onChange: (key, current) => this.#onClaim(source, key, current),
        onStatus: ({ listed }) => {
          if (!listed) return;
          // What an earlier watch of this kind saw, and this one did not.
          for (const key of this.#index.keysOfSource(source)) {
            if (!watch.get(key)) this.#onClaim(source, key, undefined);
          }
          this.options.onManagement();
        },
      });
      this.#claimWatches.set(source, watch);
    });
  }

  #onClaim(source: string, key: ClaimKey, claim: TrimmedClaim | undefined) {
    this.#index.setClaim(source, key, claim);
    const now = this.#index.claim(key);
    if (now) {
      if (now.compositeRef) this.#watchComposites(now.compositeRef);
      this.#watchComposed(now);
      this.#updateWorker(key);
    } else {
      this.#stopWorker(key);
    }
    this.#changed([key]);
  }

  /** The kind of the composite resources behind v1 claims. */
  #watchComposites({ apiVersion, kind }: ClaimKind) {
    const name = `composites ${apiVersion}/${kind}`;
    this.#watchKind(name, { apiVersion, kind }, resource => {
      this.#watches.start(name, {
        resource,
        what: `${kind} (${apiVersion})`,
        trim: trimClaim,
        onChange: (_, current, previous) => {
          const keys = this.#index.setComposite(current, previous);
          if (current) this.#watchComposed(current);
          for (const key of keys) this.#updateWorker(key);
          this.#changed(keys);
        },
      });
    });
  }

  /** One watch per kind of composed resources, for all clusters. */
  #watchComposed({ composedKinds }: TrimmedClaim) {
    for (const { apiVersion, kind } of composedKinds) {
      const name = `composed ${apiVersion}/${kind}`;
      this.#watchKind(name, { apiVersion, kind }, resource => {
        this.#watches.start(name, {
          resource: { ...resource, labelSelector: COMPOSED_LABEL },
          what: `${kind} (${apiVersion})`,
          trim: trimComposed,
          onChange: (_, current, previous) =>
            this.#changed(this.#index.setComposed(current, previous)),
        });
      });
    }
  }

  /** Starts a watch under a name as soon as the server serves its kind, unless there is one. */
  #watchKind(
    name: string,
    { apiVersion, kind }: ClaimKind,
    start: (
      resource: Awaited<ReturnType<Discovery['find']>>['resource'],
      namespaced: boolean,
    ) => void,
  ) {
    const discovery = `discovery of ${name}`;
    if (this.#watches.has(name) || this.#watches.has(discovery)) return;
    this.#watches.attempt(discovery, async signal => {
      const found = await this.#discovery.find(apiVersion, kind);
      if (!signal.aborted) start(found.resource, found.namespaced);
    });
  }

  /** Starts, restarts or leaves a worker's compartment, as the claim's status says. */
  #updateWorker(key: ClaimKey) {
    let worker = this.#workers.get(key);
    if (!worker) {
      const { workers, timings } = this.options;
      worker = new WorkerCompartment({
        client: this.#client,
        namespace: this.#ref(key).namespace,
        workers,
        timings,
        onChange: () => this.#changed([key]),
      });
      this.#workers.set(key, worker);
    }
    worker.update(this.#index.status(key));
  }

  #stopWorker(key: ClaimKey) {
    const worker = this.#workers.get(key);
    if (!worker) return;
    this.#workers.delete(key);
    this.#stopInBackground(worker.stop());
  }

  #stopInBackground(stopping: Promise<void>) {
    this.#stopping.add(stopping);
    stopping.finally(() => this.#stopping.delete(stopping));
  }
}

function toClaimDefinition(
  { apiVersion, kind }: TrimmedDefinition,
  schema: ClaimDefinition['schema'],
): ClaimDefinition {
  const { group, version } = splitApiVersion(apiVersion);
  return { group, version, kind, schema };
}
