import { randomUUID } from 'node:crypto';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { ErrorRequestHandler, RequestHandler } from 'express';

const HEADER = 'X-Request-Id';
/** What proxies send: UUIDs, hexadecimal numbers, trace ids. Anything else is not repeated, neither in answers nor in logs. */
const GIVEN = /^[\w.:/+=@-]{1,128}$/;
const MAX_URL = 300;
const MAX_MESSAGE = 500;

const oneLine = (text: string, max: number) =>
  // eslint-disable-next-line no-control-regex
  text.slice(0, max).replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');

/** Gives each answer the request id that a proxy has set, or one of its own: the page shows it where a request fails. */
export const identifyRequests: RequestHandler = (req, res, next) => {
  const given = req.get(HEADER);
  res.set(HEADER, given && GIVEN.test(given) ? given : randomUUID());
  // For a page of another origin, which the CORS middleware before this one has let in.
  if (res.hasHeader('Access-Control-Allow-Origin')) {
    res.append('Access-Control-Expose-Headers', HEADER);
  }
  next();
};

/** Logs requests that fail with their id; the error goes on to Backstage's own handler, which logs what is broken with its stack. */
export function logFailures(logger: LoggerService): ErrorRequestHandler {
  return (error, req, res, next) => {
    res.once('finish', () => {
      const requestId = String(res.getHeader(HEADER));
      const status = res.statusCode;
      const url = oneLine(req.originalUrl, MAX_URL);
      const message = oneLine(String(error?.message ?? error), MAX_MESSAGE);
      logger[status >= 500 ? 'error' : 'info'](
        `Request ${requestId} failed: ${req.method} ${url} ${status}: ${message}`,
        { requestId },
      );
    });
    next(error);
  };
}
