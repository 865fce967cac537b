// What holds for the tarball of each published package. Pure functions: each takes a tarball and returns problems.
import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import ts from 'typescript';

/**
 * @typedef {object} Tarball
 * @property {any} manifest the package.json in it
 * @property {Map<string, Buffer>} files by path in the package
 *
 * @typedef {object} Source
 * @property {any} manifest the package.json in the repository
 * @property {string} engines the Node.js versions of this repository
 * @property {string} license the text of LICENSE
 * @property {string[]} expected paths that the tarball must have: migrations, templates, …
 * @property {(name: string) => boolean} hasOwnTypes whether an installed package has declarations of its own
 * @property {(name: string) => string[]} peersOf peer dependencies of an installed package
 */

/** Folders with what a package hands on, and does not run. */
const DATA = ['dist/software-templates/', 'gitops/'];
const isData = path => DATA.some(folder => path.startsWith(folder));
const isCode = path => /\.[cm]?js$|\.d\.ts$/.test(path) && !isData(path);

/** LICENSE with the repository's text, and a README. */
export function requiredFiles({ files }, { license }) {
  const problems = [];
  if (files.get('LICENSE')?.toString() !== license) {
    problems.push('LICENSE is missing or differs from that of the repository');
  }
  if (!files.has('README.md')) problems.push('README.md is missing');
  return problems;
}

/** Migrations, templates and whatever else the sources say the package has. */
export const expectedFiles = ({ files }, { expected }) =>
  expected.filter(path => !files.has(path)).map(path => `${path} is missing`);

/** Fields that a registry and package managers read. */
export function manifestFields({ manifest }, { engines }) {
  const problems = [];
  if (manifest.private) problems.push('package.json: private');
  for (const field of ['description', 'license', 'repository', 'keywords']) {
    if (!manifest[field]) problems.push(`package.json: no ${field}`);
  }
  if (manifest.engines?.node !== engines) {
    problems.push(
      `package.json: engines.node is ${manifest.engines?.node}, not ${engines}`,
    );
  }
  if (manifest.publishConfig?.access !== 'public') {
    problems.push('package.json: publishConfig.access is not public');
  }
  return problems;
}

/** Ranges that mean something outside of this repository. */
export function dependencyRanges({ manifest }) {
  const problems = [];
  for (const field of [
    'dependencies',
    'peerDependencies',
    'optionalDependencies',
  ]) {
    for (const [name, range] of Object.entries(manifest[field] ?? {})) {
      if (/^(workspace|link|file|portal|patch|git|https?):/.test(range)) {
        problems.push(`${field}: ${name} has the local range ${range}`);
      } else if (/^(\*|x|latest|)$/.test(range.trim())) {
        problems.push(`${field}: ${name} admits any version (${range})`);
      }
    }
  }
  return problems;
}

/** Yields each path in exports, with its conditions. */
function* exportedPaths(value, conditions = []) {
  if (typeof value === 'string') yield { path: value, conditions };
  else if (value && typeof value === 'object') {
    for (const [condition, inner] of Object.entries(value)) {
      // Tells Backstage what an entry point exports; it is no path.
      if (condition === 'backstage') continue;
      yield* exportedPaths(inner, [...conditions, condition]);
    }
  }
}

/** Every file that package.json names is in the tarball. */
export function declaredFiles({ manifest, files }) {
  const named = [];
  for (const field of ['main', 'module', 'types', 'configSchema']) {
    if (typeof manifest[field] === 'string') {
      named.push([field, manifest[field]]);
    }
  }
  const bin =
    typeof manifest.bin === 'string' ? [manifest.bin] : manifest.bin ?? {};
  for (const path of Object.values(bin)) named.push(['bin', path]);
  for (const { path, conditions } of exportedPaths(manifest.exports)) {
    named.push([`exports ${conditions.join(' ')}`, path]);
  }
  for (const paths of Object.values(manifest.typesVersions?.['*'] ?? {})) {
    for (const path of paths) named.push(['typesVersions', path]);
  }
  return named
    .filter(([, path]) => !files.has(posix.normalize(path)))
    .map(([field, path]) => `package.json: ${field} names ${path}, not there`);
}

/** `types` is the first condition of each entry point: TypeScript takes the first that matches. */
export function typesFirst({ manifest }) {
  return Object.entries(manifest.exports ?? {})
    .filter(([, entry]) => {
      const conditions = Object.keys(entry);
      return (
        typeof entry === 'object' &&
        conditions.includes('types') &&
        conditions[0] !== 'types'
      );
    })
    .map(([name]) => `package.json: exports ${name} does not begin with types`);
}

/** A package that has settings carries their schema. */
export function configSchema({ manifest, files }, { manifest: source }) {
  if (!source.configSchema) return [];
  if (!manifest.configSchema || !files.has(manifest.configSchema)) {
    return [`the schema of ${source.configSchema} is missing`];
  }
  return /workerClusters/.test(files.get(manifest.configSchema).toString())
    ? []
    : [`${manifest.configSchema} declares nothing under workerClusters`];
}

