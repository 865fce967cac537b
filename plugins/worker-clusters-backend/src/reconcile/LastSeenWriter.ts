import {
  ClusterRef,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { FleetObserver } from '../observe/types';
import type { Membership } from '../replicas/types';
import type { FleetStore } from '../store/types';
import type { FaultLog } from './FaultLog';

const INTERVAL_MS = 15_000;

/** Writes when each worker and management cluster was heard last: in bulk, and only of those that were heard since the last write. */
export class LastSeenWriter {
  /** By the reference of a worker cluster as text, or the name of a management cluster. */
  #written = new Map<string, string>();
  #timer?: NodeJS.Timeout;
  #running: Promise<void> = Promise.resolve();

  constructor(
    private readonly options: {
      observer: Pick<
        FleetObserver,
        | 'configured'
        | 'getWorkerConnection'
        | 'listClusters'
        | 'listManagementClusters'
      >;
      store: Pick<FleetStore, 'touchConnections' | 'touchManagementClusters'>;
      membership: Membership;
      faults: FaultLog;
    },
  ) {}

  start() {
    this.#timer = setInterval(() => {
      this.#running = this.#running.then(() => this.write());
    }, INTERVAL_MS);
    this.#timer.unref();
  }

  /** Resolves when nothing is being written any more. */
  async stop() {
    clearInterval(this.#timer);
    await this.#running;
  }

  async write() {
    const { observer, store, membership, faults } = this.options;
    const member = membership.current;
    if (!member) return;
    const seen = new Map<string, string>();
    const moved: Array<{ ref: ClusterRef; lastSeen: string }> = [];
    for (const { name } of observer.configured) {
      for (const ref of observer.listClusters(name)) {
        const lastSeen = observer.getWorkerConnection(ref)?.lastSeen;
        if (!lastSeen) continue;
        const key = stringifyClusterRef(ref);
        seen.set(key, lastSeen);
        if (this.#written.get(key) !== lastSeen) moved.push({ ref, lastSeen });
      }
    }
    const management: Array<{ name: string; lastSeen: string }> = [];
    for (const { name, connection } of observer.listManagementClusters()) {
      const { lastSeen } = connection;
      if (!lastSeen) continue;
      seen.set(name, lastSeen);
      if (this.#written.get(name) !== lastSeen) {
        management.push({ name, lastSeen });
      }
    }
    const subject = 'Writing when each worker cluster was seen last';
    try {
      await store.touchConnections(moved, member.lease);
      await store.touchManagementClusters(management, member.lease);
      this.#written = seen;
      faults.succeeded(subject);
    } catch (error) {
      faults.failed(subject, error);
    }
  }
}
