// The suites against real programs: files `*.real.ts`, which `npm test` does not run. tools/test-real.mjs starts them.
module.exports = (async () => ({
  ...(await require('@backstage/cli/config/jest')),
  testMatch: ['**/*.real.ts'],
}))();
