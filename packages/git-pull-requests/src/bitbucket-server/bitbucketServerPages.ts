/** A list with more pages than this has a bug on the host's side. */
const MAX_PAGES = 400;

/** A part of a list that Bitbucket sends in pages. */
interface Page<T> {
  values: T[];
  isLastPage: boolean;
  nextPageStart?: number | null;
}

/** All pages, one after the other, until one is the last or the caller has what it looks for. */
export async function* eachPage<T>(
  read: (start: number) => Promise<Page<T> | undefined>,
): AsyncGenerator<T[]> {
  let start = 0;
  for (let i = 0; i < MAX_PAGES; i += 1) {
    const page = await read(start);
    if (page) yield page.values;
    if (!page || page.isLastPage || typeof page.nextPageStart !== 'number') {
      return;
    }
    start = page.nextPageStart;
  }
}
