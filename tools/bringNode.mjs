// Brings the Node.js that the portal runs on, from the npm registry. Nothing of it is run before its bytes are known to be
// those that are pinned in this repository: a registry, a mirror or a proxy can serve what it likes.
// Needs no package, and runs on any Node.js >= 20.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** SHA-512 of a file's bytes, as npm writes it: `sha512-` and base64. */
const integrityOf = bytes =>
  `sha512-${createHash('sha512').update(bytes).digest('base64')}`;

/** Names the integrity of the archive that was unpacked into a folder. */
const STAMP = '.verified';

/** Returns the Node.js pinned for a platform: package, version and integrity; undefined if there is none. */
export const pinnedNode = (
  platform = `${process.platform}-${process.arch}`,
  file = join(dirname(fileURLToPath(import.meta.url)), 'node.json'),
) => JSON.parse(readFileSync(file, 'utf8'))[platform];

const folderOf = (cache, pin) =>
  join(cache, `node-${pin.version}`, 'node_modules', pin.package);

/** Returns the path of the pinned Node.js, if its archive was verified against this very pin; undefined otherwise. */
export function findNode(cache, pin) {
  const folder = folderOf(cache, pin);
  const stamp = join(folder, STAMP);
  const binary = ['bin/node', 'bin/node.exe']
    .map(path => join(folder, path))
    .find(existsSync);
  return binary &&
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === pin.integrity
    ? binary
    : undefined;
}

function download(pin, folder) {
  // npm compares the bytes with what the registry says of them; that the registry says the truth is checked here.
  const { status } = spawnSync(
    'npm',
    [
      'pack',
      `${pin.package}@${pin.version}`,
      '--pack-destination',
      folder,
      '--silent',
    ],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: process.platform === 'win32',
    },
  );
  const archive = readdirSync(folder).find(file => file.endsWith('.tgz'));
  return status === 0 && archive ? join(folder, archive) : undefined;
}

/**
 * Downloads the pinned archive into the cache, verifies it, and unpacks it.
 *
 * @returns whether it is there (`ok`); if not, a `hint` what to do and whether trying again is of no use (`final`)
 */
export function bringNode(cache, pin) {
  const work = join(cache, `node-${pin.version}`, 'download');
  const target = folderOf(cache, pin);
  const name = `${pin.package}@${pin.version}`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  try {
    const archive = download(pin, work);
    if (!archive) {
      return {
        ok: false,
        final: false,
        hint: 'Check that npm reaches its registry (npm ping), or install Node.js 22 or 24 yourself.',
      };
    }
    const integrity = integrityOf(readFileSync(archive));
    if (integrity !== pin.integrity) {
      return {
        ok: false,
        final: true,
        hint: `The registry served another ${name} than tools/node.json pins: ${integrity} instead of ${pin.integrity}. It was deleted and nothing of it was run. Find out who changed it, or install Node.js 22 or 24 yourself.`,
      };
    }
    const { status } = spawnSync('tar', ['-xzf', archive, '-C', work], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (status !== 0) {
      return { ok: false, final: false, hint: `tar cannot unpack ${name}.` };
    }
    rmSync(target, { recursive: true, force: true });
    mkdirSync(dirname(target), { recursive: true });
    renameSync(join(work, 'package'), target);
    writeFileSync(join(target, STAMP), pin.integrity);
    return findNode(cache, pin)
      ? { ok: true }
      : { ok: false, final: true, hint: `${name} has no bin/node.` };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
