import {
  ClusterRef,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { FleetObserver } from './types';

type Listener = Parameters<FleetObserver['subscribe']>[0];

/** Collects what changed over a short while, and tells it at once. */
export class ChangeCollector {
  readonly #listeners: Listener[] = [];
  readonly #clusters = new Map<string, ClusterRef>();
  readonly #managementClusters = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(
    private readonly delayMs: number,
    /** A listener failed; the others are told all the same. */
    private readonly onError: (error: Error) => void,
  ) {}

  subscribe(listener: Listener) {
    this.#listeners.push(listener);
  }

  addClusters(refs: ClusterRef[]) {
    for (const ref of refs) this.#clusters.set(stringifyClusterRef(ref), ref);
    this.#schedule();
  }

  addManagementCluster(name: string) {
    this.#managementClusters.add(name);
    this.#schedule();
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #schedule() {
    if (this.#stopped) return;
    this.#timer ??= setTimeout(() => this.#flush(), this.delayMs);
  }

  #flush() {
    this.#timer = undefined;
    const change = {
      clusters: [...this.#clusters.values()],
      managementClusters: [...this.#managementClusters],
    };
    this.#clusters.clear();
    this.#managementClusters.clear();
    for (const listener of this.#listeners) {
      try {
        listener(change);
      } catch (error) {
        this.onError(error as Error);
      }
    }
  }
}
