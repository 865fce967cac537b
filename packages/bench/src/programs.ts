import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { Caller } from './calls';

/** Path of a program of this package. */
export const sourceFile = (file: string) =>
  require.resolve(`@worker-clusters/bench/src/${file}`);

const nodeTransform = require.resolve(
  '@backstage/cli/config/nodeTransform.cjs',
);

/** A process of the bench that answers calls. */
export interface Program {
  readonly pid: number;
  readonly exited: Promise<void>;
  call<Result = void>(operation: string, input?: object): Promise<Result>;
  /** Ends it, and resolves with how long that took, milliseconds. */
  stop(signal?: NodeJS.Signals): Promise<number>;
}

const running = new Set<ChildProcess>();

/** Ends what is still running when the bench itself ends early. */
export function endPrograms() {
  for (const child of running) child.kill('SIGKILL');
}

/**
 * Starts a program of this package in a process of its own.
 *
 * @param file - a path, of TypeScript ({@link sourceFile}) or of JavaScript
 */
export function startProgram(
  file: string,
  options: {
    logFile: string;
    nodeOptions?: string[];
    args?: string[];
    env?: Record<string, string>;
  },
): Program {
  mkdirSync(dirname(options.logFile), { recursive: true });
  const child = spawn(
    process.execPath,
    [
      ...(options.nodeOptions ?? []),
      ...(file.endsWith('.ts') ? ['--require', nodeTransform] : []),
      file,
      ...(options.args ?? []),
    ],
    {
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  );
  running.add(child);
  const log = createWriteStream(options.logFile);
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.on('data', chunk => log.write(chunk));
  }
  const exited = new Promise<void>(resolve => {
    child.on('close', () => {
      running.delete(child);
      log.end(resolve);
    });
  });
  const caller = new Caller(
    child,
    `${basename(file)} (log: ${options.logFile})`,
  );
  return {
    pid: child.pid!,
    exited,
    call: (operation, input) => caller.call(operation, input),
    async stop(signal = 'SIGTERM') {
      const began = performance.now();
      const insist = setTimeout(() => child.kill('SIGKILL'), 60_000);
      if (running.has(child)) child.kill(signal);
      await exited;
      clearTimeout(insist);
      return performance.now() - began;
    },
  };
}
