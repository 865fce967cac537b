import type { ApiError } from '../http/ApiError';
import type { ArgoProject, Looked } from '../types';
import type { Reflector, ReflectorTimings } from '../watch/Reflector';
import type { WatchedServer } from '../watch/WatchedServer';
import { ConnectionTracker } from './ConnectionTracker';
import { WatchSet } from './WatchSet';

const MIB = 1024 * 1024;
const PROJECT_LIMITS = {
  maxObjects: 5000,
  maxBytes: 4 * MIB,
  maxPageBytes: 8 * MIB,
  maxListBytes: 32 * MIB,
};

/**
 * Watches Argo CD's AppProjects. An identity that may not read them is no failure of the connection: the state is kept
 * apart from that of the other watches.
 */
export class ProjectWatch {
  readonly #tracker: ConnectionTracker;
  /** Apart from those of the connection; what suspends these suspends them too. */
  readonly watches: WatchSet;
  readonly #projects: Reflector<'project'>;

  constructor(options: {
    server: WatchedServer;
    signal: AbortSignal;
    namespace: string;
    onChange(): void;
    timings?: ReflectorTimings;
    onExcess(error: ApiError): void;
  }) {
    const { server, signal, namespace, onChange, onExcess, timings } = options;
    this.#tracker = new ConnectionTracker(onChange);
    this.watches = new WatchSet({
      server,
      signal,
      timings,
      onExcess,
      tracker: this.#tracker,
    });
    this.#projects = this.watches.start('appprojects', {
      resource: {
        group: 'argoproj.io',
        version: 'v1alpha1',
        plural: 'appprojects',
        namespace,
      },
      what: 'AppProjects',
      transform: 'project',
      limits: PROJECT_LIMITS,
      optional: true,
      onChange,
    });
  }

  observe(): Looked<ArgoProject[]> {
    if (this.#tracker.complete) return { value: this.#projects.values() };
    const { failure } = this.#tracker;
    return failure?.lasting ? { notChecked: failure.error } : { pending: true };
  }

  async stop() {
    this.#tracker.stop();
    await this.watches.stopAll();
  }
}
