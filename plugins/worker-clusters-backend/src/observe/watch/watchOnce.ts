import { ApiError } from '../http/ApiError';
import type { ApiServerClient } from '../http/ApiServerClient';
import { collectionPath, grantOf, keyOf, ResourcePath } from './ResourcePath';

/** One event of a watch, checked. `key` is `<namespace>/<name>`. */
export type WatchEvent =
  | {
      type: 'ADDED' | 'MODIFIED' | 'DELETED';
      key: string;
      resourceVersion: string;
      object: any;
    }
  | { type: 'BOOKMARK'; resourceVersion: string; object: any };

export interface WatchOnceOptions {
  resource: ResourcePath;
  /** For messages. */
  what: string;
  /** The version to go on from. */
  resourceVersion: string;
  timeoutSeconds: number;
  silenceMs: number;
  signal?: AbortSignal;
  onOpen?(): void;
}

const garbage = (client: ApiServerClient, what: string) =>
  new ApiError(
    'garbage',
    `${client.name} sent something that is not a watch event while watching ${what}`,
  );

/**
 * One WATCH request, to its end.
 *
 * @throws ApiError; `gone` if the version is too old, as an answer or as an ERROR event.
 */
export async function* watchOnce(
  client: ApiServerClient,
  options: WatchOnceOptions,
): AsyncGenerator<WatchEvent> {
  const { resource, what } = options;
  const stream = client.stream(
    {
      path: collectionPath(resource),
      query: {
        watch: true,
        allowWatchBookmarks: true,
        resourceVersion: options.resourceVersion,
        timeoutSeconds: options.timeoutSeconds,
        labelSelector: resource.labelSelector,
        fieldSelector: resource.fieldSelector,
      },
      what,
      grant: grantOf(resource),
      signal: options.signal,
      onOpen: options.onOpen,
    },
    options.silenceMs,
  );
  for await (const line of stream) {
    const { type, object } = (line ?? {}) as { type?: unknown; object?: any };
    if (type === 'ERROR') {
      throw client.errorOfStatus(Number(object?.code) || 500, object, {
        what,
        grant: grantOf(resource),
        retryAfterMs:
          Number(object?.details?.retryAfterSeconds) * 1000 || undefined,
      });
    }
    const metadata = object?.metadata;
    const resourceVersion = metadata?.resourceVersion;
    if (typeof resourceVersion !== 'string' || resourceVersion === '') {
      throw garbage(client, what);
    }
    if (type === 'BOOKMARK') {
      yield { type, resourceVersion, object };
    } else if (
      (type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED') &&
      typeof metadata.name === 'string'
    ) {
      yield { type, key: keyOf(metadata), resourceVersion, object };
    } else {
      throw garbage(client, what);
    }
  }
}
