import type {
  KubernetesFetchError,
  KubernetesWatchEvent,
  KubernetesWatchOptions,
} from '@backstage/plugin-kubernetes-common';
import type {
  KubernetesWatcher,
  KubernetesWatchParams,
} from '@backstage/plugin-kubernetes-node';
import type { JsonObject } from '@backstage/types';
import type { AddressPolicy } from '../credentials/addressPolicy';
import { ApiError } from '../http/ApiError';
import { ApiServerClient } from '../http/ApiServerClient';
import { collectionPath, type ResourcePath } from './ResourcePath';
import { DEFAULT_TIMINGS, Reflector, type ReflectorTimings } from './Reflector';
import { watchOnce } from './watchOnce';

import { PendingEvents } from './PendingEvents';

/** Failures that are an answer of the server. */
const STATUS: Partial<
  Record<
    ApiError['kind'],
    Exclude<KubernetesFetchError, { errorType: 'FETCH_ERROR' }>
  >
> = {
  unauthorized: { errorType: 'UNAUTHORIZED_ERROR', statusCode: 401 },
  forbidden: { errorType: 'UNAUTHORIZED_ERROR', statusCode: 403 },
  notFound: { errorType: 'NOT_FOUND', statusCode: 404 },
  gone: { errorType: 'UNKNOWN_ERROR', statusCode: 410 },
  throttled: { errorType: 'SYSTEM_ERROR', statusCode: 503 },
};

function toFetchError(
  error: unknown,
  resource: ResourcePath,
): KubernetesFetchError {
  const kind = error instanceof ApiError ? STATUS[error.kind] : undefined;
  return kind
    ? { ...kind, resourcePath: collectionPath(resource) }
    : { errorType: 'FETCH_ERROR', message: (error as Error).message };
}

/**
 * The Kubernetes plugin's interface for watches, with a {@link Reflector} behind it: a watch that does not end when
 * it is cut, but resumes, lists anew when it must, and then also tells what was deleted meanwhile.
 *
 * - It begins with an ADDED event for each object, and the bookmark that ends them.
 * - A failure is an ERROR event; the watch goes on when it can.
 * - With `resourceVersion` it is one plain watch from there, to its end: what came before is the caller's.
 */
export class ReflectingWatcher implements KubernetesWatcher {
  constructor(
    private readonly options: {
      policy: AddressPolicy;
      timings?: ReflectorTimings;
    },
  ) {}

  async *watchResource(
    params: KubernetesWatchParams,
    options: KubernetesWatchOptions = {},
  ): AsyncGenerator<KubernetesWatchEvent, void, undefined> {
    const resource: ResourcePath = {
      group: params.group,
      version: params.apiVersion,
      plural: params.plural,
      namespace: options.namespace,
      labelSelector: options.labelSelector,
    };
    const ending = [options.signal ?? new AbortController().signal];
    if (options.timeoutSeconds !== undefined) {
      ending.push(AbortSignal.timeout(options.timeoutSeconds * 1000));
    }
    const signal = AbortSignal.any(ending);
    let client: ApiServerClient | undefined;
    try {
      client = this.#connect(params);
      if (options.resourceVersion) {
        yield* this.#watch(client, resource, options, signal);
      } else {
        yield* this.#reflect(client, resource, options, signal);
      }
    } catch (error) {
      if (!signal.aborted) {
        yield { type: 'ERROR', error: toFetchError(error, resource) };
      }
    } finally {
      await client?.close();
    }
  }

  /** @throws Error for what the portal does not do. */
  #connect({ clusterDetails, credential }: KubernetesWatchParams) {
    const problem = this.options.policy.problemOf(clusterDetails.url);
    if (problem) throw new Error(problem);
    if (clusterDetails.skipTLSVerify || clusterDetails.caFile) {
      throw new Error(
        `${clusterDetails.name}: give its CA as caData; skipTLSVerify and caFile are refused`,
      );
    }
    if (credential.type === 'x509 client certificate') {
      throw new Error(`${clusterDetails.name}: only tokens are supported`);
    }
    const token =
      credential.type === 'anonymous' ? undefined : credential.token;
    const { caData } = clusterDetails;
    return new ApiServerClient({
      server: clusterDetails.url,
      ca: caData && Buffer.from(caData, 'base64').toString('utf8'),
      token: async () => token,
      lookup: this.options.policy.lookup,
    });
  }

  async *#watch(
    client: ApiServerClient,
    resource: ResourcePath,
    options: KubernetesWatchOptions,
    signal: AbortSignal,
  ): AsyncGenerator<KubernetesWatchEvent, void, undefined> {
    const { watchSeconds, stallMarginMs } =
      this.options.timings ?? DEFAULT_TIMINGS;
    const events = watchOnce(client, {
      resource,
      what: resource.plural,
      resourceVersion: options.resourceVersion,
      timeoutSeconds: options.timeoutSeconds ?? watchSeconds,
      silenceMs: watchSeconds * 1000 + stallMarginMs,
      signal,
    });
    for await (const { type, object, resourceVersion } of events) {
      if (type === 'BOOKMARK' && !options.allowWatchBookmarks) continue;
      yield { type, object, resourceVersion };
    }
  }

  async *#reflect(
    client: ApiServerClient,
    resource: ResourcePath,
    options: KubernetesWatchOptions,
    signal: AbortSignal,
  ): AsyncGenerator<KubernetesWatchEvent, void, undefined> {
    const pending = new PendingEvents();
    const ended = new AbortController();
    let listed = false;
    const reflector = new Reflector<JsonObject>({
      client,
      resource,
      what: resource.plural,
      trim: raw => raw as JsonObject,
      timings: this.options.timings,
      onChange: (key, current, previous) => pending.put(key, current, previous),
      onStatus: status => {
        if (status.error) pending.fail(status.error);
      },
      onOpen: () => {
        if (!listed && options.allowWatchBookmarks) pending.endInitialEvents();
        listed = true;
      },
    });
    const running = reflector.run(AbortSignal.any([signal, ended.signal]));
    try {
      for await (const event of pending.drain(signal)) {
        yield event instanceof ApiError
          ? { type: 'ERROR', error: toFetchError(event, resource) }
          : event;
      }
    } finally {
      ended.abort();
      await running;
    }
  }
}
