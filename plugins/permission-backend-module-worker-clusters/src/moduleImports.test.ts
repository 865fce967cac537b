import { execFileSync } from 'node:child_process';

/** Prints the packages that Node.js has loaded after a module. */
const SCRIPT = `
require('@backstage/cli/config/nodeTransform.cjs');
require(process.argv[1]);
const packages = Object.keys(require.cache).map(
  file => /.*node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(file)?.[1] ?? file,
);
console.log(JSON.stringify([...new Set(packages)]));
`;

const loadedBy = (module: string): string[] =>
  JSON.parse(
    execFileSync(process.execPath, ['-e', SCRIPT, require.resolve(module)], {
      cwd: __dirname,
      encoding: 'utf8',
    }),
  );

const HEAVY = [
  'isomorphic-git',
  're2js',
  '@marcbachmann/cel-js',
  'yaml',
  '@worker-clusters/kubernetes-schema',
  '@worker-clusters/git-pull-requests',
];

// What the policy of a portal loads: this module, or the permission rules alone.
it.each([
  './index',
  '@worker-clusters/backstage-plugin-worker-clusters-node/permissions',
])('%s loads neither Git hosts nor the checks of claims', module => {
  const loaded = loadedBy(module);
  expect(loaded).toContain('@backstage/plugin-permission-node');
  expect(loaded.filter(name => HEAVY.includes(name))).toEqual([]);
  expect(
    loaded.filter(file =>
      /\/(git-pull-requests|kubernetes-schema)\//.test(file),
    ),
  ).toEqual([]);
});
