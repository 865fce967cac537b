import {
  ClusterRef,
  parseClusterRef,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { DEFAULT_DERIVE_SETTINGS } from '../derive';
import type { FleetObserver } from '../observe/types';
import type { DerivedCluster, FleetStore, WriteResult } from '../store/types';
import { DueTimes } from './DueTimes';
import type { FaultLog } from './FaultLog';
import { ClusterPlan, planCluster } from './planCluster';
import { restoreFleet } from './restoreFleet';

/** Clusters per transaction. */
const BATCH = 200;
const MIN_BACKOFF_MS = 1000;
const MAX_BACKOFF_MS = 30_000;
const SUBJECT = 'Bringing the fleet in the database up to date';

type Observer = Pick<
  FleetObserver,
  'getCluster' | 'listClusters' | 'listManagementClusters' | 'subscribe'
>;

export interface FleetReconcilerOptions {
  observer: Observer;
  store: FleetStore;
  faults: FaultLog;
  /** Told after each write that changed something. */
  onChange(result: WriteResult): void;
  failedAfterMs?: number;
}

/**
 * Carries every change from observe over derive to the store, in batches, one after the other. A database that does
 * not answer delays it; nothing that was heard is lost, because a cluster that is to be judged again is judged by
 * its latest observation.
 */
export class FleetReconciler {
  readonly #options: FleetReconcilerOptions;
  readonly #failedAfterMs: number;
  readonly #dirty = new Map<string, ClusterRef>();
  /** Management clusters whose claims are to be compared with what is stored. */
  readonly #toCompare = new Set<string>();
  readonly #complete = new Set<string>();
  readonly #connections = new Map<string, string>();
  readonly #dueTimes = new DueTimes(keys =>
    this.enqueue(keys.map(parseClusterRef)),
  );
  readonly #stop = new AbortController();
  #restored = false;
  #running?: Promise<void>;

  constructor(options: FleetReconcilerOptions) {
    this.#options = options;
    this.#failedAfterMs =
      options.failedAfterMs ?? DEFAULT_DERIVE_SETTINGS.failedAfterMs;
  }

  /** Subscribes to the observer and takes up what the store knows. Call it before the observer starts. */
  start() {
    this.#options.observer.subscribe(({ clusters, managementClusters }) => {
      if (managementClusters.length) this.#onManagementClusters();
      this.enqueue(clusters);
    });
    this.#onManagementClusters();
    this.#run();
  }

  /** Judges these clusters (again). */
  enqueue(refs: Iterable<ClusterRef>) {
    for (const ref of refs) this.#dirty.set(stringifyClusterRef(ref), ref);
    if (this.#restored && this.#dirty.size) this.#run();
  }

  /** Resolves when everything that is known has been written, or the reconciler has stopped. */
  async idle() {
    while (this.#running) await this.#running;
  }

  /** Ends after the batch that is being written. */
  async stop() {
    this.#stop.abort();
    this.#dueTimes.stop();
    await this.idle();
  }

  #onManagementClusters() {
    const { observer, store, faults, onChange } = this.#options;
    let connectionChanged = false;
    for (const {
      name,
      complete,
      connection,
    } of observer.listManagementClusters()) {
      if (complete && !this.#complete.has(name)) {
        this.#complete.add(name);
        this.#toCompare.add(name);
      }
      const shown = `${connection.status} ${connection.message ?? ''}`;
      if (this.#connections.get(name) !== shown) connectionChanged = true;
      this.#connections.set(name, shown);
    }
    if (this.#toCompare.size && this.#restored) this.#run();
    if (connectionChanged) {
      store
        .revision()
        .then(revision => onChange({ revision, changed: [] }))
        .catch(error => faults.failed(SUBJECT, error));
    }
  }

  #run() {
    if (this.#running || this.#stop.signal.aborted) return;
    this.#running = this.#work().finally(() => {
      this.#running = undefined;
      // What came in between the last look and now.
      if (this.#hasWork()) this.#run();
    });
  }

  #hasWork() {
    return (
      !this.#stop.signal.aborted &&
      (!this.#restored || this.#dirty.size > 0 || this.#toCompare.size > 0)
    );
  }

  async #work() {
    let backoff = MIN_BACKOFF_MS;
    while (this.#hasWork()) {
      try {
        await this.#step();
        backoff = MIN_BACKOFF_MS;
        this.#options.faults.succeeded(SUBJECT);
      } catch (error) {
        this.#options.faults.failed(SUBJECT, error);
        await this.#pause(backoff);
        backoff = Math.min(backoff * 2, MAX_BACKOFF_MS);
      }
    }
  }

  async #step() {
    const { observer, store } = this.#options;
    if (!this.#restored) {
      const { changes, toReconcile } = await restoreFleet({ observer, store });
      this.#restored = true;
      for (const result of changes) this.#tell(result);
      this.enqueue(toReconcile);
      return;
    }
    for (const name of this.#toCompare) {
      // What is stored and not observed is gone.
      this.enqueue(await store.listRefs(name));
      this.enqueue(observer.listClusters(name));
      this.#toCompare.delete(name);
    }
    const batch = [...this.#dirty].slice(0, BATCH);
    // Taken out first: a change that is heard from here on is for the next batch.
    for (const [key] of batch) this.#dirty.delete(key);
    try {
      await this.#reconcile(batch.map(([, ref]) => ref));
    } catch (error) {
      for (const [key, ref] of batch) this.#dirty.set(key, ref);
      throw error;
    }
  }

  async #reconcile(refs: ClusterRef[]) {
    if (refs.length === 0) return;
    const { store } = this.#options;
    const states = await store.getStates(refs);
    const requests = await store.getRequests(refs);
    const decommissions = await store.getDecommissions(refs);
    const now = new Date();
    const writes: DerivedCluster[] = [];
    const removals: ClusterRef[] = [];
    const keptRequests = [];
    for (const ref of refs) {
      const key = stringifyClusterRef(ref);
      const plan = this.#plan(ref, {
        previous: states.get(key),
        request: requests.get(key),
        decommission: decommissions.get(key),
        now,
      });
      if (plan.type === 'remove' || plan.type === 'replace') {
        removals.push(ref);
      }
      if (plan.type === 'write' || plan.type === 'replace') {
        writes.push(plan.derived);
        this.#dueTimes.set(key, plan.due);
      } else {
        this.#dueTimes.set(key, undefined);
      }
      if (plan.type === 'replace') keptRequests.push(plan.request);
    }
    if (removals.length) this.#tell(await store.removeClusters(removals));
    // Removing a cluster takes its finished requests along, but this one is about the next cluster.
    if (keptRequests.length) await store.saveRequests(keptRequests);
    if (writes.length) this.#tell(await store.writeClusters(writes));
  }

  #plan(
    ref: ClusterRef,
    known: Pick<
      Parameters<typeof planCluster>[0],
      'previous' | 'request' | 'decommission' | 'now'
    >,
  ): ClusterPlan {
    const { observer, faults } = this.#options;
    const subject = `Judging worker cluster ${stringifyClusterRef(ref)}`;
    try {
      const plan = planCluster({
        ref,
        observation: observer.getCluster(ref),
        managementComplete: this.#complete.has(ref.managementCluster),
        failedAfterMs: this.#failedAfterMs,
        ...known,
      });
      faults.succeeded(subject);
      return plan;
    } catch (error) {
      // One cluster that cannot be judged costs the others nothing.
      faults.failed(subject, error);
      return { type: 'keep' };
    }
  }

  #tell(result: WriteResult) {
    if (result.changed.length) this.#options.onChange(result);
  }

  async #pause(ms: number) {
    const { signal } = this.#stop;
    if (signal.aborted) return;
    await new Promise<void>(resolve => {
      const timer = setTimeout(resolve, ms);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
