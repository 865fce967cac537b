// Checks the types and writes the declarations to dist-types, from which API reports and packages are made.
//   node tools/declarations.mjs               checks in any case
//   node tools/declarations.mjs --if-needed   only if sources or dependencies changed since
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fingerprint, root, say, yarn } from './lib.mjs';
import { readPackages } from './packages.mjs';

const STAMP = join(root, 'node_modules', '.cache', 'dist-types');

function currentStamp() {
  try {
    return readFileSync(STAMP, 'utf8');
  } catch {
    return undefined;
  }
}

/** Writes the declarations; returns whether the types are right. */
export function writeDeclarations({ ifNeeded = false } = {}) {
  const wanted = fingerprint([
    'tsconfig.json',
    'yarn.lock',
    // What tsconfig.json includes of each package: a new version in package.json makes no other types.
    ...readPackages().flatMap(({ path }) =>
      ['src', 'dev', 'migrations', 'config.d.ts'].map(
        name => `${path}/${name}`,
      ),
    ),
  ]);
  if (ifNeeded && currentStamp() === wanted) return true;
  rmSync(STAMP, { force: true });
  rmSync(join(root, 'dist-types'), { recursive: true, force: true });
  if (ifNeeded) say('Writing the declarations (tsc)');
  const { status } = spawnSync(
    process.execPath,
    [yarn, 'tsc', '--incremental', 'false'],
    { cwd: root, stdio: 'inherit' },
  );
  if (status === 0) {
    mkdirSync(join(root, 'node_modules', '.cache'), { recursive: true });
    writeFileSync(STAMP, wanted);
  }
  return status === 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const ok = writeDeclarations({
    ifNeeded: process.argv.includes('--if-needed'),
  });
  process.exit(ok ? 0 : 1);
}
