import { BodyTooLargeError } from './http/readBody';

/** Bytes of one page of a list. */
export const MAX_PAGE_BYTES = 8 * 1024 * 1024;
/** A list with more pages than this has a bug on the host's side. */
const MAX_PAGES = 400;

/**
 * Reads a list page by page. A page that is too large is read in smaller ones, down to one entry, and an entry that is
 * too large by itself is left out: whoever opens pull requests with huge texts hides nobody else's.
 *
 * @param sizes - of pages, the largest first, each a divisor of the one before, the last one 1
 * @param read - a page of `size` entries from `offset` on, which is a multiple of `size`; rejects with
 * `BodyTooLargeError` (`Call.maxBytes`) if it is too large. `last`: nothing comes after it.
 * @internal
 */
export async function* shrinkingPages<T>(
  sizes: number[],
  read: (
    offset: number,
    size: number,
  ) => Promise<{ items: T[]; last: boolean }>,
): AsyncGenerator<T[]> {
  let [full] = sizes;
  let offset = 0;
  let tooLarge = Infinity;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const size = sizeAt(offset, [full, ...sizes.slice(1)], tooLarge);
    if (size === undefined) {
      // One entry alone is too large.
      offset += 1;
      tooLarge = Infinity;
      continue;
    }
    try {
      const { items, last } = await read(offset, size);
      yield items;
      if (last) return;
      offset += items.length;
      tooLarge = Infinity;
      // A host may be configured with shorter pages than requested.
      if (size === full) full = Math.min(full, items.length);
    } catch (error) {
      if (!(error instanceof BodyTooLargeError)) throw error;
      tooLarge = size;
    }
  }
}

/** As large as a page can be that begins at `offset`, but smaller than one that was too large. */
function sizeAt(
  offset: number,
  sizes: number[],
  tooLarge: number,
): number | undefined {
  return sizes.find(size => size < tooLarge && offset % size === 0);
}
