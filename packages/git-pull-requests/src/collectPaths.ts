import type { GitChangedPaths } from './GitRepository';

/** Files of a pull request whose reader names no bound. */
const DEFAULT_LIMIT = 300;

/**
 * Collects paths page by page, and reads no more pages than it needs. An empty page that is not the last one ends it, as
 * incomplete: such a host would be read without end.
 *
 * @param limit - files at most
 * @param readPage - paths of each file on a page (two of a renamed one), and whether it is the last one
 * @internal
 */
export async function collectPaths(
  limit: number = DEFAULT_LIMIT,
  readPage: (page: number) => Promise<{
    files: Array<Array<string | null | undefined>>;
    last: boolean;
  }>,
): Promise<GitChangedPaths> {
  const paths = new Set<string>();
  let count = 0;
  for (let page = 0; ; page += 1) {
    const { files, last } = await readPage(page);
    for (const file of files.slice(0, limit - count)) {
      for (const path of file) if (path) paths.add(path);
    }
    count += files.length;
    const more = !last && (count === limit || files.length === 0);
    if (count > limit || more) return { paths: [...paths], complete: false };
    if (last) return { paths: [...paths], complete: true };
  }
}
