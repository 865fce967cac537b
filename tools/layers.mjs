// Checks that a package imports only packages below it, as docs/architecture.md draws them, and that a published one names
// what it exports.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib.mjs';

/** From the bottom to the top: a package may depend on packages of lower layers only. */
const layers = [
  ['packages/git-pull-requests', 'packages/kubernetes-schema'],
  ['plugins/worker-clusters-common'],
  ['packages/argocd-manifests'],
  ['packages/sandbox'],
  ['plugins/worker-clusters-node'],
  [
    'plugins/worker-clusters',
    'plugins/worker-clusters-backend',
    'plugins/scaffolder-backend-module-worker-clusters',
    'plugins/catalog-backend-module-worker-clusters',
    'plugins/kubernetes-backend-module-worker-clusters',
    'plugins/search-backend-module-worker-clusters',
    'packages/cli',
    'packages/platform-repository-tests',
    'plugins/permission-backend-module-worker-clusters',
  ],
  ['packages/app'],
  ['packages/backend'],
  ['packages/real-peers', 'packages/bench'],
];

const layerOf = new Map(layers.flatMap((paths, i) => paths.map(p => [p, i])));
const manifests = ['packages', 'plugins']
  .flatMap(folder => readdirSync(join(root, folder)).map(n => `${folder}/${n}`))
  .map(path => ({
    path,
    manifest: JSON.parse(
      readFileSync(join(root, path, 'package.json'), 'utf8'),
    ),
  }));
const pathOf = new Map(
  manifests.map(({ path, manifest }) => [manifest.name, path]),
);

const problems = [];
for (const { path, manifest } of manifests) {
  if (!layerOf.has(path)) {
    problems.push(`${path} has no layer: add it to tools/layers.mjs`);
    continue;
  }
  for (const dependency of Object.keys(manifest.dependencies ?? {})) {
    const target = pathOf.get(dependency);
    if (target && layerOf.get(target) >= layerOf.get(path)) {
      problems.push(`${path} depends on ${target}, which is not below it`);
    }
    // What people run must not carry what plays their clusters.
    if (target === 'packages/sandbox' && !manifest.private) {
      problems.push(`${path} ships the sandbox: make it a devDependency`);
    }
  }
}

// The public API is decided by name, not by what a file happens to export.
for (const { path, manifest } of manifests.filter(m => !m.manifest.private)) {
  const entries = Object.values(manifest.exports ?? { '.': manifest.main });
  for (const entry of entries.filter(e => /\.tsx?$/.test(e))) {
    if (/^export \*/m.test(readFileSync(join(root, path, entry), 'utf8'))) {
      problems.push(`${path}/${entry} has an 'export *': name what it exports`);
    }
  }
}

for (const problem of problems) console.error(`✖ ${problem}`);
console.log(
  problems.length ? '' : 'Every package depends on lower layers only.',
);
process.exit(problems.length ? 1 : 0);
