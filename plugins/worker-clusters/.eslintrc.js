const message = 'Use the hooks and links of @backstage/frontend-plugin-api.';

module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  // The pages run under whatever router the app has.
  restrictedImports: ['react-router', 'react-router-dom'].map(name => ({
    name,
    message,
  })),
});
