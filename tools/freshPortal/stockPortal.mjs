// A portal as `npx @backstage/create-app` makes it, with its dependencies installed, cached by what it is made of.
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { root, say, seconds, yarn } from '../lib.mjs';
import { run } from './run.mjs';

const readJson = path => JSON.parse(readFileSync(path, 'utf8'));
const writeJson = (path, value) =>
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);

/** The Backstage release that this repository is built with. */
const ownRelease = () => readJson(join(root, 'backstage.json')).version;

/**
 * Resolutions of this repository that are about native packages, not about Backstage: with them an installation needs nothing but
 * the npm registry. They change no package of Backstage.
 */
function nativeResolutions() {
  const { resolutions } = readJson(join(root, 'package.json'));
  return Object.fromEntries(
    Object.entries(resolutions).filter(
      ([name]) => !name.startsWith('@backstage/'),
    ),
  );
}

/** Versions of Backstage's packages that this repository is tested with, by name. */
function ownVersions() {
  const lockfile = parse(readFileSync(join(root, 'yarn.lock'), 'utf8'));
  const versions = {};
  for (const { resolution, version } of Object.values(lockfile)) {
    const name = /^(@backstage\/[^@]+)@npm:/.exec(resolution ?? '')?.[1];
    if (!name) continue;
    const newer =
      !versions[name] ||
      version.localeCompare(versions[name], 'en', { numeric: true }) > 0;
    if (newer) versions[name] = version;
  }
  return versions;
}

/**
 * Updates the portal's Backstage packages as `backstage-cli versions:bump` does, to the versions of this repository; what this
 * repository does not use gets its newest version.
 */
async function bump(portal, env) {
  const manifests = ['.', 'packages/app', 'packages/backend'].map(path =>
    readJson(join(portal, path, 'package.json')),
  );
  const names = new Set(
    manifests.flatMap(m =>
      Object.keys({ ...m.dependencies, ...m.devDependencies }).filter(name =>
        name.startsWith('@backstage/'),
      ),
    ),
  );
  const own = ownVersions();
  const packages = await Promise.all(
    [...names].map(async name => ({
      name,
      version:
        own[name] ??
        (
          await run('npm', ['view', name, 'version'], { cwd: portal, env })
        ).trim(),
    })),
  );
  const release = ownRelease();
  const manifest = join(portal, 'release-manifest.json');
  writeJson(manifest, { releaseVersion: release, packages });
  await run(
    process.execPath,
    [
      join(root, 'node_modules', '@backstage', 'cli', 'bin', 'backstage-cli'),
      'versions:bump',
      '--skip-install',
      '--skip-migrate',
    ],
    { cwd: portal, env: { ...env, BACKSTAGE_MANIFEST_FILE: manifest } },
  );
  rmSync(manifest);
  writeJson(join(portal, 'backstage.json'), { version: release });
}

/** What an installation from nothing but the npm registry needs: see .yarnrc.yml and package.json of this repository. */
function prepareInstallation(portal) {
  const manifest = readJson(join(portal, 'package.json'));
  delete manifest.devDependencies['node-gyp'];
  manifest.resolutions = { ...manifest.resolutions, ...nativeResolutions() };
  manifest.packageManager = readJson(join(root, 'package.json')).packageManager;
  writeJson(join(portal, 'package.json'), manifest);
  const releases = join(portal, '.yarn', 'releases');
  rmSync(releases, { recursive: true, force: true });
  cpSync(yarn, join(releases, basename(yarn)));
  const settings = join(portal, '.yarnrc.yml');
  writeFileSync(
    settings,
    stringify({
      ...parse(readFileSync(settings, 'utf8')),
      yarnPath: `.yarn/releases/${basename(yarn)}`,
      enableScripts: false,
      enableTelemetry: false,
    }),
  );
}

/**
 * Makes a stock portal on a frontend system ('new' or 'legacy'), or takes the one that was made before.
 *
 * @returns its directory, the release of Backstage, and the seconds that creating it and installing its dependencies took
 */
export async function stockPortal({ cache, env, system }) {
  const began = Date.now();
  const createApp = (
    await run('npm', ['view', '@backstage/create-app', 'version'], {
      env,
      cwd: root,
    })
  ).trim();
  const fingerprint = createHash('sha256')
    .update(
      JSON.stringify([
        createApp,
        system,
        ownRelease(),
        nativeResolutions(),
        ownVersions(),
        process.versions.modules,
      ]),
    )
    .digest('hex')
    .slice(0, 16);
  const directory = join(cache, fingerprint);
  const finish = () => ({
    directory,
    createApp,
    release: readJson(join(directory, 'backstage.json')).version,
    seconds: readJson(`${directory}.seconds`),
  });
  if (existsSync(directory)) return finish();

  mkdirSync(cache, { recursive: true });
  const portal = `${directory}.part`;
  rmSync(portal, { recursive: true, force: true });
  say(
    `Creating a portal on the ${system} frontend system with create-app ${createApp}`,
  );
  await run(
    'npx',
    [
      '-y',
      `@backstage/create-app@${createApp}`,
      '--skip-install',
      ...(system === 'legacy' ? ['--legacy'] : []),
      '--path',
      portal,
    ],
    { cwd: cache, env, input: 'portal\n' },
  );
  const created = readJson(join(portal, 'backstage.json')).version;
  if (created !== ownRelease()) await bump(portal, env);
  prepareInstallation(portal);
  say('Installing its dependencies');
  const installing = Date.now();
  await run(process.execPath, [yarn, 'install'], { cwd: portal, env });
  say(`Installed in ${seconds(installing)}`);
  writeJson(`${directory}.seconds`, Math.round((Date.now() - began) / 1000));
  renameSync(portal, directory);
  return finish();
}
