import type { MessageText } from '../http/ApiError';
import type { WatchRecorder } from '../ObserveMetrics';
import type { DecodedEvent } from '../parse/decode';
import type { TransformName } from '../transform/transforms';
import {
  apiVersionOf,
  collectionPath,
  grantOf,
  ResourcePath,
} from './ResourcePath';
import type { WatchedServer } from './WatchedServer';

export interface WatchOnceOptions {
  resource: ResourcePath;
  /** For messages. */
  what: MessageText;
  transform: TransformName;
  recorder: WatchRecorder;
  /** The version to go on from. */
  resourceVersion: string;
  timeoutSeconds: number;
  silenceMs: number;
  signal?: AbortSignal;
  onOpen?(): void;
}

/**
 * One WATCH request, to its end.
 *
 * @throws ApiError; `gone` if the version is too old, as an answer or as an ERROR event.
 */
export function watchOnce(
  server: WatchedServer,
  options: WatchOnceOptions,
): AsyncGenerator<Exclude<DecodedEvent, { type: 'ERROR' }>> {
  const { resource, what, transform } = options;
  return server.events(
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
    { transform, apiVersion: apiVersionOf(resource) },
    options.recorder,
  );
}
