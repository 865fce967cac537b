const QUIET_MS = 1000;

/**
 * Turns hints that something changed on the Git host (webhooks, whatever they say) into one call a moment later. A
 * storm of hints costs one call a second.
 */
export class Hints {
  #timer?: NodeJS.Timeout;

  constructor(private readonly act: () => Promise<void>) {}

  hint() {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.act();
    }, QUIET_MS).unref();
  }

  stop() {
    clearTimeout(this.#timer);
  }
}
