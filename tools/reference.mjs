// Writes docs/reference from the code: options, permissions, actions, REST API. With --check it fails where a page differs.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import prettier from 'prettier';
import { fail, nodeTransform, root, say } from './lib.mjs';
import { actions } from './reference/actions.mjs';
import { api } from './reference/api.mjs';
import { configuration } from './reference/configuration.mjs';
import { permissions } from './reference/permissions.mjs';

const FOLDER = 'docs/reference';

const described = spawnSync(
  process.execPath,
  ['--require', nodeTransform, join(root, 'tools/reference/described.ts')],
  { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
);
if (described.status !== 0) fail(described.stderr);
const code = JSON.parse(described.stdout);

const pages = {
  'configuration.md': configuration(),
  'permissions.md': permissions(),
  'actions.md': actions(code),
  'api.md': api(code),
};
const differing = [];
for (const [name, text] of Object.entries(pages)) {
  const file = join(root, FOLDER, name);
  const options = await prettier.resolveConfig(file);
  const formatted = await prettier.format(text, { ...options, filepath: file });
  if (!process.argv.includes('--check')) {
    mkdirSync(join(root, FOLDER), { recursive: true });
    writeFileSync(file, formatted);
  } else if (!existsSync(file) || readFileSync(file, 'utf8') !== formatted) {
    differing.push(`${FOLDER}/${name}`);
  }
}
if (differing.length) {
  fail(
    `${differing.join(
      ', ',
    )} is not what the code says: run node tools/reference.mjs`,
  );
}
say(`${FOLDER} has ${Object.keys(pages).length} pages of the reference`);
