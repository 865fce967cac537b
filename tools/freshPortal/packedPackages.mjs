// The packages of this repository as they would be published: built and packed once for each state of the sources.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint, root, yarn } from '../lib.mjs';
import { readPublishable } from '../packages.mjs';
import { packPackages, tarballName } from '../tarballs/pack.mjs';
import { run } from './run.mjs';

/**
 * Builds and packs the published packages, or takes what was packed before of the same sources.
 *
 * @returns `packages`: `{ manifest, tarball }` of each, its package.json as it is packed and the path of the tarball; the seconds
 *   that building and packing took
 */
export async function packedPackages(cache) {
  const began = Date.now();
  const folder = join(
    cache,
    `packages-${fingerprint([
      'packages',
      'plugins',
      'templates',
      'tools/pack-templates.mjs',
      'yarn.lock',
      'package.json',
      'tsconfig.json',
    ]).slice(0, 16)}`,
  );
  const publishable = readPublishable();
  if (!existsSync(folder)) {
    // In a process of its own: a portal is made meanwhile.
    await run(
      process.execPath,
      [yarn, 'node', 'tools/declarations.mjs', '--if-needed'],
      { cwd: root },
    );
    await packPackages(publishable, `${folder}.part`);
    writeFileSync(
      `${folder}.seconds`,
      String(Math.round((Date.now() - began) / 1000)),
    );
    renameSync(`${folder}.part`, folder);
  }
  const packages = await Promise.all(
    publishable.map(async ({ manifest }) => {
      const tarball = join(folder, tarballName(manifest));
      const packed = await run(
        'tar',
        ['-xzOf', tarball, 'package/package.json'],
        { cwd: folder },
      );
      return { manifest: JSON.parse(packed), tarball };
    }),
  );
  return {
    packages,
    seconds: Number(readFileSync(`${folder}.seconds`, 'utf8')),
  };
}
