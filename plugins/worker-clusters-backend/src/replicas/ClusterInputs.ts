import type { FleetObserver } from '../observe/types';
import type { WorkQueue } from '../queue';
import type { FaultLog, FleetWork } from '../reconcile';
import type { FleetStore } from '../store/types';
import type { Member, Membership } from './types';
import {
  type ClusterRef,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';

const INTERVAL_MS = 1000;
const PAGE = 200;
const SUBJECT = 'Reading what other replicas wrote';

export interface ClusterInputsOptions {
  observer: Pick<
    FleetObserver,
    'configured' | 'isComplete' | 'tellClaim' | 'tellComplete'
  >;
  store: Pick<FleetStore, 'getManagementClusters' | 'listRefs' | 'readInputs'>;
  membership: Membership;
  queue: Pick<WorkQueue<FleetWork>, 'add' | 'addAfter' | 'process'>;
  faults: FaultLog;
  /** Told of clusters that are to be derived again. */
  enqueue(refs: ClusterRef[]): void;
}

/**
 * Reads what other replicas wrote for the owners of worker clusters: claims for the observer, and that a request changed.
 * After a change of the membership everything, then what is new, once a second.
 */
export class ClusterInputs {
  #read: Member | undefined;
  #sequence = 0;
  /** Management clusters of which all claims have been read under this membership. */
  #complete = new Set<string>();

  constructor(private readonly options: ClusterInputsOptions) {}

  start() {
    this.options.queue.process('cluster-inputs', { work: () => this.#work() });
  }

  /** The membership changed. */
  refresh() {
    this.options.queue.add('cluster-inputs', 'all');
  }

  async #work() {
    const { membership, queue, faults } = this.options;
    const member = membership.current;
    if (!member) return;
    if (!member.lease) {
      // There is nobody else who writes.
      queue.add('stored-fleet', 'all');
      return;
    }
    try {
      await this.#update(member);
      faults.succeeded(SUBJECT);
    } catch (error) {
      faults.failed(SUBJECT, error);
    }
    queue.addAfter('cluster-inputs', 'all', INTERVAL_MS);
  }

  async #update(member: Member) {
    const { observer, store, membership, queue, enqueue } = this.options;
    const isNew = this.#read !== member;
    if (isNew) {
      this.#sequence = 0;
      this.#complete = new Set();
    }
    // First: a management cluster that is listed has all its claims in what is read next.
    const stored = await store.getManagementClusters();
    const known = isNew
      ? []
      : observer.configured.flatMap(({ name }) =>
          member.owns(name) && observer.isComplete(name) ? [name] : [],
        );
    let page;
    do {
      page = await store.readInputs({
        after: this.#sequence,
        limit: PAGE,
        known,
      });
      // It is read again for the new membership.
      if (membership.current !== member) return;
      for (const { ref, claimed, sequence } of page) {
        this.#sequence = sequence;
        if (!member.owns(stringifyClusterRef(ref))) continue;
        if (!known.includes(ref.managementCluster)) {
          observer.tellClaim(ref, claimed);
        }
        // Before the stored fleet is restored nothing is derived.
        enqueue([ref]);
      }
    } while (page.length === PAGE);

    for (const { name, listed } of stored.values()) {
      if (!listed || this.#complete.has(name)) continue;
      observer.tellComplete(name);
      this.#complete.add(name);
      // What is stored and has no claim is gone.
      if (!isNew) enqueue(await store.listRefs(name));
    }
    if (isNew) {
      this.#read = member;
      queue.add('stored-fleet', 'all');
    }
  }
}
