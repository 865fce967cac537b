// What the programs in this folder share.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const yarn =
  process.env.WORKER_CLUSTERS_YARN ??
  join(
    root,
    '.yarn',
    'releases',
    readdirSync(join(root, '.yarn', 'releases'))[0],
  );
/** Lets Node.js run the TypeScript sources of the packages, as `backstage-cli package start` does. */
export const nodeTransform = join(
  root,
  'node_modules',
  '@backstage',
  'cli',
  'config',
  'nodeTransform.cjs',
);

const began = Date.now();
export const seconds = since => `${((Date.now() - since) / 1000).toFixed(1)} s`;
export const say = text => console.log(`▸ [${seconds(began)}] ${text}`);
export function fail(text) {
  console.error(`✖ ${text}`);
  process.exit(1);
}

/** Rejects with a message for a person if nothing can listen on the port. */
export async function requireFreePort(port, what, setting) {
  await new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', error =>
      reject(
        new Error(
          error.code === 'EADDRINUSE'
            ? `Port ${port} (${what}) is taken by another program. End that program, or choose another port: ${setting}=<port> npm start`
            : `Cannot listen on port ${port} (${what}): ${error.message}. Choose another one: ${setting}=<port> npm start`,
        ),
      ),
    );
    server.listen(port, '127.0.0.1', () => server.close(resolve));
  });
}

/** Reads a port from the environment. */
export function portFrom(setting, fallback) {
  const value = process.env[setting] ?? String(fallback);
  const port = Number(value);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    fail(`${setting}=${value} is not a port: give a number from 1 to 65535.`);
  }
  return port;
}

/** A hash over the content of files and folders (relative to the root). */
export function fingerprint(paths) {
  const hash = createHash('sha256');
  const visit = path => {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) return;
    if (stat.isDirectory()) {
      for (const name of readdirSync(path).sort()) {
        if (name !== 'node_modules' && name !== 'dist') visit(join(path, name));
      }
    } else {
      hash.update(relative(root, path)).update(readFileSync(path));
    }
  };
  for (const path of paths) visit(join(root, path));
  return hash.digest('hex');
}

/**
 * Starts a program whose output goes to a log file; `onLine` sees each line of it.
 * Resolves `exited` with the exit code.
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
    child.on('exit', (code, signal) => {
      child.ended = true;
      resolve(code ?? signal);
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
