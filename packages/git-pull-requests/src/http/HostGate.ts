import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ScmIntegrationRegistry } from '@backstage/integration';
import { RateLimitedError } from '../RateLimitedError';
import { AnswerCache } from './AnswerCache';
import { CallBudget } from './CallBudget';
import type { GitCredentials } from './GitHttpClient';
import { CallContext, errorForRateLimit } from './gitHostErrors';
import { rateLimitedUntil } from './rateLimit';

/** GitHub allows 900 points a minute, of which a read takes one (https://docs.github.com/rest, "secondary rate limits"). */
const DEFAULT_CALLS_PER_MINUTE = 600;
/** A person in front of a form waits no longer than this. */
export const MAX_WAIT_MS = 5_000;

/**
 * What all calls to one Git host share, whichever repository they are for: a budget of calls, how long the host wants to
 * be left alone, and the answers that it need not send again.
 *
 * @internal
 */
export class HostGate {
  readonly answers = new AnswerCache();
  readonly #budget: CallBudget;
  /** Epoch milliseconds until which a host refuses an account. */
  readonly #limits = new Map<string, number>();

  constructor(private readonly callsPerMinute = DEFAULT_CALLS_PER_MINUTE) {
    this.#budget = new CallBudget(callsPerMinute);
  }

  /**
   * Waits until a call may be made. A host that has refused an account is not called again before its time: GitHub bans
   * clients that go on.
   *
   * @throws RateLimitedError if that is more than {@link MAX_WAIT_MS} away
   */
  async enter(
    credentials: GitCredentials,
    context: CallContext,
    signal?: AbortSignal,
  ): Promise<void> {
    const account = accountKey(credentials);
    const deadline = Date.now() + MAX_WAIT_MS;
    await this.#limitOver(account, deadline, context, signal);
    const turn = this.#budget.take(MAX_WAIT_MS);
    if ('refusedMs' in turn) {
      const retryAt = Date.now() + turn.refusedMs;
      throw new RateLimitedError(
        `The portal's budget of ${
          this.callsPerMinute
        } calls per minute to the Git host ${context.host} is used up, while ${
          context.doing
        }. Try again in ${seconds(turn.refusedMs)}.`,
        retryAt,
      );
    }
    if (turn.waitMs === 0) return;
    await sleep(turn.waitMs, undefined, { signal });
    // The host may have refused another call meanwhile.
    await this.#limitOver(account, deadline, context, signal);
  }

  /** Waits until the host takes calls of an account, also if it refuses another one meanwhile. */
  async #limitOver(
    account: string,
    deadline: number,
    context: CallContext,
    signal?: AbortSignal,
  ): Promise<void> {
    for (;;) {
      const until = this.#limits.get(account) ?? 0;
      const waitMs = until - Date.now();
      if (waitMs <= 0) return;
      if (until > deadline) throw errorForRateLimit(until, context);
      await sleep(waitMs, undefined, { signal });
    }
  }

  /**
   * Takes note of an answer.
   *
   * @returns epoch milliseconds until which the host refuses the account; undefined if this is no such refusal
   */
  noteAnswer(
    credentials: GitCredentials,
    status: number,
    headers: Headers,
  ): number | undefined {
    const until = rateLimitedUntil(status, headers);
    if (until === undefined) return undefined;
    // Tokens change, and those of people are many: what is over is forgotten.
    for (const [account, limit] of this.#limits) {
      if (limit < Date.now()) this.#limits.delete(account);
    }
    this.#limits.set(accountKey(credentials), until);
    return until;
  }
}

/** Which account calls, without its secret. A person's answers are nobody else's, and neither are its limits. */
export function accountKey({ headers }: GitCredentials): string {
  return createHash('sha256')
    .update(JSON.stringify(Object.entries(headers).sort()))
    .digest('base64url');
}

function seconds(ms: number): string {
  return `${Math.ceil(ms / 1000)} s`;
}

/** By the integrations, so that what a test or another configuration does stays apart. */
const gates = new WeakMap<ScmIntegrationRegistry, Map<string, HostGate>>();

/**
 * The gate of a host, the same for everything that is opened with the same integrations.
 *
 * @param callsPerMinute - counts for the first one that opens the host
 * @internal
 */
export function hostGate(
  integrations: ScmIntegrationRegistry,
  apiUrl: string,
  callsPerMinute?: number,
): HostGate {
  let ofHosts = gates.get(integrations);
  if (!ofHosts) {
    ofHosts = new Map();
    gates.set(integrations, ofHosts);
  }
  const { origin } = new URL(apiUrl);
  let gate = ofHosts.get(origin);
  if (!gate) {
    gate = new HostGate(callsPerMinute);
    ofHosts.set(origin, gate);
  }
  return gate;
}
