import type { Logger } from './Logger';

export interface WorkQueueOptions {
  /** For messages: what is being reconciled. */
  name: string;
  /**
   * Brings one object to what it should be. The number that it returns, if any, is the milliseconds after which it
   * wants to be called again; an error is retried with back-off.
   */
  reconcile(key: string): Promise<number | void> | number | void;
  log: Logger;
  /** Changes that follow each other within this time are one call. */
  debounceMs?(): number;
}

const FIRST_RETRY_MS = 200;
const LAST_RETRY_MS = 30_000;

/**
 * The work queue of a reconciler, as controller-runtime has it: each key at most once in the queue, one after the
 * other, errors retried with exponential back-off. Timers run only where something is due.
 */
export class WorkQueue {
  private readonly due = new Map<string, { at: number; timer: Timer }>();
  private readonly ready = new Set<string>();
  private readonly failures = new Map<string, number>();
  private running = false;
  private closed = false;
  private work: Promise<void> = Promise.resolve();

  constructor(private readonly options: WorkQueueOptions) {}

  add(key: string): void {
    this.addAfter(key, this.options.debounceMs?.() ?? 0);
  }

  /** The earliest of several dates for one key counts. */
  addAfter(key: string, ms: number): void {
    if (this.closed) return;
    if (ms <= 0) {
      this.ready.add(key);
      this.start();
      return;
    }
    const at = Date.now() + ms;
    const planned = this.due.get(key);
    if (planned && planned.at <= at) return;
    if (planned) clearTimeout(planned.timer);
    const timer = setTimeout(() => {
      this.due.delete(key);
      this.ready.add(key);
      this.start();
    }, Math.min(ms, 2 ** 31 - 1));
    this.due.set(key, { at, timer });
  }

  /** Ends it; resolves when the call that runs, if any, is done. */
  async close(): Promise<void> {
    this.closed = true;
    this.ready.clear();
    for (const { timer } of this.due.values()) clearTimeout(timer);
    this.due.clear();
    await this.work;
  }

  private start(): void {
    if (this.running || this.closed) return;
    this.running = true;
    this.work = this.drain();
  }

  private async drain(): Promise<void> {
    // Not within the caller's stack: callers are watches in the middle of a write.
    await new Promise(resolve => setImmediate(resolve));
    while (this.ready.size && !this.closed) {
      const [key] = this.ready;
      this.ready.delete(key);
      await this.reconcile(key);
      await new Promise(resolve => setImmediate(resolve));
    }
    this.running = false;
    if (this.ready.size) this.start();
  }

  private async reconcile(key: string): Promise<void> {
    try {
      const again = await this.options.reconcile(key);
      this.failures.delete(key);
      if (again !== undefined) this.addAfter(key, Math.max(1, again));
    } catch (error) {
      const count = (this.failures.get(key) ?? 0) + 1;
      this.failures.set(key, count);
      // A conflict is the normal course of things: somebody else wrote in between.
      if ((error as { code?: number }).code !== 409 && count > 1) {
        this.options.log(
          `${this.options.name} ${key}: ${(error as Error).message}`,
        );
      }
      this.addAfter(
        key,
        Math.min(FIRST_RETRY_MS * 2 ** (count - 1), LAST_RETRY_MS),
      );
    }
  }
}

type Timer = ReturnType<typeof setTimeout>;
