import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import type { Request } from 'express';
import { ApiError } from '../errors';

/**
 * Guards forms against other sites. There is no sign-in whose cookie could be abused, but whoever makes a browser on this
 * machine send a form would act as the page's user.
 */
export class FormGuard {
  readonly #secret = randomBytes(32);

  /** For a hidden field of a form that is sent to this path. */
  token(path: string): string {
    return createHmac('sha256', this.#secret).update(path).digest('hex');
  }

  /** @throws ApiError 403 */
  check(request: Request, path: string): void {
    if (!isFromHere(request.headers)) {
      throw new ApiError(
        403,
        'This form was sent from another site, and nothing was changed. Open the page at its own address and try again',
      );
    }
    const given = Buffer.from(String(request.body?.token ?? ''));
    const wanted = Buffer.from(this.token(path));
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
      throw new ApiError(
        403,
        'This page is from before the Git host was started again, and nothing was changed. Reload the page and try again',
      );
    }
  }
}

/**
 * Whether a request comes from a page of this host. A host name other than `localhost` is refused: a foreign name that
 * leads to this machine (DNS rebinding) would make another site look like this one.
 */
export function isFromHere(headers: {
  host?: string;
  origin?: string;
  'sec-fetch-site'?: string | string[];
}): boolean {
  const { host = '', origin } = headers;
  if (!URL.canParse(`http://${host}`)) return false;
  const name = new URL(`http://${host}`).hostname.replace(/^\[|\]$/g, '');
  if (isIP(name) === 0 && name !== 'localhost') return false;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  return (
    origin === undefined ||
    (URL.canParse(origin) && new URL(origin).host === host)
  );
}
