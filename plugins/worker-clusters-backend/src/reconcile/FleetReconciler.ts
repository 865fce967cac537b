import {
  ClusterRef,
  parseClusterRef,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { PriceTable } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import {
  DEFAULT_DERIVE_SETTINGS,
  type KnownApplication,
  type KnownApplications,
} from '../derive';
import type { FleetObserver } from '../observe/types';
import type { WorkQueue } from '../queue';
import type { Member, Membership } from '../replicas/types';
import type {
  FleetStore,
  ReconciledApplication,
  WriteResult,
} from '../store/types';
import type { FaultLog } from './FaultLog';
import { ClusterPlan, planCluster } from './planCluster';
import { restoreFleet } from './restoreFleet';
import { nextTurn, Slice } from './Slice';

/** Clusters per transaction. */
const MAX_BATCH = 200;
/** Changes of this long are written at once: one reconciliation touches many objects. */
const INTERVAL_MS = 250;
/** Applications per transaction, unless one cluster has more: others write, and are served, in between. */
const MAX_ROWS = 1000;
/** Argo CD moves `reconciledAt` of every application with each refresh: it is written in bulk. */
const RECONCILED_INTERVAL_MS = 30_000;
/** A batch that fails this often in ever smaller parts fails because of the database, not because of a cluster. */
const MAX_FAILED_WRITES = 24;
const SUBJECT = 'Bringing the fleet in the database up to date';

/**
 * What is worked on: the stored fleet when the membership changed, what other replicas wrote, management clusters by name,
 * claims and clusters by reference, and the times of the last comparisons of all applications.
 */
export type FleetWork =
  | 'stored-fleet'
  | 'cluster-inputs'
  | 'management-cluster'
  | 'claim'
  | 'cluster'
  | 'reconciled-at';

type Observer = Pick<
  FleetObserver,
  'configured' | 'getCluster' | 'hasUnnamed' | 'isComplete' | 'subscribe'
>;

export interface FleetReconcilerOptions {
  observer: Observer;
  store: FleetStore;
  membership: Membership;
  queue: Pick<WorkQueue<FleetWork>, 'add' | 'addAfter' | 'addAt' | 'process'>;
  faults: FaultLog;
  /** Told after each write that changed something. */
  onChange(result: WriteResult): void;
  failedAfterMs?: number;
  /** `workerClusters.policy.prices`. */
  prices?: PriceTable;
}

type Reconciled = Pick<KnownApplication, 'storedReconciledAt'>;

interface PlannedCluster {
  key: string;
  ref: ClusterRef;
  plan: ClusterPlan;
}

/**
 * Makes the store equal to what is derived from the latest observations. The observer's changes mark clusters in the work
 * queue; a cluster that is worked on is derived from what is known then. A database that does not answer delays it, and
 * nothing is lost. A cluster that cannot be derived or written is retried by itself; the others of its batch are written.
 * Clusters that belong to another replica are left to it.
 */
export class FleetReconciler {
  readonly #options: FleetReconcilerOptions;
  readonly #failedAfterMs: number;
  /** The stored fleet has been restored in this run of the process. */
  #restored = false;
  /**
   * The applications of each cluster as they were derived and written last, with the uid of its claim. What is not in here
   * is derived wholly, and compared with what is stored.
   */
  readonly #known = new Map<
    string,
    { uid: string; applications: KnownApplications }
  >();

  constructor(options: FleetReconcilerOptions) {
    this.#options = options;
    this.#failedAfterMs =
      options.failedAfterMs ?? DEFAULT_DERIVE_SETTINGS.failedAfterMs;
  }

  /**
   * Subscribes to the observer. Nothing is written before the stored fleet has been restored, for which `stored-fleet` is
   * added to the queue once the membership is known. Call it before the observer starts; stopping the queue ends it.
   */
  start() {
    const { observer, queue } = this.#options;
    observer.subscribe(({ clusters }) => this.enqueue(clusters));
    queue.process('stored-fleet', { work: () => this.#restore() });
  }

  /** Marks these clusters to be derived again. */
  enqueue(refs: Iterable<ClusterRef>) {
    for (const ref of refs) {
      this.#options.queue.add('cluster', stringifyClusterRef(ref));
    }
  }

  async #restore() {
    const { observer, store, membership, queue } = this.#options;
    const member = membership.current;
    // It is added again with the next membership.
    if (!member) return [];
    return this.#attempt(['all'], async () => {
      const { changes, toReconcile } = await restoreFleet({
        managementClusters: observer.configured.map(({ name }) => name),
        keepOthers: observer.hasUnnamed,
        store,
        member,
        first: !this.#restored,
      });
      for (const result of changes) this.#tell(result);
      // What another replica writes from now on is not known here.
      for (const key of this.#known.keys()) {
        if (!member.owns(key)) this.#known.delete(key);
      }
      this.enqueue(toReconcile);
      if (this.#restored) return;
      this.#restored = true;
      queue.process('cluster', {
        intervalMs: INTERVAL_MS,
        maxBatch: MAX_BATCH,
        work: keys => this.#attempt(keys, () => this.#reconcile(keys)),
      });
      queue.process('reconciled-at', {
        work: async keys => {
          queue.addAfter('reconciled-at', 'all', RECONCILED_INTERVAL_MS);
          return this.#attempt(keys, () => this.#writeReconciled());
        },
      });
      queue.addAfter('reconciled-at', 'all', RECONCILED_INTERVAL_MS);
    });
  }

  /** Returns the keys that failed; a failure of the database is one of all of them. */
  async #attempt(
    keys: string[],
    work: () => Promise<string[] | void>,
  ): Promise<string[]> {
    const { faults, membership } = this.#options;
    const member = membership.current;
    try {
      const failed = await work();
      faults.succeeded(SUBJECT);
      return failed ?? [];
    } catch (error) {
      // A replica that is no member any more can write nothing, and will be told what to do anew.
      if (membership.current !== member) return [];
      faults.failed(SUBJECT, error);
      return keys;
    }
  }

  /** Returns the keys that failed. */
  async #reconcile(all: string[]): Promise<string[]> {
    const { store, membership } = this.#options;
    const member = membership.current;
    // Whoever owns them derives them; this replica again once it does.
    const keys = all.filter(key => member?.owns(key));
    if (!member || !keys.length) return [];
    const refs = keys.map(parseClusterRef);
    const states = await store.getStates(refs);
    const requests = await store.getRequests(refs);
    const decommissions = await store.getDecommissions(refs);
    const planned: PlannedCluster[] = [];
    const failed: string[] = [];
    const slice = new Slice();
    for (const [i, ref] of refs.entries()) {
      const key = keys[i];
      const plan = await this.#plan(slice, ref, {
        previous: states.get(key),
        request: requests.get(key),
        decommission: decommissions.get(key),
        now: new Date(),
      });
      if (plan) planned.push({ key, ref, plan });
      else failed.push(key);
      await slice.end();
    }
    // What was read belongs to another membership: it is read again.
    if (membership.current !== member) {
      this.enqueue(refs);
      return [];
    }
    for (const group of groups(planned)) {
      failed.push(...(await this.#write(group, member)));
      await nextTurn();
    }
    return failed;
  }

  /** Undefined if the cluster cannot be derived. */
  async #plan(
    slice: Slice,
    ref: ClusterRef,
    known: Pick<
      Parameters<typeof planCluster>[0],
      'previous' | 'request' | 'decommission' | 'now'
    >,
  ): Promise<ClusterPlan | undefined> {
    const { observer, faults, prices } = this.#options;
    const subject = `Deriving the state of worker cluster ${stringifyClusterRef(
      ref,
    )}`;
    try {
      const observation = observer.getCluster(ref);
      const before = this.#known.get(stringifyClusterRef(ref));
      const steps = planCluster({
        ref,
        observation,
        applications:
          before && before.uid === observation?.claim?.metadata.uid
            ? before.applications
            : undefined,
        managementComplete:
          !observation && observer.isComplete(ref.managementCluster),
        failedAfterMs: this.#failedAfterMs,
        prices,
        ...known,
      });
      let step = steps.next();
      for (; !step.done; step = steps.next()) await slice.end();
      faults.succeeded(subject);
      return step.value;
    } catch (error) {
      faults.failed(subject, error);
      return undefined;
    }
  }

  /**
   * Writes the clusters in one transaction. If that fails although the database answers, one of them is the cause: the
   * halves are written apart. Returns the keys of those that cannot be written.
   *
   * @throws Error if the database does not answer or takes nothing.
   */
  async #write(
    planned: PlannedCluster[],
    member: Member,
    budget = { failures: MAX_FAILED_WRITES },
  ): Promise<string[]> {
    if (planned.length === 0) return [];
    const { store, faults } = this.#options;
    const subject = ({ key }: PlannedCluster) =>
      `Writing worker cluster ${key}`;
    try {
      await this.#writeTogether(planned, member);
      for (const cluster of planned) faults.succeeded(subject(cluster));
      return [];
    } catch (error) {
      budget.failures -= 1;
      if (budget.failures === 0) throw error;
      await store.revision();
      if (planned.length === 1) {
        faults.failed(subject(planned[0]), error);
        return [planned[0].key];
      }
      const half = Math.ceil(planned.length / 2);
      return [
        ...(await this.#write(planned.slice(0, half), member, budget)),
        ...(await this.#write(planned.slice(half), member, budget)),
      ];
    }
  }

  async #writeTogether(planned: PlannedCluster[], { lease }: Member) {
    const { store, queue } = this.#options;
    const removals = planned.flatMap(({ ref, plan: { type } }) =>
      type === 'remove' || type === 'replace' ? [ref] : [],
    );
    const keptRequests = planned.flatMap(({ plan }) =>
      plan.type === 'replace' ? [plan.request] : [],
    );
    const writes = planned.flatMap(({ plan }) =>
      plan.type === 'write' || plan.type === 'replace' ? [plan.derived] : [],
    );
    if (removals.length)
      this.#tell(await store.removeClusters(removals, lease));
    // Removing a cluster takes its finished requests along, but this one is about the next cluster.
    if (keptRequests.length) await store.saveRequests(keptRequests, lease);
    let outdated: ClusterRef[] = [];
    if (writes.length) {
      const result = await store.writeClusters(writes, lease);
      this.#tell(result);
      outdated = result.outdated ?? [];
    }
    for (const { key, plan } of planned) {
      if ('due' in plan && plan.due) queue.addAt('cluster', key, plan.due);
      this.#remember(key, plan);
    }
    for (const ref of outdated) this.#known.delete(stringifyClusterRef(ref));
    this.enqueue(outdated);
  }

  /** Keeps what has been written of the applications of a cluster. */
  #remember(key: string, plan: ClusterPlan) {
    if (plan.type === 'remove' || plan.type === 'replace') {
      this.#known.delete(key);
    } else if (plan.type === 'write' && plan.derived.known) {
      this.#known.set(key, {
        uid: plan.derived.state.uid ?? '',
        applications: plan.derived.known,
      });
    }
  }

  /** Writes when applications were compared last, of those that were compared since. */
  async #writeReconciled() {
    const { store, membership } = this.#options;
    const member = membership.current;
    if (!member) return;
    let moved: Array<{ write: ReconciledApplication; entry: Reconciled }> = [];
    const flush = async () => {
      if (moved.length === 0) return;
      const part = moved;
      moved = [];
      await store.touchApplications(
        part.map(({ write }) => write),
        member.lease,
      );
      for (const { write, entry } of part) {
        entry.storedReconciledAt = write.reconciledAt;
      }
      await nextTurn();
    };
    const slice = new Slice();
    for (const [key, { applications }] of this.#known) {
      const ref = parseClusterRef(key);
      for (const [object, entry] of applications.entries) {
        const { reconciledAt, metadata } = object;
        if (!reconciledAt || reconciledAt === entry.storedReconciledAt)
          continue;
        const { namespace = '', name } = metadata;
        moved.push({ write: { ref, namespace, name, reconciledAt }, entry });
      }
      if (moved.length >= MAX_ROWS) await flush();
      await slice.end();
    }
    await flush();
  }

  #tell(result: WriteResult) {
    if (result.changed.length) this.#options.onChange(result);
  }
}

/** Splits a batch into parts of about {@link MAX_ROWS} applications. */
function groups(planned: PlannedCluster[]): PlannedCluster[][] {
  const result: PlannedCluster[][] = [];
  let rows = Infinity;
  for (const cluster of planned) {
    const { plan } = cluster;
    const { changed = [] } =
      ('derived' in plan && plan.derived.applications) || {};
    if (rows + changed.length > MAX_ROWS) {
      result.push([]);
      rows = 0;
    }
    rows += changed.length;
    result.at(-1)!.push(cluster);
  }
  return result;
}
