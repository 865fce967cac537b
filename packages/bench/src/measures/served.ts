import { FLEET, type Portal } from '../Portal';
import { pause } from '../pause';
import type { Simulation } from '../Simulation';

const POLL_MS = 25;
const LIMIT_MS = 60_000;
const DEGRADED = 2;
const HEALTHY = 0;

/**
 * How long a change takes from the cluster's event until the API serves it, milliseconds: one Application after the
 * other changes its health in a cluster that is left alone otherwise, and the row of the cluster is requested until
 * it counts it.
 */
export class ServedProbe {
  #next = 0;
  readonly times: number[] = [];
  /** Of the answers, milliseconds. */
  readonly answers: number[] = [];

  constructor(
    private readonly portal: Portal,
    private readonly simulation: Simulation,
  ) {}

  /** Goes on until the time has come (epoch milliseconds). */
  async run(until: number) {
    while (Date.now() < until) {
      const { clusters } = this.simulation.size;
      const cluster = clusters - 1 - (this.#next++ % Math.ceil(clusters / 20));
      await this.#measure(cluster, DEGRADED, 1);
      await this.#measure(cluster, HEALTHY, 0);
    }
  }

  async #measure(cluster: number, health: number, expected: number) {
    const name = `cluster-${String(cluster).padStart(5, '0')}`;
    const sent = await this.simulation.mark(cluster, health);
    for (;;) {
      const { json, milliseconds } = await this.portal.get(
        `${FLEET}/v1/clusters?name=${name}`,
      );
      this.answers.push(milliseconds);
      const waited = Date.now() - sent;
      const counts = json?.items?.[0]?.applications.byHealth;
      if (counts?.Degraded === expected || waited > LIMIT_MS) {
        this.times.push(waited);
        return;
      }
      await pause(POLL_MS);
    }
  }
}
