import type {
  DiscoveryService,
  RootLifecycleService,
} from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import type {
  EventParams,
  EventsService,
  EventsServiceSubscribeOptions,
} from '@backstage/plugin-events-node';
import type { ConfigProblemsService } from '../config';

const KEY = 'events.useEventBus';
/** How often it is looked whether there is a bus, until there is one. */
const PROBE_MS = 10 * 60_000;
/** How often while its server does not answer. */
const RETRY_MS = 5000;
/** Attempts after which a server that does not answer counts as one that does not work, instead of one that starts. */
const MAX_STARTING = 6;
const TIMEOUT_MS = 10_000;

/**
 * The events of a plugin, for a backend that may lack the event bus that its configuration demands: with
 * `events.useEventBus: always` each subscription would be polled, fail and be logged for ever.
 *
 * @public
 */
export interface FleetEventsService extends EventsService {
  /**
   * Whether the event bus is missing that the configuration demands. Resolves once that is known; false for a bus whose server
   * has not answered for half a minute.
   */
  isBusMissing(): Promise<boolean>;
}

export interface FleetEventsOptions {
  config: Config;
  discovery: DiscoveryService;
  events: EventsService;
  problems: ConfigProblemsService;
  rootLifecycle: Pick<
    RootLifecycleService,
    'addShutdownHook' | 'addStartupHook'
  >;
  probeMs?: number;
  retryMs?: number;
}

/**
 * Subscribes to the event bus once there is one. While there is none it is reported once, and everybody polls.
 */
export class FleetEvents implements FleetEventsService {
  readonly #options: FleetEventsOptions;
  /** Whether a bus is demanded, instead of used where there is one. */
  readonly #demanded: boolean;
  /** Subscriptions that wait for the bus. */
  #waiting: EventsServiceSubscribeOptions[] = [];
  #missing: boolean | undefined;
  #known!: () => void;
  readonly #whenKnown = new Promise<void>(resolve => {
    this.#known = resolve;
  });
  #timer?: NodeJS.Timeout;
  #unanswered = 0;
  #stopped = false;

  constructor(options: FleetEventsOptions) {
    this.#options = options;
    const { config, rootLifecycle } = options;
    this.#demanded = config.getOptional(KEY) === 'always';
    if (!this.#demanded) {
      this.#missing = false;
      this.#known();
      return;
    }
    // Before every plugin has started, none of them answers.
    rootLifecycle.addStartupHook(() => {
      this.#probe();
    });
    rootLifecycle.addShutdownHook(() => {
      this.#stopped = true;
      clearTimeout(this.#timer);
      this.#known();
    });
  }

  async isBusMissing(): Promise<boolean> {
    await this.#whenKnown;
    return this.#missing === true;
  }

  async publish(params: EventParams): Promise<void> {
    try {
      await this.#options.events.publish(params);
    } catch (error) {
      // Subscribers of this process have been told.
      if (!(await this.isBusMissing())) throw error;
    }
  }

  async subscribe(options: EventsServiceSubscribeOptions): Promise<void> {
    if (this.#missing === false) await this.#options.events.subscribe(options);
    else this.#waiting.push(options);
  }

  async #probe() {
    const { events, problems, probeMs = PROBE_MS } = this.#options;
    const found = await this.#findBus();
    if (this.#stopped) return;
    if (found === undefined) {
      this.#unanswered += 1;
      // Who waits to report a failure must not wait for ever.
      if (this.#unanswered >= MAX_STARTING) this.#known();
      this.#again(this.#options.retryMs ?? RETRY_MS);
      return;
    }
    this.#missing = !found;
    this.#known();
    if (!found) {
      problems.report({
        key: KEY,
        severity: 'warning',
        message: `${KEY} is 'always', and the backend has no event bus: add @backstage/plugin-events-backend to it, or set ${KEY} to 'auto'`,
        effect:
          'Changes are noticed by polling, and replicas do not hear of each other.',
      });
      this.#again(probeMs);
      return;
    }
    problems.resolve(KEY);
    for (const waiting of this.#waiting.splice(0)) {
      await events.subscribe(waiting);
    }
  }

  #again(ms: number) {
    this.#timer = setTimeout(() => this.#probe(), ms);
    this.#timer.unref();
  }

  /** Undefined if that cannot be told now. A bus answers to whom it does not know, only nothing is not found. */
  async #findBus(): Promise<boolean | undefined> {
    try {
      const base = await this.#options.discovery.getBaseUrl('events');
      const { status, body } = await fetch(
        `${base}/bus/v1/subscriptions/worker-clusters-probe/events`,
        { signal: AbortSignal.timeout(TIMEOUT_MS) },
      );
      await body?.cancel();
      if (status >= 500) return undefined;
      return status !== 404;
    } catch {
      return undefined;
    }
  }
}
