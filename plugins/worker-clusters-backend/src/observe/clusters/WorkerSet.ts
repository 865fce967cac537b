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
    for (const key of this.#compartments.keys()) {
      if (!desired.has(key)) this.set(key, undefined);
    }
    for (const [key, status] of desired) this.set(key, status);
  }

  /** Like {@link reconcile}, for one worker. @param status - undefined: it is not to be observed here */
  set(key: ClaimKey, status: ClaimStatus | undefined) {
    const running = this.#compartments.get(key);
    if (!status) {
      if (running) this.#stop(key, running);
      return;
    }
    const compartment = running ?? this.create(key);
    this.#compartments.set(key, compartment);
    compartment.update(status);
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
