// yarn api-reports: writes report.api.md, the public API of each published package, and cli-report.md, the options of a
// command; with --ci it fails where one differs. API Extractor reads the declarations in dist-types: run `yarn tsc` first.
import { spawnSync } from 'node:child_process';
import { root, yarn } from './lib.mjs';
import { readPublishable } from './packages.mjs';

const { status } = spawnSync(
  process.execPath,
  [
    yarn,
    'backstage-repo-tools',
    'api-reports',
    ...readPublishable().map(({ path }) => path),
    // Not every field of a type needs a comment.
    '--omit-messages',
    'ae-undocumented,ae-wrong-input-file-type',
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit' },
);
process.exit(status ?? 1);
