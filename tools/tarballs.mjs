// npm run test:tarballs: builds and packs every published package, and checks each tarball as somebody gets it. Ends with
// "N passed, N failed". The tarballs stay in .cache/tarballs.
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { root, say } from './lib.mjs';
import { readPublishable } from './packages.mjs';
import { publintProblems, typeProblems } from './tarballs/lint.mjs';
import { packPackages } from './tarballs/pack.mjs';
import { readTarball } from './tarballs/read.mjs';
import { oneVersion, problemsOf, sameRanges } from './tarballs/rules.mjs';
import { sandboxProblems } from './tarballs/sandbox.mjs';

const license = readFileSync(join(root, 'LICENSE'), 'utf8');
const engines = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  .engines.node;

const listFiles = folder =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter(entry => entry.isFile())
        .map(entry => relative(folder, join(entry.parentPath, entry.name)))
    : [];

/** The packages that carry software templates, and which. */
const WITH_TEMPLATES = {
  'plugins/catalog-backend-module-worker-clusters': '.',
  'packages/sandbox': 'platform-repository',
};

/** Paths of the software templates in a package that has them. */
function templateFiles(template) {
  const folder = mkdtempSync(join(tmpdir(), 'worker-clusters-templates-'));
  try {
    execFileSync(process.execPath, [
      join(root, 'tools', 'pack-templates.mjs'),
      '--to',
      folder,
      '--template',
      template,
    ]);
    return listFiles(folder).map(path => `dist/software-templates/${path}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a package must carry beside its code, as its sources say. */
function expectedFiles(path) {
  const expected = ['migrations', 'catalog', 'gitops'].flatMap(folder =>
    listFiles(join(root, path, folder)).map(file => `${folder}/${file}`),
  );
  const template = WITH_TEMPLATES[path];
  if (template) expected.push(...templateFiles(template));
  return expected;
}

/** Reads package.json of a dependency as it is installed for a package, and the folder that it is in. */
function readInstalled(path, name) {
  for (const folder of [join(root, path), root]) {
    const installed = join(folder, 'node_modules', name);
    if (existsSync(join(installed, 'package.json'))) {
      return {
        installed,
        manifest: JSON.parse(
          readFileSync(join(installed, 'package.json'), 'utf8'),
        ),
      };
    }
  }
  return undefined;
}

/** Whether a dependency brings its declarations. */
function hasOwnTypes(path, name) {
  const found = readInstalled(path, name);
  if (!found) return false;
  const { types, typings, exports = {} } = found.manifest;
  return (
    Boolean(types ?? typings) ||
    /"types"|\.d\.[cm]?ts"/.test(JSON.stringify(exports)) ||
    existsSync(join(found.installed, 'index.d.ts'))
  );
}

const peersOf = (path, name) =>
  Object.keys(readInstalled(path, name)?.manifest.peerDependencies ?? {});

async function checkTarball({ path, manifest, tarball }) {
  const read = readTarball(tarball);
  return [
    ...problemsOf(read, {
      manifest,
      engines,
      license,
      expected: expectedFiles(path),
      hasOwnTypes: name => hasOwnTypes(path, name),
      peersOf: name => peersOf(path, name),
    }),
    ...(await publintProblems(read)),
    ...(await typeProblems(read)),
  ];
}

const packages = readPublishable();
const results = [
  ['one version', oneVersion(packages.map(p => p.manifest))],
  ['one range for each dependency', sameRanges(packages.map(p => p.manifest))],
];
const packed = await packPackages(packages);
for (const one of packed) {
  results.push([one.manifest.name, await checkTarball(one)]);
}
results.push(['the packed sandbox starts', await sandboxProblems(packed)]);

let failed = 0;
for (const [name, problems] of results) {
  say(`${name}: ${problems.length ? 'FAILED' : 'passed'}`);
  for (const problem of problems) console.error(`  ✖ ${problem}`);
  if (problems.length) failed += 1;
}
const passed = results.length - failed;
writeFileSync(
  join(root, 'node_modules', '.cache', 'tarball-counts'),
  `${passed} ${failed}\n`,
);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
