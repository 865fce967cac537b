import { CredentialError } from './CredentialError';

/**
 * A token is renewed this long after it was issued: before any of the clouds' tokens expires. A token of EKS holds 15 minutes,
 * one of Azure or Google an hour, of which a metadata service may have used up all but five minutes.
 */
const RENEW_MS = 4 * 60_000;
/** Between two attempts to get a token, however many requests need one. */
const RETRY_MS = 10_000;

/**
 * A token that is issued on request, shared by all requests: renewed before it expires, and after the API server refused it.
 * While it cannot be renewed, the one before is used on: the API server decides whether it has expired.
 */
export class CloudToken {
  #token: string | undefined;
  #issuedAt = 0;
  #failure: CredentialError | undefined;
  #triedAt: number | undefined;
  #issuing: Promise<void> | undefined;

  constructor(
    /** @throws CredentialError */
    private readonly issue: () => Promise<string>,
    private readonly now: () => number,
  ) {}

  /**
   * @param refused - a token that the API server did not accept
   * @throws CredentialError
   */
  async read(refused?: string): Promise<string> {
    const isRefused = this.#token !== undefined && this.#token === refused;
    if (
      this.#token === undefined ||
      isRefused ||
      this.now() >= this.#issuedAt + RENEW_MS
    ) {
      await this.#renew();
    }
    const usable = this.#token !== undefined && this.#token !== refused;
    if (this.#failure && !usable) throw this.#failure;
    return this.#token!;
  }

  /** Issues a token unless that was tried a moment ago. */
  async #renew() {
    if (!this.#issuing) {
      const waited = this.now() - (this.#triedAt ?? -Infinity);
      if (waited < RETRY_MS) return;
      this.#triedAt = this.now();
      this.#issuing = this.#issue().finally(() => {
        this.#issuing = undefined;
      });
    }
    await this.#issuing;
  }

  async #issue() {
    try {
      this.#token = await this.issue();
      this.#issuedAt = this.now();
      this.#failure = undefined;
    } catch (error) {
      this.#failure = error as CredentialError;
    }
  }
}
