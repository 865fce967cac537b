// yarn bench fleet: the fleet backend against a simulated fleet (packages/bench).
// yarn bench requests: what pull requests of strangers cost (plugins/worker-clusters-backend/bench).
// yarn bench store: what the store's writes and pages cost (plugins/worker-clusters-backend/bench).
// yarn bench diff: what comparing two versions of a file costs (plugins/worker-clusters-node/bench).
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { buildApp } from './buildApp.mjs';
import { fail, nodeTransform, root } from './lib.mjs';

const BENCHES = {
  fleet: 'packages/bench/src/fleet.ts',
  requests: 'plugins/worker-clusters-backend/bench/requests.ts',
  store: 'plugins/worker-clusters-backend/bench/store.ts',
  diff: 'plugins/worker-clusters-node/bench/diff.ts',
};
const [name, ...args] = process.argv.slice(2);
if (!BENCHES[name]) {
  fail(`Usage: yarn bench ${Object.keys(BENCHES).join('|')} [options]`);
}

// The measure `pages` needs the app that the backend serves.
if (args.some(arg => arg.split(/[=,]/).includes('pages'))) buildApp();

const child = spawn(
  process.execPath,
  ['--require', nodeTransform, join(root, BENCHES[name]), ...args],
  { stdio: 'inherit' },
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => child.kill(signal));
}
child.on('exit', code => process.exit(code ?? 1));
