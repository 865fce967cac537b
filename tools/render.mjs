// npm run test:render: renders the Composition of the platform repository with Crossplane's own command and functions, stage by
// stage, and compares with the files in packages/platform-repository-tests/golden. The programs are built as peers.mjs says.
//   --where-possible    where it cannot run it says `not run: <reason>` and exits with 0: nothing counts as passed. Without it,
//                       that is a failure
//   --budget=<minutes>  what the builds may take together
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { nodeTransform, root, say } from './lib.mjs';
import { obtainPeers } from './peers.mjs';

const NAMES = [
  'crank',
  'function-patch-and-transform',
  'function-sequencer',
  'function-auto-ready',
];

/** Where the gate finds how many stages agree; none where nothing ran. */
const counts = join(root, 'node_modules', '.cache', 'render-counts');
mkdirSync(join(root, 'node_modules', '.cache'), { recursive: true });
rmSync(counts, { force: true });

const wherePossible = process.argv.includes('--where-possible');
const budget = process.argv.find(a => a.startsWith('--budget='));
const peers = await obtainPeers(NAMES, {
  budgetMinutes: Number(budget?.slice('--budget='.length)) || undefined,
});

const missing = NAMES.find(name => peers[name].reason);
if (missing) {
  const { version, reason } = peers[missing];
  say(`not run: render: ${missing} ${version}: ${reason}`);
  process.exit(wherePossible ? 0 : 1);
}

const { status } = spawnSync(
  process.execPath,
  [
    '--require',
    nodeTransform,
    join(root, 'packages/platform-repository-tests/render/render.ts'),
    JSON.stringify(
      Object.fromEntries(NAMES.map(name => [name, peers[name].path])),
    ),
    counts,
  ],
  { cwd: root, stdio: 'inherit' },
);
process.exit(status ?? 1);
