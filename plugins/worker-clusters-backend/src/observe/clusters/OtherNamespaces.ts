import { writeMessage } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { type ApiError, asApiError } from '../http/ApiError';
import type { ApiServerClient } from '../http/ApiServerClient';
import { mergeApplication } from '../transform/application';
import { object } from '../transform/fields';
import type { ArgoApplication, WorkerObservation } from '../types';
import { pause } from '../watch/Backoff';
import {
  DEFAULT_TIMINGS,
  type Reflector,
  type ReflectorOptions,
  type ReflectorTimings,
} from '../watch/Reflector';
import type { WatchedServer } from '../watch/WatchedServer';
import { ConnectionTracker } from './ConnectionTracker';
import { matchesNamespace, parseNamespacePatterns } from './namespacePatterns';
import { WatchSet } from './WatchSet';

const HOUR_MS = 60 * 60_000;
const MAX_BYTES = 1024 * 1024;
const TIMEOUT_MS = 30_000;
const SETTINGS = 'argocd-cmd-params-cm';

export interface OtherNamespacesOptions {
  client: ApiServerClient;
  server: WatchedServer;
  signal: AbortSignal;
  argocdNamespace: string;
  limits: ReflectorOptions<'application'>['limits'];
  onChange: ReflectorOptions<'application'>['onChange'];
  /** What is configured, or whether it can be read, changed. */
  onState(): void;
  onExcess(error: ApiError): void;
  timings?: ReflectorTimings;
}

/**
 * Watches Argo CD's Applications outside its own namespace ("Applications in any namespace"), where it is configured to look
 * after them: `application.namespaces` of `argocd-cmd-params-cm`, read once per connection and then once an hour. An
 * identity that may read neither is no failure of the connection: the state is kept apart from that of the other watches.
 */
export class OtherNamespaces {
  readonly #tracker: ConnectionTracker;
  /** Apart from those of the connection; what suspends these suspends them too. */
  readonly watches: WatchSet;
  #applications?: Reflector<'application'>;
  /** Undefined: not read yet. */
  #patterns?: string[];

  constructor(private readonly options: OtherNamespacesOptions) {
    const { server, signal, timings, onState, onExcess } = options;
    this.#tracker = new ConnectionTracker(onState);
    this.watches = new WatchSet({
      server,
      signal,
      timings,
      onExcess,
      tracker: this.#tracker,
    });
  }

  /** Works until the signal aborts. */
  async run() {
    const { signal, onState, timings = DEFAULT_TIMINGS } = this.options;
    let failures = 0;
    while (!signal.aborted) {
      let wait = HOUR_MS * (1 + 0.1 * Math.random());
      try {
        await this.#follow(await this.#readPatterns());
        failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        // A server that answers, but not this: what it has in other namespaces is not waited for.
        if (asApiError(error).kind !== 'unreachable') this.#patterns ??= [];
        wait = Math.min(timings.slowMs * 2 ** failures, wait);
        failures += 1;
      }
      onState();
      await pause(wait, signal);
    }
  }

  /** Whether it is known which Applications there are, as far as the portal may know it. */
  get complete(): boolean {
    if (!this.#patterns) return false;
    return (
      !this.#applications ||
      this.#tracker.complete ||
      this.#failure !== undefined
    );
  }

  get applications(): ArgoApplication[] {
    return this.#applications?.values() ?? [];
  }

  /** What is configured; undefined if there is nothing. */
  get state(): WorkerObservation['otherNamespaces'] {
    return this.#patterns?.length
      ? { patterns: this.#patterns, readable: this.#failure === undefined }
      : undefined;
  }

  async stop() {
    this.#tracker.stop();
    await this.watches.stopAll();
  }

  get #failure() {
    const { failure } = this.#tracker;
    return failure?.lasting ? failure : undefined;
  }

  async #readPatterns(): Promise<string[]> {
    const { client, signal, argocdNamespace } = this.options;
    const namespace = encodeURIComponent(argocdNamespace);
    try {
      const answer = await client.getJson({
        path: `/api/v1/namespaces/${namespace}/configmaps/${SETTINGS}`,
        what: writeMessage('what-argocd-settings', { name: SETTINGS }),
        maxBytes: MAX_BYTES,
        timeoutMs: TIMEOUT_MS,
        signal,
      });
      const { data } = object(answer);
      return parseNamespacePatterns(object(data)['application.namespaces']);
    } catch (error) {
      const { kind } = asApiError(error);
      if (kind === 'notFound' || kind === 'forbidden') return [];
      throw error;
    }
  }

  async #follow(patterns: string[]) {
    if (JSON.stringify(patterns) === JSON.stringify(this.#patterns)) return;
    if (this.#applications) await this.watches.stop('applications');
    this.#applications = undefined;
    this.#patterns = patterns;
    if (patterns.length === 0) return;
    const { argocdNamespace, limits, onChange } = this.options;
    this.#applications = this.watches.start('applications', {
      resource: {
        group: 'argoproj.io',
        version: 'v1alpha1',
        plural: 'applications',
        fieldSelector: `metadata.namespace!=${argocdNamespace}`,
      },
      what: writeMessage('what-other-applications'),
      transform: 'application',
      refine: application =>
        matchesNamespace(patterns, application.metadata.namespace)
          ? application
          : undefined,
      merge: mergeApplication,
      limits,
      optional: true,
      onChange,
    });
  }
}
