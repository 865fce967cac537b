// Dead files, exports that nobody imports, unused and undeclared dependencies fail `npm test`. What a publishable package
// exports from src/index.ts is its public API, and used by definition.
const workspace = {
  entry: [
    'src/index.{ts,tsx}',
    'src/setupTests.ts',
    'src/**/*.test.{ts,tsx}',
    'dev/{index,legacy}.{ts,tsx}',
    'bench/*.ts',
  ],
  project: ['{src,bench,dev,e2e-tests}/**/*.{ts,tsx}'],
};

module.exports = {
  // Types that describe the parameters or the result of an exported function are exported with it.
  ignoreExportsUsedInFile: { interface: true, type: true },
  // Knex loads the client of a database by its name.
  ignoreDependencies: ['pg'],
  workspaces: {
    '.': {
      entry: [
        'tools/*.mjs',
        'tools/**/*.test.mjs',
        // Started by tools/reference.mjs.
        'tools/reference/described.ts',
      ],
      project: ['tools/**/*.{mjs,ts}'],
      // The modules of backstage-cli, which it finds by itself, the command of tools/api-reports.mjs, and what Yarn loads for
      // tools/sbom.mjs.
      ignoreDependencies: [
        '@backstage/cli-defaults',
        '@backstage/repo-tools',
        '@cyclonedx/yarn-plugin-cyclonedx',
      ],
    },
    'packages/*': workspace,
    'plugins/*': workspace,
    'packages/app': {
      ...workspace,
      entry: [...workspace.entry, 'e2e-tests/*.test.ts'],
      // Frontend plugins and modules are loaded because they are in package.json (app.packages: all).
      ignoreDependencies: [
        '@backstage/plugin-.+',
        '@backstage/integration-react',
        // Peer dependencies of those.
        'react-router',
      ],
    },
    'packages/backend': {
      ...workspace,
      entry: [...workspace.entry, 'dev/*.ts'],
      // Served by the app plugin.
      ignoreDependencies: ['app'],
    },
    'packages/bench': {
      ...workspace,
      entry: [...workspace.entry, 'src/{fleet,bare}.ts', 'src/*/main.ts'],
    },
    'packages/platform-repository-tests': {
      ...workspace,
      // The models are looked up by the API group of a manifest.
      ignoreDependencies: [
        '@crossplane-models/.+',
        '@kubernetes-models/.+',
        'kubernetes-models',
      ],
    },
    'packages/real-peers': {
      ...workspace,
      entry: [...workspace.entry, 'src/**/*.real.ts', 'real.jest.config.js'],
    },
    'plugins/worker-clusters': {
      ...workspace,
      // In the declarations that TypeScript writes for the plugin: npm run test:tarballs.
      ignoreDependencies: ['@backstage/filter-predicates'],
    },
    'plugins/scaffolder-backend-module-worker-clusters': {
      ...workspace,
      // Runs in a process of its own.
      entry: [...workspace.entry, 'src/__testUtils__/portalProcess.ts'],
    },
  },
};
