const message = 'Use the hooks and links of @backstage/frontend-plugin-api.';

module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  // The pages run under whatever router the app has.
  restrictedImports: ['react-router', 'react-router-dom'].map(name => ({
    name,
    message,
  })),
  rules: {
    'no-restricted-syntax': [
      'error',
      {
        selector:
          "ImportDeclaration[source.value='react'] :matches(ImportDefaultSpecifier, ImportNamespaceSpecifier)",
        message: 'Import what is used of React by name.',
      },
      {
        selector:
          "JSXOpeningElement[name.name='Skeleton']:not(:has(JSXAttribute[name.name=/^(height|style)$/]))",
        message:
          'Give a Skeleton its height: that of Backstage, 24 pixels, wins over one of a class.',
      },
    ],
  },
});
