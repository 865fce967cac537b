/** GitLab's own upper bound. */
const PAGE_SIZE = 100;
/** A list with more pages than this has a bug on the host's side. */
const MAX_PAGES = 400;

/**
 * All entries of a list that comes in pages.
 *
 * @internal
 */
export async function allPages<T>(
  read: (query: { page: number; per_page: number }) => Promise<T[]>,
): Promise<T[]> {
  const all: T[] = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const entries = await read({ page, per_page: PAGE_SIZE });
    all.push(...entries);
    if (entries.length < PAGE_SIZE) break;
  }
  return all;
}
