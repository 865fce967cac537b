import {
  ApplicationReading,
  ClusterRef,
  ResourceRef,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { PlatformDefinition } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type {
  ClusterObservation,
  FleetChange,
  FleetObserver,
  ManagementObservation,
  ReadOutcome,
  ObserveFigures,
} from '../observe/types';

/** An observer that has seen what the test says. */
export class FakeObserver implements FleetObserver {
  readonly #clusters = new Map<string, ClusterObservation>();
  readonly #management = new Map<string, ManagementObservation>();
  readonly #listeners: Array<(change: FleetChange) => void> = [];
  readonly #access = new Map<string, { server: string; token: string }>();
  #stopped!: () => void;
  readonly stopped = new Promise<void>(resolve => {
    this.#stopped = resolve;
  });
  started = false;
  /** What each object says that is read on demand, by kind and name. */
  readonly readings = new Map<string, ReadOutcome>();
  #definition: PlatformDefinition | undefined;

  constructor(...managementClusters: string[]) {
    for (const name of managementClusters) {
      this.#management.set(name, {
        name,
        title: name,
        connection: {
          status: 'connecting',
          since: new Date().toISOString(),
        },
        complete: false,
        unread: [],
      });
    }
  }

  async readResource(_: ClusterRef, { kind, name }: ResourceRef) {
    return this.readings.get(`${kind}/${name}`);
  }

  /** What each Application says that is read on demand, by name. */
  readonly applicationReadings = new Map<
    string,
    ReadOutcome<ApplicationReading>
  >();

  async readApplication(_: ClusterRef, { name }: { name: string }) {
    return this.applicationReadings.get(name);
  }

  /** What each claim is that is read on demand, by name. */
  readonly claimReadings = new Map<string, ReadOutcome<unknown>>();

  async readClaim({ name }: ClusterRef) {
    return this.claimReadings.get(name);
  }

  start(signal: AbortSignal) {
    this.started = true;
    signal.addEventListener('abort', () => this.#stopped());
  }

  assign() {}

  tellClaim() {}

  tellComplete() {}

  isComplete(name: string) {
    return this.#management.get(name)?.complete === true;
  }

  get configured() {
    return [...this.#management.values()];
  }

  hasUnnamed = false;

  getClaim(ref: ClusterRef) {
    const observation = this.getCluster(ref);
    if (!observation) return undefined;
    const { worker: _, ...claimed } = observation;
    return claimed;
  }

  listClaims(managementCluster: string) {
    return this.listClusters(managementCluster);
  }

  subscribe(listener: (change: FleetChange) => void) {
    this.#listeners.push(listener);
  }

  /** The management cluster has been reached, and these are its claims. */
  list(name: string, ...observations: ClusterObservation[]) {
    const now = new Date().toISOString();
    this.manage(name, {
      connection: { status: 'live', since: now, lastSeen: now },
      complete: true,
    });
    this.see(...observations);
  }

  /** How a management cluster is reached changes. */
  manage(name: string, change: Partial<ManagementObservation>) {
    const before = this.#management.get(name)!;
    this.#management.set(name, { ...before, ...change });
    this.#tell({ clusters: [], claims: [], managementClusters: [name] });
  }

  see(...observations: ClusterObservation[]) {
    for (const seen of observations) {
      this.#clusters.set(stringifyClusterRef(seen.ref), seen);
    }
    this.#tell({
      clusters: observations.map(o => o.ref),
      claims: observations.map(o => o.ref),
      managementClusters: [],
    });
  }

  lose(ref: ClusterRef) {
    this.#clusters.delete(stringifyClusterRef(ref));
    this.#tell({ clusters: [ref], claims: [ref], managementClusters: [] });
  }

  grantAccess(ref: ClusterRef, access: { server: string; token: string }) {
    this.#access.set(stringifyClusterRef(ref), access);
  }

  getWorkerConnection(ref: ClusterRef) {
    return this.getCluster(ref)?.worker?.connection;
  }

  getCluster(ref: ClusterRef) {
    return this.#clusters.get(stringifyClusterRef(ref));
  }

  listClusters(managementCluster: string) {
    return [...this.#clusters.values()]
      .map(c => c.ref)
      .filter(ref => ref.managementCluster === managementCluster);
  }

  listManagementClusters() {
    return [...this.#management.values()];
  }

  /** What claims are, in every management cluster. */
  define(definition: PlatformDefinition) {
    this.#definition = definition;
    this.#tell({
      clusters: [],
      claims: [],
      managementClusters: [...this.#management.keys()],
    });
  }

  getClaimDefinition() {
    return this.#definition;
  }

  figures(): ObserveFigures {
    return {
      watches: [],
      pages: { reading: 0, stalled: 0, waiting: 0 },
    };
  }

  async getAccess(ref: ClusterRef) {
    return this.#access.get(stringifyClusterRef(ref));
  }

  #tell(change: FleetChange) {
    for (const listener of this.#listeners) listener(change);
  }
}
