import { ServiceUnavailableError } from '@backstage/errors';

/**
 * The Git host, or the portal's own budget of calls to it, takes no more calls for now.
 *
 * @public
 */
export class RateLimitedError extends ServiceUnavailableError {
  /** When calls are taken again: RFC 3339, UTC. */
  readonly retryAt: string;

  /** @param until - epoch milliseconds */
  constructor(message: string, until: number) {
    super(message);
    this.retryAt = new Date(until).toISOString();
  }
}
