import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { DecodedEvent, DecodedPage, DecodeJob } from './decode';
import { DefectError } from './decode';
import {
  THREAD_FILE,
  THREAD_MARK,
  THREAD_READY,
  type ThreadAnswer,
  type ThreadJob,
} from './parseThread';

export interface ParsePoolOptions {
  threads: number;
  /** A job that takes longer is ended together with its thread. The start of the thread does not count. */
  maxJobMs: number;
  /** A thread that is not loaded after this long is ended: a busy machine takes seconds for it. */
  maxStartMs: number;
  /** Of one thread. */
  maxHeapMb: number;
  /** A thread that had no job for this long is ended. */
  idleMs: number;
}

const DEFAULTS: ParsePoolOptions = {
  threads: Math.max(1, Math.min(2, availableParallelism() - 1)),
  maxJobMs: 10_000,
  maxStartMs: 60_000,
  maxHeapMb: 512,
  idleMs: 30_000,
};

/** A job took more time or memory than it may. */
export class ParseOverrunError extends Error {
  /** @param seconds - the time that it may take; undefined: it took too much memory */
  constructor(readonly seconds?: number) {
    super(
      seconds === undefined
        ? 'took too much memory to parse'
        : `took more than ${seconds} s to parse`,
    );
  }
}

export interface ParseResult {
  decoded: DecodedPage | DecodedEvent;
  /** Time of the thread. */
  ms: number;
}

interface Pending {
  job: ThreadJob;
  resolve(result: ParseResult): void;
  reject(error: Error): void;
}

interface Thread {
  worker: Worker;
  ready: boolean;
  current?: Pending;
  timer?: NodeJS.Timeout;
}

/**
 * TypeScript as it is in `src` needs a loader; `dist` has JavaScript, and does without the loaders that the process was started with:
 * each thread would load them anew.
 */
function execArgv(): string[] {
  if (!THREAD_FILE.endsWith('.ts')) return [];
  const { resolve } = createRequire(THREAD_FILE);
  return ['--require', resolve('@backstage/cli/config/nodeTransform.cjs')];
}

/**
 * Parses and projects JSON of API servers in other threads, so that no answer holds the event loop. The owners (API
 * servers) take turns; threads start when there is work, and end when there is none.
 */
export class ParsePool {
  readonly #options: ParsePoolOptions;
  readonly #threads = new Set<Thread>();
  /** By owner, the next one first. */
  readonly #queue = new Map<string, Pending[]>();
  #closed = false;

  constructor(options: Partial<ParsePoolOptions> = {}) {
    this.#options = { ...DEFAULTS, ...options };
  }

  /**
   * Decodes an answer. The bytes are handed over: the caller cannot read them afterwards.
   *
   * @throws DefectError, ParseOverrunError
   */
  run(
    owner: string,
    bytes: Uint8Array<ArrayBuffer>,
    job: DecodeJob,
  ): Promise<ParseResult> {
    return new Promise((resolve, reject) => {
      if (this.#closed) {
        reject(new Error('the parser is closed'));
        return;
      }
      const jobs = this.#queue.get(owner) ?? [];
      jobs.push({ job: { ...job, bytes }, resolve, reject });
      this.#queue.set(owner, jobs);
      this.#dispatch();
    });
  }

  /** Ends all threads; what waits is rejected. */
  async close() {
    this.#closed = true;
    const error = new Error('the parser is closed');
    for (const jobs of this.#queue.values()) {
      for (const { reject } of jobs) reject(error);
    }
    this.#queue.clear();
    await Promise.all(
      [...this.#threads].map(thread => this.#end(thread, error)),
    );
  }

  #dispatch() {
    while (this.#queue.size > 0) {
      let thread = [...this.#threads].find(({ current }) => !current);
      if (!thread) {
        if (this.#threads.size >= this.#options.threads) return;
        thread = this.#start();
      }
      this.#give(thread, this.#next());
    }
  }

  /** The owners take turns. */
  #next(): Pending {
    const [owner, jobs] = this.#queue.entries().next().value!;
    this.#queue.delete(owner);
    const pending = jobs.shift()!;
    if (jobs.length > 0) this.#queue.set(owner, jobs);
    return pending;
  }

  #give(thread: Thread, pending: Pending) {
    clearTimeout(thread.timer);
    thread.current = pending;
    const { bytes } = pending.job;
    thread.worker.postMessage(pending.job, [bytes.buffer]);
    if (thread.ready) this.#limitJob(thread);
    else this.#limitStart(thread);
  }

  #limitJob(thread: Thread) {
    const { maxJobMs } = this.#options;
    thread.timer = setTimeout(() => {
      this.#end(thread, new ParseOverrunError(maxJobMs / 1000));
    }, maxJobMs).unref();
  }

  #limitStart(thread: Thread) {
    const { maxStartMs } = this.#options;
    thread.timer = setTimeout(() => {
      this.#end(
        thread,
        new Error(
          `the parser thread did not start within ${maxStartMs / 1000} s`,
        ),
      );
    }, maxStartMs).unref();
  }

  #start(): Thread {
    const worker = new Worker(THREAD_FILE, {
      workerData: THREAD_MARK,
      execArgv: execArgv(),
      resourceLimits: { maxOldGenerationSizeMb: this.#options.maxHeapMb },
    });
    worker.unref();
    const thread: Thread = { worker, ready: false };
    this.#threads.add(thread);
    worker.on('message', (message: ThreadAnswer | typeof THREAD_READY) => {
      if (message !== THREAD_READY) {
        this.#take(thread, message);
        return;
      }
      thread.ready = true;
      clearTimeout(thread.timer);
      if (thread.current) this.#limitJob(thread);
    });
    worker.on('error', error => {
      const { code } = error as NodeJS.ErrnoException;
      this.#end(
        thread,
        code === 'ERR_WORKER_OUT_OF_MEMORY' ? new ParseOverrunError() : error,
      );
    });
    worker.on('exit', () =>
      this.#end(thread, new Error('the parser thread ended')),
    );
    return thread;
  }

  #take(thread: Thread, { result, defect, failure, ms }: ThreadAnswer) {
    const pending = thread.current;
    thread.current = undefined;
    clearTimeout(thread.timer);
    thread.timer = setTimeout(
      () => this.#end(thread, new Error('idle')),
      this.#options.idleMs,
    ).unref();
    if (result) pending?.resolve({ decoded: result, ms });
    else if (defect) pending?.reject(new DefectError(defect));
    else pending?.reject(new Error(failure));
    this.#dispatch();
  }

  async #end(thread: Thread, error: Error) {
    if (!this.#threads.delete(thread)) return;
    clearTimeout(thread.timer);
    thread.current?.reject(error);
    thread.current = undefined;
    const ended = thread.worker.terminate();
    this.#dispatch();
    await ended;
  }
}
