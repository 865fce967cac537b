// Data runs one way: observe → derive → store → serve. A stage knows the types of the others and nothing else of
// them; `reconcile` and `requests` carry data from one to the next, and only `plugin.ts` knows them all. The observer
// tells what changed and knows no queue: what is worked on, and when, is decided in `reconcile`.
const mayImport = {
  queue: [],
  observe: [],
  derive: [],
  store: ['replicas/rendezvous.ts'],
  replicas: ['queue', 'reconcile'],
  reconcile: ['derive', 'queue'],
  requests: ['reconcile'],
  commits: [],
  lifetime: [],
  notifications: ['lifetime', 'reconcile'],
  serve: [],
  actions: [],
};
// What they exchange: types, and the hashes by which the store tells whether something changed. Argo CD's globs and
// revisions and the addresses of repositories are read in one way, and the values of a message bounded in one.
const contracts = [
  'commits/types.ts',
  'glob.ts',
  'messages.ts',
  'RateLimit.ts',
  'repositoryPage.ts',
  'revision.ts',
  'observe/types.ts',
  'replicas/types.ts',
  'store/types.ts',
  'store/applicationHash.ts',
];

module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  // Without it the rule below resolves no import of a .ts file, and says nothing.
  settings: { 'import/resolver': { node: { extensions: ['.ts', '.js'] } } },
  rules: {
    'import/no-restricted-paths': [
      'error',
      {
        basePath: __dirname,
        zones: Object.entries(mayImport).map(([stage, others]) => ({
          target: `./src/${stage}`,
          from: './src',
          except: [stage, ...others, ...contracts],
          message: `src/${stage} may import ${[
            ...others,
            'the contracts of the stages',
          ].join(', ')} only: see docs/architecture.md`,
        })),
      },
    ],
  },
  overrides: [
    {
      // A test may put several stages together.
      files: [
        'src/**/*.test.ts',
        'src/**/*.testing.ts',
        'src/**/__testUtils__/**',
      ],
      rules: { 'import/no-restricted-paths': 'off' },
    },
  ],
});
