// yarn api-reports: writes report.api.md, the public API of each published package; with --ci it fails where one differs.
// API Extractor reads the declarations in dist-types: run `yarn tsc` first.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, yarn } from './lib.mjs';

const published = ['packages', 'plugins']
  .flatMap(folder => readdirSync(join(root, folder)).map(n => `${folder}/${n}`))
  .filter(path => {
    const manifest = JSON.parse(
      readFileSync(join(root, path, 'package.json'), 'utf8'),
    );
    // The API of the command is its options.
    return !manifest.private && manifest.backstage.role !== 'cli';
  });

const { status } = spawnSync(
  process.execPath,
  [
    yarn,
    'backstage-repo-tools',
    'api-reports',
    ...published,
    // Not every field of a type needs a comment.
    '--omit-messages',
    'ae-undocumented,ae-wrong-input-file-type',
    // Its entry point for tests hands out simulations, whose parts have no names there.
    '--allow-warnings',
    'packages/git-pull-requests',
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit' },
);
process.exit(status ?? 1);
