import assert from 'node:assert/strict';
import { test } from 'node:test';
import { typesFirst as orderTypes } from '../pack-exports.mjs';
import { sortByDependencies } from '../packages.mjs';
import {
  configSchema,
  declaredFiles,
  dependencyRanges,
  expectedFiles,
  imports,
  linksOf,
  manifestFields,
  noTests,
  oneVersion,
  problemsOf,
  readmeLinks,
  requiredFiles,
  sameRanges,
  typesFirst,
} from './rules.mjs';

const SOURCE = {
  manifest: { configSchema: 'config.d.ts' },
  engines: '22 || 24',
  license: 'Apache',
  expected: [],
  hasOwnTypes: name => name !== 'express',
  peersOf: name => (name === 'knex' ? ['pg'] : []),
};

const GOOD = {
  manifest: {
    name: '@worker-clusters/good',
    version: '1.0.0',
    description: 'Good',
    license: 'Apache-2.0',
    repository: {},
    keywords: ['good'],
    engines: { node: '22 || 24' },
    publishConfig: { access: 'public' },
    main: './dist/index.cjs.js',
    types: 'dist/index.d.ts',
    configSchema: 'config.schema.json',
    dependencies: { knex: '^3.0.0' },
  },
  files: {
    LICENSE: 'Apache',
    'README.md': '# Good\n\n[here](LICENSE), [there](https://example.com/x)\n',
    'package.json': '{}',
    'config.schema.json': '{"properties":{"workerClusters":{}}}',
    'dist/index.cjs.js': "var knex = require('knex'); require('node:fs');",
    'dist/index.d.ts': "import { Knex } from 'knex';",
  },
};

/** The good tarball with changes: a file that is undefined is taken out. */
function tarball({ manifest = {}, files = {} } = {}) {
  return {
    manifest: { ...GOOD.manifest, ...manifest },
    files: new Map(
      Object.entries({ ...GOOD.files, ...files })
        .filter(([, text]) => text !== undefined)
        .map(([path, text]) => [path, Buffer.from(text)]),
    ),
  };
}

test('finds nothing wrong with a good tarball', () => {
  assert.deepEqual(problemsOf(tarball(), SOURCE), []);
});

for (const [name, rule, change, expected] of [
  [
    'wants LICENSE',
    requiredFiles,
    { files: { LICENSE: undefined } },
    /LICENSE is missing/,
  ],
  [
    'wants the LICENSE of the repository',
    requiredFiles,
    { files: { LICENSE: 'MIT' } },
    /LICENSE .* differs/,
  ],
  [
    'wants README.md',
    requiredFiles,
    { files: { 'README.md': undefined } },
    /README\.md is missing/,
  ],
  [
    'wants engines',
    manifestFields,
    { manifest: { engines: undefined } },
    /engines\.node is undefined, not 22 \|\| 24/,
  ],
  [
    'wants public access',
    manifestFields,
    { manifest: { publishConfig: {} } },
    /publishConfig\.access/,
  ],
  [
    'refuses workspace:',
    dependencyRanges,
    { manifest: { dependencies: { a: 'workspace:^' } } },
    /a has the local range workspace:\^/,
  ],
  [
    'refuses any version of a peer',
    dependencyRanges,
    { manifest: { peerDependencies: { a: '*' } } },
    /peerDependencies: a admits any version/,
  ],
  [
    'wants the declarations that package.json names',
    declaredFiles,
    { files: { 'dist/index.d.ts': undefined } },
    /types names dist\/index\.d\.ts/,
  ],
  [
    'wants the files of exports',
    declaredFiles,
    { manifest: { exports: { './x': { require: './dist/x.cjs.js' } } } },
    /exports \.\/x require names \.\/dist\/x\.cjs\.js/,
  ],
  [
    'wants types first',
    typesFirst,
    { manifest: { exports: { '.': { require: './a', types: './b' } } } },
    /exports \. does not begin with types/,
  ],
  [
    'wants the schema of the configuration',
    configSchema,
    { manifest: { configSchema: undefined } },
    /the schema of config\.d\.ts is missing/,
  ],
  [
    'wants a schema with our settings',
    configSchema,
    { files: { 'config.schema.json': '{}' } },
    /declares nothing under workerClusters/,
  ],
  [
    'refuses test utilities',
    noTests,
    { files: { 'dist/testUtils.cjs.js': '' } },
    /dist\/testUtils\.cjs\.js is for tests/,
  ],
  [
    'refuses tests',
    noTests,
    { files: { 'dist/a.test.js': '' } },
    /a\.test\.js is for tests/,
  ],
  [
    'refuses relative links to other packages',
    readmeLinks,
    { files: { 'README.md': '[x](../other/README.md#y)' } },
    /\.\.\/other\/README\.md#y leads nowhere/,
  ],
  [
    'wants what the code imports',
    imports,
    { files: { 'dist/x.cjs.js': "require('@scope/x/y')" } },
    /dist\/x\.cjs\.js imports @scope\/x/,
  ],
  [
    'wants what the declarations import',
    imports,
    { files: { 'dist/x.d.ts': 'export type X = import("zod").ZodType;' } },
    /dist\/x\.d\.ts imports zod/,
  ],
  [
    'wants the types of what the declarations import',
    imports,
    {
      manifest: { dependencies: { knex: '^3.0.0', express: '^4.22.0' } },
      files: { 'dist/x.d.ts': "import express from 'express';" },
    },
    /make @types\/express a dependency/,
  ],
  [
    'refuses a dependency that nothing imports',
    imports,
    { manifest: { dependencies: { knex: '^3.0.0', luxon: '^3.0.0' } } },
    /luxon is never imported/,
  ],
]) {
  test(name, () => {
    const problems = rule(tarball(change), SOURCE);
    assert.equal(problems.length, 1, problems.join('\n'));
    assert.match(problems[0], expected);
    // The rule is one of those that run.
    assert.ok(problemsOf(tarball(change), SOURCE).includes(problems[0]));
  });
}

