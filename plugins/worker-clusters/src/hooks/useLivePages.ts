import { useCallback, useRef, useState } from 'react';
import { type LiveQuery, useLiveQuery } from './useLiveQuery';

/** One page of a list. */
export interface Page<T> {
  items: T[];
  /** Absent on the last page. */
  nextCursor?: string;
}

interface Pages<P> {
  pages: P[];
  items: P extends Page<infer T> ? T[] : never;
}

export interface LivePages<P> extends Omit<LiveQuery<Pages<P>>, 'data'> {
  /** Of all pages so far. */
  items?: Pages<P>['items'];
  /** The last page that was read, with what it says of all. */
  last?: P;
  /** Reads the next page, if there is one and none is being read. */
  more(): void;
  hasMore: boolean;
}

/** All pages in one list: the one before, if each page is the very same object. */
export function joinPages<P extends Page<unknown>>(
  pages: P[],
  before: Pages<P> | undefined,
): Pages<P> {
  const same =
    before?.pages.length === pages.length &&
    pages.every((page, i) => page === before.pages[i]);
  return same
    ? before
    : {
        pages,
        items: pages.flatMap(({ items }) => items) as Pages<P>['items'],
      };
}

/**
 * Loads a list page after page, and all pages so far again whenever something changed: one at a time, of which an unchanged
 * one costs a 304.
 *
 * @param read - reads the page that begins at a cursor; has to be stable (`useCallback`): a new one begins with its first page
 * @param options - `pages`: as many are read at first; `revision`: see {@link useLiveQuery}
 */
export function useLivePages<P extends Page<unknown>>(
  read: (cursor: string | undefined, signal: AbortSignal) => Promise<P>,
  options: { pages?: number; revision?: number } = {},
): LivePages<P> {
  const { pages: atOnce = 1, revision } = options;
  const [wanted, setWanted] = useState({ read, pages: atOnce });
  const count = wanted.read === read ? Math.max(wanted.pages, atOnce) : atOnce;
  const before = useRef<Pages<P>>();
  const load = useCallback(
    async (signal: AbortSignal) => {
      const pages = [await read(undefined, signal)];
      while (pages.length < count) {
        const cursor = pages.at(-1)?.nextCursor;
        if (cursor === undefined) break;
        pages.push(await read(cursor, signal));
      }
      before.current = joinPages(pages, before.current);
      return before.current;
    },
    [read, count],
  );
  const { data, ...state } = useLiveQuery(load, { revision });
  const last = data?.pages.at(-1);
  const hasMore = last?.nextCursor !== undefined;
  const { stale } = state;
  const more = useCallback(() => {
    if (hasMore && !stale) setWanted({ read, pages: count + 1 });
  }, [hasMore, stale, read, count]);
  return { ...state, items: data?.items, last, more, hasMore };
}
