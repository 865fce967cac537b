import {
  type Application,
  type ApplicationReading,
  type ClusterRef,
  type ConnectionState,
  type Message,
  type ResourceRef,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { messageOf } from '../../messages';
import type { ObserveConfig } from '../config';
import { readCredentialAge } from '../credentials/credentialAge';
import { CredentialError } from '../credentials/CredentialError';
import {
  readWorkerCredentials,
  type WorkerCredentials,
} from '../credentials/workerCredentials';
import type { SharedLimits } from '../budget/SharedLimits';
import type { ServerMetrics } from '../ObserveMetrics';
import type {
  ClaimObservation,
  CredentialAge,
  ReadOutcome,
  WorkerObservation,
} from '../types';
import type { ReflectorTimings } from '../watch/Reflector';
import type { WatchedServer } from '../watch/WatchedServer';
import { SECRET_NAME } from './AccessReader';
import { ConnectionTracker } from './ConnectionTracker';
import { comparableServer } from './ForeignApplications';
import type { Identity } from './SharedIdentities';
import { WatchSet } from './WatchSet';
import { WorkerObserver } from './WorkerObserver';

export interface WorkerCompartmentOptions {
  /** Of the management cluster. */
  server: WatchedServer;
  shared: SharedLimits;
  /** Of the worker's own watches. */
  metrics: ServerMetrics;
  /** Of the claim. */
  namespace: string;
  workers: ObserveConfig['workers'];
  /** Compares its credential and server with those of other workers. */
  identities: {
    set(identity: Identity | undefined): void;
    shared(): { credential: ClusterRef[]; server: ClusterRef[] };
  };
  /** Something that is kept of the worker changed. */
  onChange(): void;
  timings?: ReflectorTimings;
}

/** What the Secret says: credentials, or why there are none. */
interface SecretContent {
  credentials?: WorkerCredentials;
  age?: CredentialAge;
  problem?: Message;
}

const MIB = 1024 * 1024;
const SECRET_LIMITS = {
  maxObjects: 1,
  maxBytes: 2 * MIB,
  maxPageBytes: 2 * MIB,
  maxListBytes: 8 * MIB,
};

const sameCredentials = (
  a: WorkerCredentials | undefined,
  b: WorkerCredentials | undefined,
) => a?.server === b?.server && a?.ca === b?.ca && a?.token === b?.token;

/**
 * All that the portal holds of one worker cluster: the watch of the one Secret with its credentials, and the
 * observer that they open. What goes wrong in it shows in its own connection, not in the management cluster's.
 */
export class WorkerCompartment {
  readonly #abort = new AbortController();
  readonly #tracker: ConnectionTracker;
  readonly #watches: WatchSet;
  #secret: string | undefined;
  #endpoint: string | undefined;
  #version: string | undefined;
  #credentials: WorkerCredentials | undefined;
  #age: CredentialAge | undefined;
  #observer: WorkerObserver | undefined;
  /** Why there is no observer. */
  #problem: Message | undefined;
  #since = new Date().toISOString();
  /** Changes of credentials, one after the other. */
  #work: Promise<void> = Promise.resolve();

  constructor(private readonly options: WorkerCompartmentOptions) {
    this.#tracker = new ConnectionTracker(() => options.onChange());
    this.#watches = new WatchSet({
      server: options.server,
      tracker: this.#tracker,
      signal: this.#abort.signal,
      timings: options.timings,
    });
  }

  /** Address and token, once they are known. */
  get credentials(): WorkerCredentials | undefined {
    return this.#credentials;
  }

  /**
   * Takes up what the claim's status says. Once known, always known: a status that is empty for a moment closes
   * no connection.
   */
  update(status: ClaimObservation['status']) {
    const secret = status.portalSecretName ?? this.#secret;
    const endpoint = status.endpoint ?? this.#endpoint;
    if (secret !== this.#secret || endpoint !== this.#endpoint) {
      this.#secret = secret;
      this.#endpoint = endpoint;
      if (secret !== undefined) {
        this.#enqueue(() => this.#watchSecret(secret, endpoint));
      }
    }
    if (status.version !== this.#version) {
      this.#version = status.version;
      this.#observer?.refreshVersion();
    }
  }

  /** Undefined until the claim's status names the Secret. */
  get connection(): ConnectionState | undefined {
    if (this.#secret === undefined) return undefined;
    return (
      this.#observer?.connection ?? {
        status: 'unknown',
        since: this.#since,
        ...messageOf(
          this.#problem ??
            this.#tracker.error ??
            writeMessage('secret-awaited', { secret: this.#secret }),
        ),
      }
    );
  }

  /** Undefined until the claim's status names the Secret. */
  observe(): WorkerObservation | undefined {
    const { connection } = this;
    if (!connection) return undefined;
    if (this.#observer) {
      const { credential, server } = this.options.identities.shared();
      return this.#observer.observe({
        credential: this.#age ? { value: this.#age } : { pending: true },
        sharedCredential: credential,
        sharedServer: server,
      });
    }
    return {
      connection,
      workloads: [],
      applications: [],
      complete: false,
    };
  }

  /** Undefined while there is no connection. */
  readResource(resource: ResourceRef): Promise<ReadOutcome> | undefined {
    return this.#observer?.readResource(resource);
  }

  /** Undefined while there is no connection. */
  readApplication(
    application: Pick<Application, 'namespace' | 'name'>,
  ): Promise<ReadOutcome<ApplicationReading>> | undefined {
    return this.#observer?.readApplication(application);
  }

  async stop() {
    this.#abort.abort();
    this.#tracker.stop();
    this.#enqueue(async () => {
      this.options.identities.set(undefined);
      await this.#watches.stopAll();
      await this.#observer?.stop();
    });
    await this.#work;
  }

  /** Nothing that is thrown in here leaves the compartment. */
  #enqueue(work: () => Promise<void>) {
    this.#work = this.#work.then(work).catch((error: Error) => {
      this.#problem = writeMessage('cluster-not-observed', { problem: error });
      this.options.onChange();
    });
  }

  async #watchSecret(secret: string, endpoint: string | undefined) {
    await this.#watches.stopAll();
    if (!SECRET_NAME.test(secret)) {
      await this.#use({
        problem: writeMessage('secret-name-invalid'),
      });
      return;
    }
    this.#watches.start<'secret', SecretContent>('secret', {
      resource: {
        group: '',
        version: 'v1',
        plural: 'secrets',
        namespace: this.options.namespace,
        fieldSelector: `metadata.name=${secret}`,
      },
      what: writeMessage('what-portal-secret', { secret }),
      // Of the Secret only what is needed to connect stays in memory.
      transform: 'secret',
      refine: secretData => this.#read(secretData, endpoint),
      limits: SECRET_LIMITS,
      onChange: (_, content) => this.#enqueue(() => this.#use(content)),
    });
  }

  #read(raw: unknown, endpoint: string | undefined): SecretContent {
    const { policy } = this.options.workers;
    try {
      const credentials = readWorkerCredentials(raw, endpoint, policy);
      return { credentials, age: readCredentialAge(raw, credentials.token) };
    } catch (error) {
      if (!(error instanceof CredentialError)) throw error;
      return { problem: messageOf(error) };
    }
  }

  async #use(content: SecretContent | undefined) {
    const { workers, shared, timings, onChange } = this.options;
    const { credentials, age, problem } = content ?? {};
    this.#problem = problem;
    this.#age = age;
    if (!sameCredentials(credentials, this.#credentials)) {
      const old = this.#observer;
      this.#observer = undefined;
      this.#credentials = credentials;
      this.#since = new Date().toISOString();
      this.#identify();
      await old?.stop();
      if (credentials && !this.#abort.signal.aborted) {
        this.#observer = new WorkerObserver({
          ...workers,
          credentials,
          shared,
          metrics: this.options.metrics,
          timings,
          onChange,
          onUid: uid => this.#identify(uid),
        });
      }
    }
    onChange();
  }

  #identify(uid?: string) {
    if (this.#abort.signal.aborted) return;
    const { token, server } = this.#credentials ?? {};
    this.options.identities.set({
      token,
      server: server && comparableServer(server),
      uid,
    });
  }
}
