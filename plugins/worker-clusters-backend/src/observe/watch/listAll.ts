import { ApiError } from '../http/ApiError';
import type { ApiServerClient } from '../http/ApiServerClient';
import { collectionPath, grantOf, ResourcePath } from './ResourcePath';

export interface ListAllOptions {
  resource: ResourcePath;
  /** For messages: `Applications`. */
  what: string;
  pageSize: number;
  /** A server that never comes to an end is cut off after this many pages. */
  maxPages: number;
  signal: AbortSignal;
  /** The list begins: what was read up to now does not count. */
  onBegin(): void;
  onItem(item: unknown): void;
  /** A sound page came. */
  onPage(): void;
}

/**
 * Reads a whole collection, page by page. If the token of a page expires, the list is read again in one piece, as
 * client-go's pager does.
 *
 * @returns the version to watch from: that of the first page, so that nothing is missed
 * @throws ApiError
 */
export async function listAll(
  client: ApiServerClient,
  options: ListAllOptions,
): Promise<string> {
  let limit: number | undefined = options.pageSize;
  let token: string | undefined;
  let version: string | undefined;
  options.onBegin();
  for (let pages = 1; ; pages++) {
    if (pages > options.maxPages) {
      throw new ApiError(
        'excessive',
        `${client.name} sent more than ${options.maxPages} pages of ${options.what}`,
      );
    }
    let page: any;
    try {
      page = await readPage(client, options, limit, token);
    } catch (error) {
      const expired = error instanceof ApiError && error.kind === 'gone';
      if (!expired || token === undefined) throw error;
      limit = undefined;
      token = undefined;
      version = undefined;
      options.onBegin();
      continue;
    }
    for (const item of page.items) options.onItem(item);
    options.onPage();
    version ??= page.metadata.resourceVersion as string;
    const next = page.metadata.continue;
    if (typeof next !== 'string' || next === '') return version;
    token = next;
  }
}

async function readPage(
  client: ApiServerClient,
  { resource, what, signal }: ListAllOptions,
  limit: number | undefined,
  token: string | undefined,
): Promise<any> {
  const page = await client.getJson({
    path: collectionPath(resource),
    query: {
      limit,
      continue: token,
      labelSelector: resource.labelSelector,
      fieldSelector: resource.fieldSelector,
    },
    what,
    grant: grantOf(resource),
    signal,
  });
  const version = page?.metadata?.resourceVersion;
  // A list without objects may have `items: null`.
  const items = page?.items ?? [];
  if (!Array.isArray(items) || typeof version !== 'string' || version === '') {
    throw new ApiError(
      'garbage',
      `${client.name} sent something that is not a list of ${what}`,
    );
  }
  return { ...page, items };
}
