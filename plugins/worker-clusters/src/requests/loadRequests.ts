import type {
  ListRequestsQuery,
  ListRequestsResponse,
  WorkerClustersApi,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** The most that the backend answers at once. */
const PAGE = 200;

/**
 * Loads the first requests of a query, as many as wanted: pages are read one after the other, and those that have not changed
 * come from memory. The same answer is the same object.
 */
export function createRequestLoader(
  api: Pick<WorkerClustersApi, 'listRequests'>,
) {
  let last: { pages: ListRequestsResponse[]; answer: ListRequestsResponse };
  return async (
    query: ListRequestsQuery,
    wanted: number,
    signal: AbortSignal,
  ): Promise<ListRequestsResponse> => {
    const pages: ListRequestsResponse[] = [];
    let cursor: string | undefined;
    for (let left = wanted; left > 0; left -= PAGE) {
      const page = await api.listRequests(
        {
          ...query,
          limit: Math.min(left, PAGE),
          ...(cursor && { cursor }),
        },
        { signal },
      );
      pages.push(page);
      cursor = page.nextCursor;
      if (!cursor) break;
    }
    if (
      last?.pages.length === pages.length &&
      pages.every((page, i) => page === last.pages[i])
    ) {
      return last.answer;
    }
    const [first] = pages;
    const { nextCursor: _, ...rest } = first;
    last = {
      pages,
      answer: {
        ...rest,
        items: pages.flatMap(({ items }) => items),
        ...(cursor && { nextCursor: cursor }),
      },
    };
    return last.answer;
  };
}
