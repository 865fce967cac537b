import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, fingerprint, root, say, seconds, yarn } from './lib.mjs';

/** Builds the app unless this very source is built already. */
export function buildApp() {
  const dist = join(root, 'packages', 'app', 'dist');
  const stamp = join(dist, '.source');
  const source = fingerprint([
    'packages/app',
    'plugins/worker-clusters',
    'plugins/worker-clusters-common',
    'yarn.lock',
  ]);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === source) return;
  const began = Date.now();
  say('Building the app (about a minute, once)');
  const result = spawnSync(
    process.execPath,
    [yarn, 'workspace', 'app', 'build'],
    { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  if (result.status !== 0) {
    console.error(`${result.stdout}${result.stderr}`);
    fail('The app could not be built: see the lines above.');
  }
  writeFileSync(stamp, source);
  say(`App built in ${seconds(began)}`);
}
