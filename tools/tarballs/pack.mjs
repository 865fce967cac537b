// Builds and packs the published packages.
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeDeclarations } from '../declarations.mjs';
import { root, say, seconds, yarn } from '../lib.mjs';

/** Runs Yarn and resolves to its output; rejects with it if the command fails. */
function runYarn(args, cwd = root) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [yarn, ...args], { cwd });
    let output = '';
    child.stdout.on('data', data => (output += data));
    child.stderr.on('data', data => (output += data));
    child.on('error', reject);
    child.on('exit', code =>
      code === 0
        ? resolve(output)
        : reject(new Error(`yarn ${args.join(' ')} failed:\n${output}`)),
    );
  });
}

/** Where the tarballs are left. */
export const TARBALLS = join(root, '.cache', 'tarballs');

/** Name of the file in which a package is packed. */
export const tarballName = ({ name, version }) =>
  `${name.replace('@', '').replace('/', '-')}-${version}.tgz`;

/**
 * Builds the packages from the sources and packs each as it is published, with its lifecycle scripts.
 *
 * @returns the packages, each with the path of its tarball
 */
export async function packPackages(packages, folder = TARBALLS) {
  if (!writeDeclarations({ ifNeeded: true })) {
    throw new Error('The types are wrong: see the lines above.');
  }
  let began = Date.now();
  await runYarn(['backstage-cli', 'repo', 'build']);
  say(`Built in ${seconds(began)}`);

  began = Date.now();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const packed = [];
  const waiting = [...packages];
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const tarball = join(folder, tarballName(next.manifest));
      try {
        await runYarn(['pack', '--out', tarball], join(root, next.path));
      } catch (error) {
        // Nothing undoes a prepack that failed half way.
        await runYarn(['run', 'postpack'], join(root, next.path));
        throw error;
      }
      packed.push({ ...next, tarball });
    }
  };
  await Promise.all([worker(), worker()]);
  say(`Packed ${packed.length} packages in ${seconds(began)}`);
  return packages.map(({ path }) => packed.find(p => p.path === path));
}
