import {
  type ClusterRef,
  parseClusterRef,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { FleetObserver, ManagementObservation } from '../observe/types';
import type { WorkQueue } from '../queue';
import type { Member, Membership } from '../replicas/types';
import type { FleetStore, WriteResult } from '../store/types';
import type { FaultLog } from './FaultLog';
import type { FleetWork } from './FleetReconciler';

const MAX_BATCH = 200;
const INTERVAL_MS = 250;
const SUBJECT = 'Writing the management clusters to the database';

export interface ManagementReconcilerOptions {
  observer: Pick<
    FleetObserver,
    | 'getClaim'
    | 'getClaimDefinition'
    | 'listClaims'
    | 'listClusters'
    | 'listManagementClusters'
    | 'subscribe'
  >;
  store: FleetStore;
  membership: Membership;
  queue: Pick<WorkQueue<FleetWork>, 'add' | 'process'>;
  faults: FaultLog;
  /** Told of clusters that are to be derived again. */
  enqueue(refs: ClusterRef[]): void;
  /** Told when pages have something new to show. */
  onChange(result: WriteResult): void;
}

/**
 * Makes the stored management clusters equal to those that this replica observes: how they are reached, what their claims
 * are and, where other replicas need them, the claims themselves.
 */
export class ManagementReconciler {
  readonly #options: ManagementReconcilerOptions;
  /** Those of which all claims have been listed and compared with what is stored, under this membership. */
  readonly #complete = new Map<string, Member>();

  constructor(options: ManagementReconcilerOptions) {
    this.#options = options;
  }

  /** Call it before the observer starts; stopping the queue ends it. */
  start() {
    const { observer, membership, queue } = this.#options;
    observer.subscribe(({ claims, managementClusters }) => {
      for (const name of managementClusters) {
        queue.add('management-cluster', name);
      }
      if (!membership.current?.lease) return;
      for (const ref of claims) queue.add('claim', stringifyClusterRef(ref));
    });
    const lane = { intervalMs: INTERVAL_MS, maxBatch: MAX_BATCH };
    queue.process('management-cluster', {
      ...lane,
      work: names => this.#attempt(names, m => this.#reconcile(names, m)),
    });
    queue.process('claim', {
      ...lane,
      work: keys =>
        this.#attempt(keys, m =>
          this.#writeClaims(keys.map(parseClusterRef), m),
        ),
    });
  }

  /** The membership changed: what is observed here from now on is written anew. */
  refresh() {
    for (const { name } of this.#options.observer.listManagementClusters()) {
      this.#options.queue.add('management-cluster', name);
    }
  }

  /** Returns the keys that failed. */
  async #attempt(
    keys: string[],
    work: (member: Member) => Promise<void>,
  ): Promise<string[]> {
    const { membership, faults } = this.#options;
    const member = membership.current;
    if (!member) return [];
    try {
      await work(member);
      faults.succeeded(SUBJECT);
      return [];
    } catch (error) {
      // What a replica wanted to write that is no member any more is left to those that are.
      if (membership.current !== member) return [];
      faults.failed(SUBJECT, error);
      return keys;
    }
  }

  async #reconcile(names: string[], member: Member) {
    const { observer } = this.#options;
    for (const managed of observer.listManagementClusters()) {
      if (!names.includes(managed.name)) continue;
      await this.#reconcileOne(managed, member);
    }
  }

  async #reconcileOne(managed: ManagementObservation, member: Member) {
    const { observer, store, membership, enqueue, onChange } = this.#options;
    const { name, complete, connection, argocdInstalled } = managed;
    const { status, message } = connection;
    // What the owner before wrote stands until the connection is there, or fails.
    if (member.handover && status === 'connecting' && !message) return;
    const definition = observer.getClaimDefinition(name);
    const isNew = complete && this.#complete.get(name) !== member;
    if (isNew && member.lease) {
      await this.#writeClaims(
        [...(await store.listClaims(name)), ...observer.listClaims(name)],
        member,
      );
    }
    if (membership.current !== member) return;
    const changed = await store.writeManagementCluster(
      { name, connection, argocdInstalled, listed: complete },
      definition,
      member.lease,
    );
    if (isNew) {
      // What is stored and not observed is gone.
      enqueue([
        ...(await store.listRefs(name)),
        ...observer.listClusters(name),
      ]);
    }
    if (complete) this.#complete.set(name, member);
    if (changed) onChange({ revision: await store.revision(), changed: [] });
  }

  async #writeClaims(refs: ClusterRef[], member: Member) {
    const { observer, store, membership } = this.#options;
    const { lease } = member;
    if (!lease) return;
    for (let i = 0; i < refs.length; i += MAX_BATCH) {
      if (membership.current !== member) return;
      const complete = new Set(
        observer
          .listManagementClusters()
          .flatMap(m => (m.complete ? [m.name] : [])),
      );
      const claims = refs.slice(i, i + MAX_BATCH).flatMap(ref => {
        const claimed = observer.getClaim(ref);
        return claimed || complete.has(ref.managementCluster)
          ? [{ ref, claimed }]
          : [];
      });
      await store.writeClaims(claims, lease);
    }
  }
}
