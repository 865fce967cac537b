import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip as gunzipCallback } from 'node:zlib';
import type { Request, Response } from 'express';
import type { Answer } from './AnswerCache';

const gunzip = promisify(gunzipCallback);

/**
 * Sets the headers of an answer that a client may keep as long as it revalidates it, and answers 304
 * if it is.
 *
 * @param parts - everything that the answer depends on
 * @returns true if the request has been answered
 */
export function answeredNotModified(
  req: Pick<Request, 'headers'>,
  res: Pick<Response, 'set' | 'status' | 'vary'>,
  ...parts: Array<string | number>
): boolean {
  const hash = createHash('sha256').update(JSON.stringify(parts));
  return answeredByTag(req, res, `W/"${hash.digest('base64url')}"`);
}

/** Sends an answer, compressed where the client takes that, or 304 if the client has it. */
export async function sendAnswer(
  req: Request,
  res: Response,
  answer: Answer,
): Promise<void> {
  res.vary('Accept-Encoding');
  if (answeredByTag(req, res, answer.etag)) return;
  res.type('application/json');
  let { body } = answer;
  if (answer.encoding === 'gzip') {
    if (req.acceptsEncodings('gzip')) res.set('Content-Encoding', 'gzip');
    else body = await gunzip(body);
  }
  res.set('Content-Length', String(body.length));
  res.end(body);
}

/**
 * Express' own `req.fresh` does not do: it honours `Cache-Control: no-cache`, which `fetch` adds to every request
 * with `If-None-Match`.
 */
function answeredByTag(
  req: Pick<Request, 'headers'>,
  res: Pick<Response, 'set' | 'status' | 'vary'>,
  tag: string,
): boolean {
  res.set({ ETag: tag, 'Cache-Control': 'private, no-cache' });
  // Answers depend on the caller.
  res.vary('Authorization');
  if (!matches(req.headers['if-none-match'], tag)) return false;
  res.status(304).end();
  return true;
}

const opaque = (tag: string) => tag.trim().replace(/^W\//, '');

/** Weak comparison, as RFC 9110 wants for If-None-Match. */
function matches(header: string | undefined, tag: string): boolean {
  return (header ?? '')
    .split(',')
    .map(opaque)
    .some(candidate => candidate === opaque(tag) || candidate === '*');
}
