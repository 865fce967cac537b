// npm run timeline: prints in which order a worker cluster is created and deleted, with the times of a plausible AWS, as
// packages/platform-repository-tests/golden/timeline.md has it.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { nodeTransform, root } from './lib.mjs';

const { status } = spawnSync(
  process.execPath,
  [
    '--require',
    nodeTransform,
    join(root, 'packages/platform-repository-tests/render/timeline.ts'),
  ],
  { cwd: root, stdio: 'inherit' },
);
process.exit(status ?? 1);
