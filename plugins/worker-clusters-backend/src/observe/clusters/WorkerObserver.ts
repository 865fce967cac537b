import type { ConnectionState } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { AddressPolicy } from '../credentials/addressPolicy';
import type { WorkerCredentials } from '../credentials/workerCredentials';
import { ApiServerClient } from '../http/ApiServerClient';
import { text } from '../trim/fields';
import { trimApplication, trimArgocdUrl, trimWorkload } from '../trim/argocd';
import type {
  ArgoApplication,
  ArgoWorkload,
  WorkerObservation,
} from '../types';
import type { Reflector, ReflectorTimings } from '../watch/Reflector';
import { ConnectionTracker } from './ConnectionTracker';
import { WatchSet } from './WatchSet';

/** Budget of one worker: more Applications than this of one cluster are a fault or an attack. */
const MAX_APPLICATIONS = 10_000;
const WORKER_LIMITS = {
  connections: 8,
  maxListBytes: 64 * 1024 * 1024,
  maxLineLength: 2 * 1024 * 1024,
};
const ARGOCD_LABEL = 'app.kubernetes.io/part-of=argocd';

export interface WorkerObserverOptions {
  credentials: WorkerCredentials;
  policy: AddressPolicy;
  argocdNamespace: string;
  /** Something that is kept of the worker changed. */
  onChange(): void;
  timings?: ReflectorTimings;
}

/**
 * The compartment of one worker cluster: a connection, watches, back-off and an error of its own. Nothing that
 * happens in it reaches another.
 */
export class WorkerObserver {
  readonly #abort = new AbortController();
  readonly #client: ApiServerClient;
  readonly #tracker: ConnectionTracker;
  readonly #watches: WatchSet;
  readonly #applications: Reflector<ArgoApplication>;
  readonly #workloads: Array<Reflector<ArgoWorkload>>;
  readonly #settings: Reflector<{ url?: string }>;
  #version: string | undefined;
  #wasLive = false;

  constructor(private readonly options: WorkerObserverOptions) {
    const { credentials, policy, argocdNamespace: namespace } = options;
    this.#client = new ApiServerClient({
      server: credentials.server,
      ca: credentials.ca,
      token: async () => credentials.token,
      lookup: policy.lookup,
      limits: WORKER_LIMITS,
    });
    this.#tracker = new ConnectionTracker(() => this.#onConnection());
    this.#watches = new WatchSet({
      client: this.#client,
      tracker: this.#tracker,
      signal: this.#abort.signal,
      timings: options.timings,
    });
    const onChange = () => options.onChange();
    this.#applications = this.#watches.start('applications', {
      resource: {
        group: 'argoproj.io',
        version: 'v1alpha1',
        plural: 'applications',
        namespace,
      },
      what: 'Applications',
      trim: raw => trimApplication(raw).application,
      maxObjects: MAX_APPLICATIONS,
      onChange,
    });
    this.#workloads = ['deployments', 'statefulsets'].map(plural =>
      this.#watches.start(plural, {
        resource: {
          group: 'apps',
          version: 'v1',
          plural,
          namespace,
          labelSelector: ARGOCD_LABEL,
        },
        what: `Argo CD's ${plural}`,
        trim: trimWorkload,
        maxObjects: 100,
        onChange,
      }),
    );
    this.#settings = this.#watches.start('argocd-cm', {
      resource: {
        group: '',
        version: 'v1',
        plural: 'configmaps',
        namespace,
        fieldSelector: 'metadata.name=argocd-cm',
      },
      what: "Argo CD's settings (ConfigMap argocd-cm)",
      trim: raw => ({ url: trimArgocdUrl(raw) }),
      maxObjects: 1,
      onChange,
    });
  }

  get connection(): ConnectionState {
    return this.#tracker.state;
  }

  observe(): WorkerObservation {
    return {
      connection: this.#tracker.state,
      apiServer: this.options.credentials.server,
      serverVersion: this.#version,
      workloads: this.#workloads.flatMap(w => [...w.values()]),
      argocdUrl: [...this.#settings.values()][0]?.url,
      applications: [...this.#applications.values()],
      complete: this.#tracker.complete,
    };
  }

  async stop() {
    this.#abort.abort();
    this.#tracker.stop();
    await this.#watches.stopAll();
    await this.#client.close();
  }

  #onConnection() {
    const live = this.#tracker.state.status === 'live';
    // A control plane that is upgraded cuts its connections: a new one is the moment to ask for the version.
    if (live && !this.#wasLive) {
      this.#readVersion().catch(() => {});
    }
    this.#wasLive = live;
    this.options.onChange();
  }

  /** Asked again when the management cluster says that the version changed. */
  async #readVersion() {
    const answer = await this.#client.getJson({
      path: '/version',
      what: 'its version',
      signal: this.#abort.signal,
    });
    const version = text(answer?.gitVersion, 63);
    if (version !== this.#version) {
      this.#version = version;
      this.options.onChange();
    }
  }

  refreshVersion() {
    if (this.#wasLive) this.#readVersion().catch(() => {});
  }
}
