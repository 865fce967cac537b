import type { ChildProcess } from 'node:child_process';

/** The operations of a program of the bench, which another process calls. */
export type Operations = Record<string, (input: any) => unknown>;

interface Call {
  id: number;
  operation: string;
  input: unknown;
}

interface Answer {
  id: number;
  result?: unknown;
  error?: string;
}

/** Answers the calls of the process that started this one, and ends with it. */
export function answerCalls(operations: Operations) {
  process.on('message', async ({ id, operation, input }: Call) => {
    let answer: Answer;
    try {
      answer = { id, result: await operations[operation](input) };
    } catch (error) {
      answer = { id, error: String((error as Error).stack ?? error) };
    }
    process.send?.(answer);
  });
  process.on('disconnect', () => process.exit(0));
}

/** Calls the operations of a started process. */
export class Caller {
  #next = 0;
  readonly #open = new Map<
    number,
    { resolve(result: any): void; reject(error: Error): void }
  >();
  #ended: Error | undefined;

  constructor(private readonly child: ChildProcess, name: string) {
    child.on('message', ({ id, result, error }: Answer) => {
      const call = this.#open.get(id);
      this.#open.delete(id);
      if (error === undefined) call?.resolve(result);
      else call?.reject(new Error(`${name}: ${error}`));
    });
    child.on('close', (code, signal) => {
      this.#ended = new Error(`${name} ended (${signal ?? code})`);
      for (const { reject } of this.#open.values()) reject(this.#ended);
      this.#open.clear();
    });
  }

  /** @throws Error that the other process threw, or if it has ended. */
  call<Result = void>(operation: string, input?: object): Promise<Result> {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#open.set(id, { resolve, reject });
      const call: Call = { id, operation, input };
      this.child.send(call);
    });
  }
}
