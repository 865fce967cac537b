import type { ApiServerClient } from '../http/ApiServerClient';
import { transformProject } from '../transform/argocd';
import type { ArgoProject, Looked } from '../types';
import type { Reflector, ReflectorTimings } from '../watch/Reflector';
import { ConnectionTracker } from './ConnectionTracker';
import { WatchSet } from './WatchSet';

const PROJECT_LIMITS = { maxObjects: 5000, maxBytes: 4 * 1024 * 1024 };

/**
 * Watches Argo CD's AppProjects. An identity that may not read them is no failure of the connection: the state is kept
 * apart from that of the other watches.
 */
export class ProjectWatch {
  readonly #tracker: ConnectionTracker;
  readonly #watches: WatchSet;
  readonly #projects: Reflector<ArgoProject>;

  constructor(options: {
    client: ApiServerClient;
    signal: AbortSignal;
    namespace: string;
    onChange(): void;
    timings?: ReflectorTimings;
  }) {
    const { client, signal, namespace, onChange, timings } = options;
    this.#tracker = new ConnectionTracker(onChange);
    this.#watches = new WatchSet({
      client,
      signal,
      timings,
      tracker: this.#tracker,
    });
    this.#projects = this.#watches.start('appprojects', {
      resource: {
        group: 'argoproj.io',
        version: 'v1alpha1',
        plural: 'appprojects',
        namespace,
      },
      what: 'AppProjects',
      transform: transformProject,
      limits: PROJECT_LIMITS,
      optional: true,
      onChange,
    });
  }

  observe(): Looked<ArgoProject[]> {
    if (this.#tracker.complete) return { value: [...this.#projects.values()] };
    const { failure } = this.#tracker;
    return failure?.lasting
      ? { notChecked: failure.message }
      : { pending: true };
  }

  async stop() {
    this.#tracker.stop();
    await this.#watches.stopAll();
  }
}
