// Copies templates/ into a package that is packed: prepack and postpack of plugins/catalog-backend-module-worker-clusters run
// it in their folder. templates/ stays the only source, so --remove takes the copy away again.
//
// node tools/pack-templates.mjs [--remove | --to <folder>]
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

const [option, folder] = process.argv.slice(2);
const target = option === '--to' ? folder : join('dist', 'software-templates');
rmSync(target, { recursive: true, force: true });
if (option !== '--remove') {
  const executables = copyFolder(join(root, 'templates'), target);
  if (option !== '--to') {
    // Yarn packs every other file as not executable. `backstage-cli package postpack` restores this file.
    const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
    manifest.publishConfig.executableFiles = executables.map(
      path => `./dist/software-templates/${path}`,
    );
    writeFileSync('package.json', `${JSON.stringify(manifest, null, 2)}\n`);
  }
}
