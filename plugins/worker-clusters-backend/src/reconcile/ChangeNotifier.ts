import type { SignalsService } from '@backstage/plugin-signals-node';
import {
  FLEET_EVENT_TOPIC,
  FLEET_SIGNAL_CHANNEL,
  FleetChangeEvent,
  FleetSignal,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { FleetEventsService } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type { WriteResult } from '../store/types';
import type { FaultLog } from './FaultLog';

const INTERVAL_MS = 1000;
/** Clusters named in one event: keeps it well under the size that an event bus takes. */
const MAX_CLUSTERS_PER_EVENT = 1000;

/**
 * Publishes that the fleet changed, to pages and other plugins: at most once a second, the first time at once. The signal
 * has the revision only (it reaches sockets that are not signed in); the event names the clusters that changed.
 */
export class ChangeNotifier {
  #revision = 0;
  #clusters = new Set<string>();
  #entities = new Set<string>();
  /** When the first change that is not published yet came: epoch milliseconds. */
  #pendingSince: number | undefined;
  #timer?: NodeJS.Timeout;
  #stopped = false;

  constructor(
    private readonly options: {
      signals: SignalsService;
      events: FleetEventsService;
      faults: FaultLog;
      /** Told how long a change waited until it was published, milliseconds. */
      onPublished?(waitedMs: number): void;
      intervalMs?: number;
    },
  ) {}

  /** The fleet is at this revision, and these clusters changed (none: how a management cluster is reached). */
  notify({ revision, changed, entities = [] }: WriteResult) {
    if (this.#stopped) return;
    this.#revision = Math.max(this.#revision, revision);
    for (const ref of changed) this.#clusters.add(stringifyClusterRef(ref));
    for (const ref of entities) this.#entities.add(stringifyClusterRef(ref));
    this.#pendingSince ??= Date.now();
    if (!this.#timer) this.#publish();
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #publish() {
    const revision = this.#revision;
    const clusters = [...this.#clusters];
    const entities = this.#entities;
    this.#clusters = new Set();
    this.#entities = new Set();
    const waitedMs = Date.now() - (this.#pendingSince ?? Date.now());
    this.#pendingSince = undefined;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#pendingSince !== undefined) this.#publish();
    }, this.options.intervalMs ?? INTERVAL_MS);
    this.#timer.unref();

    this.options.onPublished?.(waitedMs);
    this.#publishSignal({ revision });
    for (let i = 0; i < clusters.length; i += MAX_CLUSTERS_PER_EVENT) {
      const some = clusters.slice(i, i + MAX_CLUSTERS_PER_EVENT);
      this.#publishEvent({
        revision,
        clusters: some,
        entities: some.filter(ref => entities.has(ref)),
      });
    }
  }

  #publishSignal(message: FleetSignal) {
    this.#logFailure(
      'Publishing the change signal to open pages',
      this.options.signals.publish({
        channel: FLEET_SIGNAL_CHANNEL,
        recipients: { type: 'broadcast' },
        message,
      }),
    );
  }

  #publishEvent(eventPayload: FleetChangeEvent) {
    this.#logFailure(
      'Publishing the change event to other plugins',
      this.options.events.publish({ topic: FLEET_EVENT_TOPIC, eventPayload }),
    );
  }

  /** Nobody waits for these: who misses one hears of the next, or polls. */
  #logFailure(subject: string, done: Promise<void>) {
    const { events, faults } = this.options;
    done.then(
      () => faults.succeeded(subject),
      async error => {
        // That is reported once, with what to add.
        if (!(await events.isBusMissing())) faults.failed(subject, error);
      },
    );
  }
}
