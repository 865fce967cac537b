// What the programs in this folder share.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
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

/** The command that starts the sandbox, from its sources. */
export const sandboxCommand = join(
  root,
  'packages',
  'sandbox',
  'bin',
  'worker-clusters-sandbox',
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
