import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';

/**
 * Sets the headers of an answer that a client may keep as long as it asks whether it is still right, and answers 304
 * if it is.
 *
 * Express' own `req.fresh` does not do: it gives way to `Cache-Control: no-cache`, which `fetch` adds to every
 * request that carries `If-None-Match`.
 *
 * @param parts - everything that the answer depends on
 * @returns true if the request has been answered
 */
export function answeredNotModified(
  req: Pick<Request, 'headers'>,
  res: Pick<Response, 'set' | 'status' | 'vary'>,
  ...parts: Array<string | number>
): boolean {
  const tag = `"${createHash('sha256')
    .update(JSON.stringify(parts))
    .digest('base64url')}"`;
  res.set({ ETag: tag, 'Cache-Control': 'private, no-cache' });
  // Answers depend on who asks.
  res.vary('Authorization');
  if (!matches(req.headers['if-none-match'], tag)) return false;
  res.status(304).end();
  return true;
}

/** Weak comparison, as RFC 9110 wants for If-None-Match. */
function matches(header: string | undefined, tag: string): boolean {
  return (header ?? '')
    .split(',')
    .map(candidate => candidate.trim().replace(/^W\//, ''))
    .some(candidate => candidate === tag || candidate === '*');
}
