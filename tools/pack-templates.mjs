// Copies templates/ into a package that is packed: prepack and postpack of plugins/catalog-backend-module-worker-clusters and
// packages/sandbox run it in their folder. templates/ stays the only source, so --remove takes the copy away again.
//
// node tools/pack-templates.mjs [--remove | --to <folder>] [--template <name>]
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './lib.mjs';

/** What npm or Yarn leaves out of a package, wherever it is. */
const LEFT_OUT = ['.github', '.gitignore', '.npmignore'];

/** A name that is packed, and that the action `fetch:template` makes the original one of. */
const packedName = name =>
  LEFT_OUT.includes(name) ? `\${{ '${name}' }}` : name;

/** Copies the folder and returns the paths of the executable files in it. */
function copyFolder(source, target, path = '') {
  mkdirSync(join(target, path), { recursive: true });
  return readdirSync(source, { withFileTypes: true }).flatMap(entry => {
    const from = join(source, entry.name);
    const to = join(path, packedName(entry.name));
    if (entry.isDirectory()) return copyFolder(from, target, to);
    const executable = (statSync(from).mode & 0o100) !== 0;
    copyFileSync(from, join(target, to));
    chmodSync(join(target, to), executable ? 0o755 : 0o644);
    return executable ? [to] : [];
  });
}

const { values: options } = parseArgs({
  options: {
    remove: { type: 'boolean' },
    to: { type: 'string' },
    template: { type: 'string', default: '.' },
  },
});
const target = options.to ?? join('dist', 'software-templates');
rmSync(target, { recursive: true, force: true });
if (!options.remove) {
  const executables = copyFolder(
    join(root, 'templates', options.template),
    target,
    options.template,
  );
  if (!options.to) {
    // Yarn packs every other file as not executable. `backstage-cli package postpack` restores this file.
    const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
    manifest.publishConfig.executableFiles = executables.map(
      path => `./dist/software-templates/${path}`,
    );
    writeFileSync('package.json', `${JSON.stringify(manifest, null, 2)}\n`);
  }
}
