import { writeMessage } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Budget } from '../budget/Budget';
import { ApiError } from '../http/ApiError';
import type { ApiServerClient } from '../http/ApiServerClient';
import { Backoff, type BackoffOptions } from '../watch/Backoff';

/** What reads from a server, and can leave off for a while. */
export interface Suspendable {
  /** @param error - why, to be shown */
  suspend(error: ApiError): Promise<void>;
  /** @param error - to be shown until it works again */
  resume(error: ApiError): void;
}

export interface QuarantineOptions {
  client: ApiServerClient;
  budget: Budget;
  parts: Suspendable[];
  backoff: BackoffOptions;
}

/** `14:05 UTC` */
const clock = (ms: number) => `${new Date(ms).toISOString().slice(11, 16)} UTC`;

/**
 * Reads nothing from a server that sent more than it may, for a while that doubles each time. What is known of it stays;
 * afterwards it is read with a full budget.
 */
export class Quarantine {
  readonly #backoff: Backoff;
  #active = false;
  #stopped = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: QuarantineOptions) {
    this.#backoff = new Backoff(options.backoff);
  }

  get active(): boolean {
    return this.#active;
  }

  /** @param error - what the server did, as a sentence without an end */
  async enter(error: ApiError) {
    if (this.#active || this.#stopped) return;
    this.#active = true;
    const { parts, backoff, client } = this.options;
    const ms = this.#backoff.next();
    const paused = new ApiError(
      'paused',
      writeMessage('connection-paused', {
        reason: error,
        time: clock(backoff.now() + ms),
      }),
    );
    client.cutStreams(paused);
    await Promise.all(parts.map(part => part.suspend(paused)));
    if (this.#stopped) return;
    this.#timer = setTimeout(() => this.#leave(), ms).unref();
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #leave() {
    const { client, budget, parts } = this.options;
    this.#active = false;
    budget.reset();
    const resumed = new ApiError(
      'throttled',
      writeMessage('connection-resumed', { server: client.name }),
    );
    for (const part of parts) part.resume(resumed);
  }
}
