import { ServiceUnavailableError } from '@backstage/errors';
import {
  type ClusterRef,
  stringifyClusterRef,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { AddressPolicy } from '../credentials/addressPolicy';
import { CredentialError } from '../credentials/CredentialError';
import {
  readWorkerCredentials,
  type WorkerCredentials,
} from '../credentials/workerCredentials';
import { ApiError } from '../http/ApiError';
import type { ApiServerClient } from '../http/ApiServerClient';
import type { ClaimObservation } from '../types';

const MAX_BYTES = 1024 * 1024;
const TIMEOUT_MS = 10_000;
/** Secrets that are read at a time from one management cluster, and requests that wait for their turn. */
const CONCURRENCY = 4;
const MAX_WAITING = 200;

export const SECRET_NAME = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;

/**
 * Reads the Secrets of workers that another replica observes, one by one and on demand. Keeps nothing of them. Requests
 * for the same worker share one read.
 */
export class AccessReader {
  readonly #reads = new Map<string, Promise<WorkerCredentials | undefined>>();
  readonly #waiting: Array<() => void> = [];
  #running = 0;

  constructor(
    private readonly client: ApiServerClient,
    private readonly policy: AddressPolicy,
  ) {}

  /**
   * @param status - what the claim says of the worker
   * @throws ServiceUnavailableError if too many are read already, or the management cluster refuses or does not answer.
   * Returns undefined if there is no Secret, or none that can be used.
   */
  async read(
    ref: ClusterRef,
    status: ClaimObservation['status'] | undefined,
  ): Promise<WorkerCredentials | undefined> {
    const { portalSecretName: secret, endpoint } = status ?? {};
    if (!secret || !SECRET_NAME.test(secret)) return undefined;
    const id = `${ref.namespace}/${secret} ${endpoint}`;
    const running = this.#reads.get(id);
    if (running) return running;
    if (this.#waiting.length >= MAX_WAITING) {
      throw new ServiceUnavailableError(
        `Credentials of worker cluster ${stringifyClusterRef(
          ref,
        )}: too many are being read from the management cluster; try again in some seconds`,
      );
    }
    const read = this.#inTurn(() => this.#read(ref.namespace, secret, endpoint))
      // Nobody else waits for it any more.
      .finally(() => this.#reads.delete(id));
    this.#reads.set(id, read);
    return read;
  }

  async #read(
    namespace: string,
    secret: string,
    endpoint: string | undefined,
  ): Promise<WorkerCredentials | undefined> {
    try {
      const raw = await this.client.getJson({
        path: `/api/v1/namespaces/${encodeURIComponent(
          namespace,
        )}/secrets/${secret}`,
        what: writeMessage('what-portal-secret', { secret }),
        maxBytes: MAX_BYTES,
        timeoutMs: TIMEOUT_MS,
      });
      return readWorkerCredentials(raw, endpoint, this.policy);
    } catch (error) {
      const absent = error instanceof ApiError && error.kind === 'notFound';
      if (absent || error instanceof CredentialError) return undefined;
      throw error instanceof ApiError
        ? new ServiceUnavailableError(error.message)
        : error;
    }
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= CONCURRENCY) {
      await new Promise<void>(resolve => {
        this.#waiting.push(resolve);
      });
    } else {
      this.#running++;
    }
    try {
      return await work();
    } finally {
      // The turn is passed on, or given back.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    }
  }
}
