module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  // A command: its output is the console's.
  rules: { 'no-console': 'off' },
});
