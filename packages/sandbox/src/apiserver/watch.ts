import type { ServerResponse } from 'node:http';
import { breakOff, isGone } from './exchange';
import { represent, Shape } from './representation';
import { Resource, apiVersionOf } from './resources';
import type { Matcher } from './selectors';
import { StatusError } from './status';
import type { Store, StoredEvent } from './store';
import type { KubernetesObject } from './types';

export interface WatchRequest {
  namespace?: string;
  matches: Matcher;
  shape: Shape;
  resourceVersion?: string;
  bookmarks: boolean;
  sendInitialEvents: boolean;
  timeoutSeconds: number;
  /** Lets a fault spoil a line: returns what is written, or undefined to destroy the connection. */
  spoil?: (line: string) => string;
}

const BOOKMARK_INTERVAL_MS = 30_000;
/**
 * Bytes of events that wait for a client that does not read. With more the connection is closed, as the API server does
 * with a watcher whose buffer is full ("Forcing watcher close due to unresponsiveness").
 */
const MAX_UNREAD_BYTES = 16 * 1024 * 1024;

export const expired = () =>
  new StatusError(
    410,
    'Expired',
    'The resourceVersion for the provided watch is too old.',
  );

/** Serves one watch until its time is over or the client goes away. */
export function serveWatch(
  store: Store,
  resource: Resource,
  response: ServerResponse,
  watch: WatchRequest,
) {
  const version = Number(watch.resourceVersion || 0);
  if (version > store.version) {
    throw new StatusError(
      504,
      'Timeout',
      `Too large resource version: ${version}, current: ${store.version}`,
      {
        causes: [
          {
            reason: 'ResourceVersionTooLarge',
            message: 'Too large resource version',
          },
        ],
        retryAfterSeconds: 1,
      },
    );
  }
  const selects = (object: KubernetesObject | undefined) =>
    object !== undefined &&
    (!watch.namespace || object.metadata.namespace === watch.namespace) &&
    watch.matches(object);

  const initial =
    watch.sendInitialEvents ||
    !watch.resourceVersion ||
    watch.resourceVersion === '0';
  const missed = initial ? [] : store.since(resource, version);
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.flushHeaders();

  let first = true;
  const send = (type: string, object: object) => {
    if (isGone(response)) return;
    const line = `${JSON.stringify({ type, object })}\n`;
    response.write(watch.spoil ? watch.spoil(line) : line);
    if (response.writableLength > MAX_UNREAD_BYTES) breakOff(response);
  };
  if (!missed) {
    // As the API server does with its watch cache: 200, then an ERROR event.
    send('ERROR', expired().toStatus());
    response.end();
    return;
  }
  const deliver = (event: StoredEvent) => {
    const was =
      event.type !== 'ADDED' && selects(event.previous ?? event.object);
    const is = event.type !== 'DELETED' && selects(event.object);
    if (!was && !is) return;
    const change = was ? 'MODIFIED' : 'ADDED';
    const type = is ? change : 'DELETED';
    // An object that no longer matches is sent as it was, with the version of the change.
    const object =
      is || event.type === 'DELETED'
        ? event.object
        : {
            ...event.previous!,
            metadata: {
              ...event.previous!.metadata,
              resourceVersion: String(event.version),
            },
          };
    send(type, represent(resource, object, watch.shape, first));
    first = false;
  };
  const bookmark = (annotations?: object) =>
    send('BOOKMARK', {
      kind: resource.kind,
      apiVersion: apiVersionOf(resource),
      metadata: {
        resourceVersion: String(store.version),
        creationTimestamp: null,
        ...(annotations ? { annotations } : {}),
      },
    });

  if (initial) {
    for (const object of store.list(resource, watch.namespace)) {
      if (selects(object)) {
        send('ADDED', represent(resource, object, watch.shape, first));
        first = false;
      }
    }
    if (watch.sendInitialEvents)
      bookmark({ 'k8s.io/initial-events-end': 'true' });
  } else {
    for (const event of missed) deliver(event);
  }
  const unsubscribe = store.subscribe(resource, deliver);
  const timers: NodeJS.Timeout[] = [];
  const stop = () => {
    unsubscribe();
    timers.forEach(clearTimeout);
  };
  if (watch.bookmarks) timers.push(setInterval(bookmark, BOOKMARK_INTERVAL_MS));
  timers.push(
    setTimeout(() => {
      // The end is written now, but 'close' comes only when the client has read everything before it.
      stop();
      if (watch.bookmarks) bookmark();
      response.end();
    }, watch.timeoutSeconds * 1000),
  );
  response.on('close', stop);
}
