import { writeMessage } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { PageSize } from '../budget/PageSize';
import { ApiError, type MessageText } from '../http/ApiError';
import type { WatchRecorder } from '../ObserveMetrics';
import type { DecodedObject } from '../parse/decode';
import type { TransformName } from '../transform/transforms';
import {
  apiVersionOf,
  collectionPath,
  grantOf,
  ResourcePath,
} from './ResourcePath';
import { PageTooLargeError, type WatchedServer } from './WatchedServer';

/** What a list may consist of at most. */
export interface ListLimits {
  /** A server that never comes to an end is cut off after this many pages, */
  maxPages: number;
  /** or after this many bytes. */
  maxListBytes: number;
  /** A larger page is cut off and requested again with fewer objects. */
  maxPageBytes: number;
}

export interface ListAllOptions extends ListLimits {
  resource: ResourcePath;
  /** For messages: `Applications`. */
  what: MessageText;
  transform: TransformName;
  recorder: WatchRecorder;
  pageSize: PageSize;
  signal: AbortSignal;
  /** The list begins: what was read up to now does not count. */
  onBegin(): void;
  onObject(object: DecodedObject): void;
  /** A sound page came. */
  onPage(): void;
}

/**
 * Reads a whole collection, page by page. If the token of a page expires, the list is read again in one piece, as
 * client-go's pager does; if that is too large, in pages.
 *
 * @returns the version to watch from: that of the first page, so that nothing is missed
 * @throws ApiError
 */
export async function listAll(
  server: WatchedServer,
  options: ListAllOptions,
): Promise<string> {
  const { resource, what, pageSize, signal } = options;
  const job = {
    transform: options.transform,
    apiVersion: apiVersionOf(resource),
  };
  let whole = false;
  let token: string | undefined;
  let version: string | undefined;
  let total = 0;
  const restart = () => {
    token = undefined;
    version = undefined;
    options.onBegin();
  };
  restart();
  for (let pages = 1; ; pages++) {
    if (pages > options.maxPages) {
      throw new ApiError(
        'excessive',
        writeMessage('excess-list-pages', {
          server: server.name,
          limit: options.maxPages,
          what,
        }),
      );
    }
    let read: Awaited<ReturnType<WatchedServer['page']>>;
    try {
      read = await server.page(
        {
          path: collectionPath(resource),
          query: {
            limit: whole ? undefined : pageSize.limit,
            continue: token,
            labelSelector: resource.labelSelector,
            fieldSelector: resource.fieldSelector,
          },
          what,
          grant: grantOf(resource),
          maxBytes: options.maxPageBytes,
          signal,
        },
        job,
        options.recorder,
      );
    } catch (error) {
      const tooLarge = error instanceof PageTooLargeError;
      const expired = error instanceof ApiError && error.kind === 'gone';
      if (tooLarge && !whole && pageSize.shrink()) continue;
      if (tooLarge ? !whole : !expired || token === undefined) throw error;
      whole = expired;
      restart();
      continue;
    }
    const { page, bytes } = read;
    total += bytes;
    if (total > options.maxListBytes) {
      throw new ApiError(
        'excessive',
        writeMessage('excess-list-bytes', {
          server: server.name,
          limit: options.maxListBytes,
          what,
        }),
      );
    }
    for (const object of page.objects) {
      options.onObject(object);
      await server.pause();
    }
    options.onPage();
    if (!whole) pageSize.record(page.objects.length, bytes);
    version ??= page.version;
    if (page.next === undefined) return version;
    token = page.next;
  }
}