test('takes a dependency that is the peer of another', () => {
  const dependencies = { knex: '^3.0.0', pg: '^8.0.0' };
  assert.deepEqual(
    imports(tarball({ manifest: { dependencies } }), SOURCE),
    [],
  );
});

test('wants the migrations', () => {
  assert.deepEqual(
    expectedFiles(tarball(), { expected: ['migrations/1.js'] }),
    ['migrations/1.js is missing'],
  );
});

test('finds links, not code', () => {
  assert.deepEqual(
    linksOf(
      '[a](b "t") ![c](d.png) `[e](f)`\n```md\n[g](h)\n```\n[i]: j\n<img src="k">',
    ),
    ['b', 'd.png', 'j', 'k'],
  );
});

test('wants one version and one range', () => {
  const a = { name: 'a', version: '1.0.0', dependencies: { yaml: '^2.0.0' } };
  const b = { name: 'b', version: '1.0.1', dependencies: { yaml: '*' } };
  assert.deepEqual(oneVersion([a, a]), []);
  assert.equal(oneVersion([a, b]).length, 1);
  assert.deepEqual(sameRanges([a, a]), []);
  assert.match(
    sameRanges([a, b])[0],
    /yaml has 2 ranges: \^2\.0\.0 in a; \* in b/,
  );
});

test('puts dependencies before what needs them', () => {
  const named = (name, ...dependencies) => ({
    manifest: {
      name,
      dependencies: Object.fromEntries(dependencies.map(d => [d, '^1.0.0'])),
    },
  });
  const names = packages =>
    sortByDependencies(packages).map(p => p.manifest.name);
  assert.deepEqual(
    names([named('a', 'c'), named('b'), named('c', 'b', 'other')]),
    ['b', 'c', 'a'],
  );
  assert.throws(() => names([named('a', 'b'), named('b', 'a')]), /a → b → a/);
});

test('moves types to the front', () => {
  const ordered = orderTypes({
    '.': { backstage: 'x', require: './a', types: './b', default: './a' },
    './package.json': './package.json',
  });
  assert.deepEqual(Object.keys(ordered['.']), [
    'types',
    'backstage',
    'require',
    'default',
  ]);
  assert.equal(ordered['./package.json'], './package.json');
});
