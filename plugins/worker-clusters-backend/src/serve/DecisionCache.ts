import type { BackstageCredentials } from '@backstage/backend-plugin-api';

/** How long a permission decision is used again: a permission that is taken away has gone after this time. */
export const DECISION_MAX_AGE_MS = 5_000;
const MAX_ENTRIES = 5_000;

interface Entry {
  begun: number;
  decision: Promise<unknown>;
}

/**
 * Permission decisions to *read*, each used again for {@link DECISION_MAX_AGE_MS}: a page that follows the fleet requests
 * every second, and each decision is a request to the permission backend. The credentials themselves are checked with
 * every request.
 */
export class DecisionCache {
  readonly #entries = new Map<string, Entry>();

  /**
   * @param question - what is decided, for example the name of the permission
   * @param decide - queries the permission backend
   */
  async get<T>(
    credentials: BackstageCredentials,
    question: string,
    decide: () => Promise<T>,
  ): Promise<T> {
    // All that a policy can tell callers apart by.
    const key = JSON.stringify([question, credentials.principal]);
    // Its age counts from the question, not from the answer.
    const now = performance.now();
    const known = this.#entries.get(key);
    if (known && now - known.begun < DECISION_MAX_AGE_MS) {
      return known.decision as Promise<T>;
    }
    const entry = { begun: now, decision: decide() };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    if (this.#entries.size > MAX_ENTRIES) {
      this.#entries.delete(this.#entries.keys().next().value!);
    }
    try {
      return await entry.decision;
    } catch (error) {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
      throw error;
    }
  }
}