/** Nothing that is for tests only. */
export function noTests({ files }) {
  return [...files.keys()]
    .filter(path => !isData(path))
    .filter(path =>
      /(^|\/)(__testUtils__|__tests__|__fixtures__|testUtils|setupTests|bench|dev)(\/|\.|$)|\.(test|spec|testing)\./.test(
        path,
      ),
    )
    .map(path => `${path} is for tests`);
}

/** Returns the targets of the links and pictures of a Markdown text, without those in code. */
export function linksOf(markdown) {
  const text = markdown
    .replace(/^(```|~~~)[\s\S]*?^\1/gm, '')
    .replace(/`[^`\n]*`/g, '');
  return [
    ...[...text.matchAll(/\]\(\s*<?([^)\s>]+)/g)].map(m => m[1]),
    ...[...text.matchAll(/^\[[^\]]+\]:\s*(\S+)/gm)].map(m => m[1]),
    ...[...text.matchAll(/<(?:a|img)\b[^>]*?(?:href|src)="([^"]+)"/g)].map(
      m => m[1],
    ),
  ];
}

/** Relative links lead to a file in the tarball. */
export function readmeLinks({ files }) {
  return linksOf(files.get('README.md')?.toString() ?? '')
    .filter(link => !/^([a-z][a-z0-9+.-]*:|#)/i.test(link))
    .filter(link => !files.has(posix.normalize(link.split('#')[0])))
    .map(link => `README.md: ${link} leads nowhere in the tarball`);
}

const packageOf = specifier =>
  specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');

/** Returns the packages that a file imports, in code or in declarations. */
const importsOf = text =>
  ts
    .preProcessFile(text, true, true)
    .importedFiles.map(f => f.fileName)
    .filter(name => !name.startsWith('.') && !isBuiltin(name))
    .map(packageOf);

/** What the code and the declarations import is a dependency, and each dependency is imported. */
export function imports({ manifest, files }, { hasOwnTypes, peersOf }) {
  const declared = new Set([
    ...Object.keys(manifest.dependencies ?? {}),
    ...Object.keys(manifest.peerDependencies ?? {}),
  ]);
  const problems = new Set();
  const imported = new Set();
  for (const [path, content] of files) {
    if (!isCode(path)) continue;
    for (const name of importsOf(content.toString())) {
      imported.add(name);
      if (name === manifest.name) continue;
      const types = `@types/${name.replace(/^@(.+)\/(.+)$/, '$1__$2')}`;
      if (!declared.has(name) && !declared.has(types)) {
        problems.add(`${path} imports ${name}, which is no dependency`);
      } else if (
        path.endsWith('.d.ts') &&
        !declared.has(types) &&
        !hasOwnTypes(name)
      ) {
        problems.add(
          `${path} needs the types of ${name}: make ${types} a dependency`,
        );
      }
    }
  }
  const dependencies = Object.keys(manifest.dependencies ?? {});
  // Somebody has to bring the peer dependencies of a dependency.
  const peers = dependencies.flatMap(peersOf);
  for (const name of dependencies) {
    const typed = name.startsWith('@types/')
      ? name.slice('@types/'.length).replace(/^(.+)__(.+)$/, '@$1/$2')
      : name;
    if (!imported.has(typed) && !peers.includes(name)) {
      problems.add(`the dependency ${name} is never imported`);
    }
  }
  return [...problems];
}

const RULES = [
  requiredFiles,
  expectedFiles,
  manifestFields,
  dependencyRanges,
  declaredFiles,
  typesFirst,
  configSchema,
  noTests,
  readmeLinks,
  imports,
];

/** Returns what is wrong with a tarball, by all rules. */
export const problemsOf = (tarball, source) =>
  RULES.flatMap(rule => rule(tarball, source));

/** Packages that are released together have one version. */
export function oneVersion(manifests) {
  const versions = new Set(manifests.map(m => m.version));
  return versions.size <= 1
    ? []
    : [`the packages have ${versions.size} versions: ${[...versions].join()}`];
}

/** A dependency has the same range in all packages that publish it. */
export function sameRanges(manifests) {
  const ranges = new Map();
  for (const manifest of manifests) {
    for (const field of ['dependencies', 'peerDependencies']) {
      for (const [name, range] of Object.entries(manifest[field] ?? {})) {
        if (!ranges.has(name)) ranges.set(name, new Map());
        const users = ranges.get(name);
        users.set(range, [...(users.get(range) ?? []), manifest.name]);
      }
    }
  }
  return [...ranges]
    .filter(([, users]) => users.size > 1)
    .map(
      ([name, users]) =>
        `${name} has ${users.size} ranges: ${[...users]
          .map(([range, names]) => `${range} in ${names.join(', ')}`)
          .join('; ')}`,
    );
}
