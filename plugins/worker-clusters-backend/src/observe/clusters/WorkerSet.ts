import type { ClaimObservation } from '../types';
import type { ClaimKey } from './ClaimIndex';
import type { WorkerCompartment } from './WorkerCompartment';

type ClaimStatus = ClaimObservation['status'];

/**
 * The workers that are observed. `reconcile` takes those that should be, starts the compartments that are missing and
 * stops the others.
 */
export class WorkerSet {
  readonly #compartments = new Map<ClaimKey, WorkerCompartment>();
  readonly #stopping = new Set<Promise<void>>();

  constructor(private readonly create: (key: ClaimKey) => WorkerCompartment) {}

  get(key: ClaimKey): WorkerCompartment | undefined {
    return this.#compartments.get(key);
  }

  /** @param desired - every worker to be observed here, with the status of its claim */
  reconcile(desired: ReadonlyMap<ClaimKey, ClaimStatus>) {
    for (const [key, compartment] of this.#compartments) {
      if (!desired.has(key)) this.#stop(key, compartment);
    }
    for (const [key, status] of desired) {
      if (!this.#compartments.has(key)) {
        this.#compartments.set(key, this.create(key));
      }
      this.update(key, status);
    }
  }

  /** Passes a changed status to the compartment of a worker that is observed here. */
  update(key: ClaimKey, status: ClaimStatus) {
    this.#compartments.get(key)?.update(status);
  }

  /** Stops all compartments; resolves once they have ended. */
  async stop() {
    this.reconcile(new Map());
    await Promise.all(this.#stopping);
  }

  #stop(key: ClaimKey, compartment: WorkerCompartment) {
    this.#compartments.delete(key);
    const stopping = compartment.stop();
    this.#stopping.add(stopping);
    stopping.finally(() => this.#stopping.delete(stopping));
  }
}
