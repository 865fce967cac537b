// Reads a tarball into memory.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

/** Returns package.json and the files of a tarball, by path. */
export function readTarball(path) {
  const folder = mkdtempSync(join(tmpdir(), 'worker-clusters-tarball-'));
  try {
    execFileSync('tar', ['-xzf', path, '-C', folder]);
    const base = join(folder, 'package');
    const files = new Map(
      readdirSync(base, { recursive: true, withFileTypes: true })
        .filter(entry => entry.isFile())
        .map(entry => join(entry.parentPath, entry.name))
        .map(file => [
          relative(base, file).replaceAll('\\', '/'),
          readFileSync(file),
        ]),
    );
    return { manifest: JSON.parse(files.get('package.json')), files };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
