import type { Request } from 'express';
import { ApiError } from '../errors';
import type { Doer, Users } from '../core/Users';

/**
 * Who asks: `Authorization: token|Bearer <token>`, or basic with the token as password (or as user name, as Gitea
 * allows). Undefined for an anonymous request.
 *
 * @throws ApiError 401 if there are credentials and they are not valid.
 */
export function authenticate(request: Request, users: Users): Doer | undefined {
  const header = request.headers.authorization;
  if (header === undefined) return undefined;
  const token = readToken(header);
  const doer = token === undefined ? undefined : users.byToken(token);
  if (!doer) {
    throw new ApiError(
      401,
      'invalid username, password or token: check the credentials that were sent',
    );
  }
  return doer;
}

/** The token in an `Authorization` header. */
export function readToken(header: string): string | undefined {
  const match = /^(\w+) +(\S+)$/.exec(header.trim());
  if (!match) return undefined;
  const [, scheme, value] = match;
  switch (scheme.toLowerCase()) {
    case 'token':
    case 'bearer':
      return value;
    case 'basic': {
      const text = Buffer.from(value, 'base64').toString('utf8');
      const colon = text.indexOf(':');
      if (colon < 0) return text;
      const password = text.slice(colon + 1);
      return password === '' || password === 'x-oauth-basic'
        ? text.slice(0, colon)
        : password;
    }
    default:
      return undefined;
  }
}
