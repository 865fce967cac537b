import {
  type Application,
  type ApplicationReading,
  type ConnectionState,
  type ResourceRef,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { Budget } from '../budget/Budget';
import type { SharedLimits } from '../budget/SharedLimits';
import type { AddressPolicy } from '../credentials/addressPolicy';
import type { WorkerCredentials } from '../credentials/workerCredentials';
import type { ApiError } from '../http/ApiError';
import { constantAccess } from '../http/ApiAccess';
import { ApiServerClient } from '../http/ApiServerClient';
import type { ServerMetrics } from '../ObserveMetrics';
import { mergeApplication } from '../transform/application';
import { text } from '../transform/fields';
import type { WorkerIsolation, WorkerObservation, ReadOutcome } from '../types';
import {
  DEFAULT_TIMINGS,
  type Reflector,
  type ReflectorTimings,
} from '../watch/Reflector';
import { WatchedServer } from '../watch/WatchedServer';
import { ConnectionTracker } from './ConnectionTracker';
import { Quarantine } from './Quarantine';
import { probeServer } from './probeServer';
import { OtherNamespaces } from './OtherNamespaces';
import { ProjectWatch } from './ProjectWatch';
import { readApplication } from './readApplication';
import { readResource } from './readResource';
import { ServerReview } from './ServerReview';
import { WatchSet } from './WatchSet';

const MIB = 1024 * 1024;

/** Budget of one worker: more than this of one cluster is a fault or an attack. */
const APPLICATION_LIMITS = {
  maxObjects: 10_000,
  maxBytes: 32 * MIB,
  maxPageBytes: 16 * MIB,
  maxListBytes: 256 * MIB,
};
const WORKLOAD_LIMITS = {
  maxObjects: 100,
  maxBytes: MIB,
  maxPageBytes: 2 * MIB,
  maxListBytes: 8 * MIB,
};
const SETTINGS_LIMITS = {
  maxObjects: 1,
  maxBytes: MIB,
  maxPageBytes: 2 * MIB,
  maxListBytes: 4 * MIB,
};
const CONNECTION_LIMITS = {
  // With HTTP/1.1 alone: one for each watch, and for the lists, reviews and probes besides them.
  connections: 16,
  maxBodyBytes: 16 * MIB,
  maxLineBytes: 2 * MIB,
};

const ARGOCD_LABEL = 'app.kubernetes.io/part-of in (argocd,argocd-agent)';

/** A client of a worker's API server, within what a worker may cost. */
export function createWorkerClient(
  credentials: WorkerCredentials,
  policy: AddressPolicy,
): ApiServerClient {
  return new ApiServerClient({
    access: constantAccess(credentials),
    lookup: policy.lookup,
    limits: CONNECTION_LIMITS,
  });
}

export interface WorkerObserverOptions {
  credentials: WorkerCredentials;
  policy: AddressPolicy;
  argocdNamespace: string;
  /** Something that is kept of the worker changed. */
  onChange(): void;
  /** The uid of its namespace `kube-system` became known or is another one. */
  onUid?(uid: string | undefined): void;
  shared: SharedLimits;
  metrics: ServerMetrics;
  timings?: ReflectorTimings;
}

/**
 * Watches one worker cluster over a connection of its own, with back-off, budget and error of its own. Nothing that
 * happens in it reaches another.
 */
export class WorkerObserver {
  readonly #abort = new AbortController();
  readonly #quarantine: Quarantine;
  readonly #client: ApiServerClient;
  readonly #tracker: ConnectionTracker;
  readonly #watches: WatchSet;
  readonly #applications: Reflector<'application'>;
  readonly #workloads: Array<Reflector<'workload'>>;
  readonly #settings: Reflector<'argocdSettings'>;
  readonly #projects: ProjectWatch;
  readonly #review: ServerReview;
  readonly #reviewing: Promise<void>;
  readonly #otherNamespaces: OtherNamespaces;
  readonly #readingNamespaces: Promise<void>;
  #version: string | undefined;

  constructor(private readonly options: WorkerObserverOptions) {
    const { credentials, policy, argocdNamespace: namespace } = options;
    const onChange = () => options.onChange();
    this.#client = createWorkerClient(credentials, policy);
    this.#tracker = new ConnectionTracker(onChange);
    const budget = new Budget(undefined, undefined, options.shared.burst);
    const server = new WatchedServer({
      client: this.#client,
      shared: options.shared,
      budget,
      metrics: options.metrics,
    });
    const timings = options.timings ?? DEFAULT_TIMINGS;
    const onExcess = (error: ApiError) => this.#quarantine.enter(error);
    this.#watches = new WatchSet({
      server,
      tracker: this.#tracker,
      signal: this.#abort.signal,
      timings,
      onExcess,
    });
    this.#applications = this.#watches.start('applications', {
      resource: {
        group: 'argoproj.io',
        version: 'v1alpha1',
        plural: 'applications',
        namespace,
      },
      what: 'Applications',
      transform: 'application',
      merge: mergeApplication,
      limits: APPLICATION_LIMITS,
      // Without Argo CD's CRDs there is no Argo CD, and no Application.
      optional: true,
      onChange,
      // A control plane that is upgraded cuts its watches.
      onOpen: () => this.refreshVersion(),
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
        what: writeMessage('what-argocd-workloads', { plural }),
        transform: 'workload',
        limits: WORKLOAD_LIMITS,
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
      what: writeMessage('what-argocd-settings', { name: 'argocd-cm' }),
      transform: 'argocdSettings',
      limits: SETTINGS_LIMITS,
      onChange,
    });
    this.#projects = new ProjectWatch({
      server,
      signal: this.#abort.signal,
      namespace,
      onChange,
      onExcess,
      timings,
    });
    this.#review = new ServerReview({
      client: this.#client,
      signal: this.#abort.signal,
      argocdNamespace: namespace,
      retryMs: timings.slowMs,
      onChange: () => {
        options.onUid?.(this.#review.state.uid);
        onChange();
      },
    });
    this.#reviewing = this.#review.run();
    this.#otherNamespaces = new OtherNamespaces({
      client: this.#client,
      server,
      signal: this.#abort.signal,
      argocdNamespace: namespace,
      limits: APPLICATION_LIMITS,
      onChange,
      onState: onChange,
      onExcess,
      timings,
    });
    this.#readingNamespaces = this.#otherNamespaces.run();
    this.#watches.run('probe', signal =>
      probeServer({
        client: this.#client,
        timings,
        signal,
        onAnswer: answer => {
          this.#tracker.seen();
          this.#takeVersion(answer);
        },
        onSilence: error => this.#tracker.silent(error),
      }),
    );
    this.#quarantine = new Quarantine({
      client: this.#client,
      budget,
      parts: [
        this.#watches,
        this.#projects.watches,
        this.#otherNamespaces.watches,
      ],
      backoff: timings.quarantine,
    });
  }

  get connection(): ConnectionState {
    return this.#tracker.state;
  }

  /** @param identity - what is known of the credential and of other clusters that share it */
  observe(
    identity: Pick<
      WorkerIsolation,
      'credential' | 'sharedCredential' | 'sharedServer'
    >,
  ): WorkerObservation {
    const [settings] = this.#settings.values();
    return {
      connection: this.#tracker.state,
      apiServer: this.options.credentials.server,
      serverVersion: this.#version,
      workloads: this.#workloads.flatMap(w => w.values()),
      argocdUrl: settings?.url,
      argocdReconciliation: settings?.reconciliation,
      applications: this.#applications
        .values()
        .concat(this.#otherNamespaces.applications),
      otherNamespaces: this.#otherNamespaces.state,
      applicationsServed: this.#applications.status.error?.kind !== 'notFound',
      complete: this.#tracker.complete && this.#otherNamespaces.complete,
      isolation: {
        ...identity,
        argocdNamespace: this.options.argocdNamespace,
        projects: this.#projects.observe(),
        rights: this.#review.state.rights,
        clusterSecrets: this.#review.state.clusterSecrets,
        settings: this.#settings.status.listed
          ? { value: settings }
          : { pending: true },
      },
    };
  }

  /** Reads one object over the worker's own connection. */
  readResource(resource: ResourceRef): Promise<ReadOutcome> {
    return readResource(this.#client, resource, this.#abort.signal);
  }

  /** Reads one Application over the worker's own connection. */
  readApplication(
    application: Pick<Application, 'namespace' | 'name'>,
  ): Promise<ReadOutcome<ApplicationReading>> {
    const { argocdNamespace } = this.options;
    return readApplication(this.#client, application, {
      argocdNamespace,
      signal: this.#abort.signal,
    });
  }

  /** Reads the version of the server again; a failure keeps what is known, and the watches say what is wrong. */
  refreshVersion() {
    if (this.#quarantine.active) return;
    this.#readVersion().catch(() => {});
  }

  async stop() {
    this.#abort.abort();
    this.#quarantine.stop();
    this.#tracker.stop();
    await Promise.all([
      this.#watches.stopAll(),
      this.#projects.stop(),
      this.#otherNamespaces.stop(),
    ]);
    await this.#reviewing;
    await this.#readingNamespaces;
    await this.#client.close();
  }

  async #readVersion() {
    const answer = await this.#client.getJson({
      path: '/version',
      what: writeMessage('what-version'),
      signal: this.#abort.signal,
    });
    this.#takeVersion(answer);
  }

  #takeVersion(answer: any) {
    const version = text(answer?.gitVersion, 63);
    if (version !== this.#version) {
      this.#version = version;
      this.options.onChange();
    }
  }
}
