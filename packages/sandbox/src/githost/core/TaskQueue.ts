import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Tasks that are done after the call that caused them has got its answer, one after the other, each a while after it came:
 * Gitea has a queue of its own for what follows from a push.
 */
export class TaskQueue {
  #last: Promise<void> = Promise.resolve();
  readonly #hurry = new AbortController();

  /** @param delayMs - between a task's coming and its beginning, at least */
  constructor(
    private readonly delayMs: number,
    private readonly onError: (error: unknown) => void,
  ) {}

  push(task: () => Promise<void>): void {
    const due = sleep(this.delayMs, undefined, {
      signal: this.#hurry.signal,
      ref: false,
    }).catch(() => undefined);
    this.#last = this.#last
      .then(async () => {
        await due;
        await task();
      })
      .catch(this.onError);
  }

  /** Does all that is left without waiting; resolves when it is done. */
  async drain(): Promise<void> {
    this.#hurry.abort();
    await this.#last;
  }
}
