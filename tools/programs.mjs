// Programs that are started, watched and ended: what `start.mjs` and `dev.mjs` share.
import { spawn } from 'node:child_process';
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** Programs that run. */
const running = new Set();

/** Sends a signal to a program and to what it has started. */
function signalGroup(child, signal) {
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}

// Whatever ends this process, also an error of its own, leaves none of them behind.
process.on('exit', () => {
  for (const child of running) signalGroup(child, 'SIGKILL');
});

/**
 * Starts a Node.js program whose output goes to a log file; `onLine` sees each line of it.
 * Resolves `exited` with `{code, signal}`, or `{error}` if it could not be started.
 */
export function startLogged(argv, { logFile, onLine, ...options }) {
  mkdirSync(dirname(logFile), { recursive: true });
  // The log of the start before says why that one ended.
  if (existsSync(logFile)) renameSync(logFile, `${logFile}.previous`);
  const log = createWriteStream(logFile);
  const child = spawn(process.execPath, argv, {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C reaches it through us, in order, and not twice.
    detached: process.platform !== 'win32',
  });
  if (child.pid !== undefined) running.add(child);
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream.setEncoding('utf8').on('data', text => {
      log.write(text);
      const lines = (rest + text).split('\n');
      rest = lines.pop();
      for (const line of lines) onLine?.(line);
    });
  }
  const exited = new Promise(resolve => {
    const end = how => {
      child.ended = true;
      running.delete(child);
      // 'close' comes after the last output, so that the log is whole.
      log.end(() => resolve(how));
    };
    child.on('close', (code, signal) => end({ code, signal }));
    child.on('error', error => {
      if (child.pid === undefined) end({ error });
    });
  });
  return { child, exited };
}

/** Ends a program started by {@link startLogged}: asks, waits up to ten seconds, insists. */
export async function stop({ child, exited }) {
  if (child.ended) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await exited;
  clearTimeout(timer);
}

/** Ends a program started by {@link startLogged} with all that it has started, as {@link stop} does. */
export async function stopGroup({ child, exited }) {
  if (child.ended) return;
  signalGroup(child, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), 15_000);
  await exited;
  clearTimeout(timer);
}

/** How a program ended, in words. */
export function describeEnd({ code, signal, error }) {
  if (error) return `it could not be started: ${error.message}`;
  if (signal === 'SIGKILL') {
    return 'signal SIGKILL: something ended it, for example the kernel when memory ran out';
  }
  return signal ? `signal ${signal}` : `exit code ${code}`;
}

function reportEnd(name, logFile, end) {
  console.error(
    `✖ The ${name} ended by itself (${describeEnd(
      end,
    )}). Its last lines, from ${logFile}:`,
  );
  const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-15);
  console.error(lines.map(line => `    ${line}`).join('\n'));
}

/** Milliseconds before each attempt to start again; after the last one it is given up. */
const RESTART_DELAYS = [1_000, 2_000, 5_000, 15_000, 30_000];
/** A program that ran for so long begins with the first delay again. */
const STABLE_MS = 60_000;

/**
 * Runs a program until it is stopped. If it ends by itself, says which, how and with what last words.
 *
 * @param program.isReady - tells the line by which the program says that it is ready; absent: it is ready at once
 * @param program.restart - start it again, with growing delays, once it has been ready
 * @param program.meanwhile - what the others do while it is down, a sentence for people
 * @param program.onEnded - called once it has ended by itself and is not started again
 * @returns `ready` resolves when it is ready for the first time; `stop` ends it
 */
export function keepRunning({
  name,
  argv,
  options,
  logFile,
  isReady,
  restart = false,
  meanwhile = '',
  onEnded,
  delays = RESTART_DELAYS,
  say = console.log,
}) {
  let current;
  let stopping = false;
  let timer;
  let failures = 0;
  let wasReady = !isReady;
  let resolveReady;
  const ready = new Promise(resolve => {
    resolveReady = resolve;
  });

  function start() {
    const began = Date.now();
    let isUp = false;
    const up = () => {
      if (isUp) return;
      isUp = true;
      if (failures > 0) say(`The ${name} runs again`);
      wasReady = true;
      resolveReady();
    };
    current = startLogged(argv, {
      ...options,
      logFile,
      onLine: line => {
        if (isReady?.(line)) up();
        options.onLine?.(line);
      },
    });
    if (!isReady) up();
    current.exited.then(end => {
      if (stopping) return;
      reportEnd(name, logFile, end);
      if (isUp && Date.now() - began > STABLE_MS) failures = 0;
      const delay = restart && wasReady ? delays[failures] : undefined;
      failures += 1;
      if (delay === undefined) {
        onEnded(end);
        return;
      }
      say(
        `Starting the ${name} again in ${
          delay / 1000
        } s (attempt ${failures} of ${delays.length}). ${meanwhile}`,
      );
      timer = setTimeout(start, delay);
    });
  }

  start();
  return {
    ready,
    async stop() {
      stopping = true;
      clearTimeout(timer);
      await stop(current);
    },
  };
}
