// Checks what a published package says of itself, as far as it shows without a build: licence, README, API report, dependency
// ranges, and Backstage's metadata. tools/tarballs.mjs checks the tarballs.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { root, yarn } from './lib.mjs';
import { readPublishable } from './packages.mjs';
import {
  linksOf,
  manifestFields,
  oneVersion,
  sameRanges,
} from './tarballs/rules.mjs';

const license = readFileSync(join(root, 'LICENSE'), 'utf8');
const { engines } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
);

const textOf = path =>
  existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : '';

/** Links that lead out of the package are absolute, because a tarball has no other packages; those into this repository lead to something. */
function readmeProblems(path, repository) {
  const url = repository.url.replace(/^git\+/, '').replace(/\.git$/, '');
  return linksOf(textOf(`${path}/README.md`)).flatMap(link => {
    const [target] = link.split('#');
    if (target.startsWith(`${url}/`)) {
      const file = target
        .slice(url.length + 1)
        .replace(/^(blob|tree)\/main\//, '');
      return existsSync(join(root, file))
        ? []
        : [`README.md: ${link} leads nowhere`];
    }
    if (/^([a-z][a-z0-9+.-]*:|$)/i.test(target)) return [];
    return existsSync(join(root, path, target)) &&
      !posix.normalize(target).startsWith('..') &&
      /^(README|LICENSE)/.test(posix.normalize(target))
      ? []
      : [
          `README.md: ${link} is not in the tarball: link to ${url}/blob/main/…`,
        ];
  });
}

/** The public API is reviewed in a file: of a library its exports, of a command its options. */
function reportProblems(path, { role }) {
  const report = role === 'cli' ? 'cli-report.md' : 'report.api.md';
  return existsSync(join(root, path, report))
    ? []
    : [`${report} is missing: run yarn api-reports`];
}

const packages = readPublishable();
const problems = packages.flatMap(({ path, manifest }) =>
  [
    ...(textOf(`${path}/LICENSE`) === license
      ? []
      : ['LICENSE is missing or differs from that of the repository: copy it']),
    ...(textOf(`${path}/README.md`) ? [] : ['README.md is missing']),
    ...manifestFields({ manifest }, { engines: engines.node }),
    ...readmeProblems(path, manifest.repository),
    ...reportProblems(path, manifest.backstage),
  ].map(problem => `${path}: ${problem}`),
);
const manifests = packages.map(p => p.manifest);
problems.push(...oneVersion(manifests), ...sameRanges(manifests));

// Changesets gives the packages of a fixed group one version.
const { fixed } = JSON.parse(textOf('.changeset/config.json'));
const names = manifests.map(m => m.name).sort();
if (JSON.stringify(fixed) !== JSON.stringify([names])) {
  problems.push(
    `.changeset/config.json: fixed is not one group of all published packages: ${JSON.stringify(
      [names],
    )}`,
  );
}

// A changeset that names another package, or none, would stop the release.
for (const file of readdirSync(join(root, '.changeset'))) {
  if (!file.endsWith('.md') || file === 'README.md') continue;
  const text = textOf(`.changeset/${file}`);
  const bumps = /^---\n([\s\S]*?)\n---\n/.exec(text)?.[1].split('\n') ?? [''];
  for (const line of bumps) {
    const [, name] = /^'([^']+)': (?:major|minor|patch)$/.exec(line) ?? [];
    if (!names.includes(name)) {
      problems.push(`.changeset/${file}: '${line}' names no published package`);
    }
  }
}

for (const problem of problems) console.error(`✖ ${problem}`);
const { status } = spawnSync(
  process.execPath,
  [yarn, 'backstage-cli', 'repo', 'fix', '--publish', '--check'],
  { cwd: root, stdio: 'inherit' },
);
if (problems.length === 0 && status === 0) {
  console.log(`${packages.length} published packages are complete.`);
}
process.exit(problems.length === 0 && status === 0 ? 0 : 1);
