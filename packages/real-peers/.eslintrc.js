module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  // A suite is a function with tests in it: a thin file per target calls it.
  rules: { 'jest/no-export': 'off' },
  overrides: [
    { files: ['src/**/*.real.ts'], rules: { 'no-restricted-imports': 'off' } },
  ],
});
