import type { Request, Response } from 'express';

/** Gitea's defaults: `DEFAULT_PAGING_NUM` and `MAX_RESPONSE_ITEMS`. */
const DEFAULT_LIMIT = 30;
const MAX_LIMIT = 50;

export interface Page {
  page: number;
  limit: number;
  skip: number;
}

/** `page` (from 1) and `limit` of a request. */
export function readPage(query: Request['query']): Page {
  const page = readNumber(query.page) ?? 1;
  const limit = Math.min(readNumber(query.limit) ?? DEFAULT_LIMIT, MAX_LIMIT);
  return { page, limit, skip: (page - 1) * limit };
}

function readNumber(value: unknown): number | undefined {
  const number =
    typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : 0;
  return number > 0 ? number : undefined;
}

/** The page of a list that a request asks for, with Gitea's headers about the rest. */
export function sendPage<T>(
  request: Request,
  response: Response,
  all: T[],
): T[] {
  const page = readPage(request.query);
  setPageHeaders(request, response, all.length);
  return all.slice(page.skip, page.skip + page.limit);
}

/** `X-Total-Count` and `Link`. */
export function setPageHeaders(
  request: Request,
  response: Response,
  total: number,
): void {
  const { page, limit } = readPage(request.query);
  const links = pageLinks(page, limit, total).map(([relation, number]) => {
    const url = new URL(
      request.originalUrl,
      `${request.protocol}://${request.headers.host ?? 'localhost'}`,
    );
    url.searchParams.set('page', String(number));
    return `<${url.href}>; rel="${relation}"`;
  });
  response.set('X-Total-Count', String(total));
  response.set('Access-Control-Expose-Headers', 'X-Total-Count, Link');
  if (links.length > 0) response.set('Link', links.join(','));
}

/** Relations to other pages and their numbers. */
export function pageLinks(
  page: number,
  limit: number,
  total: number,
): Array<[relation: string, page: number]> {
  const last = Math.max(Math.ceil(total / limit), 1);
  return [
    ...(page < last
      ? ([
          ['next', page + 1],
          ['last', last],
        ] as Array<[string, number]>)
      : []),
    ...(page > 1
      ? ([
          ['first', 1],
          ['prev', Math.min(page - 1, last)],
        ] as Array<[string, number]>)
      : []),
  ];
}
