// The packages are released together, so a changelog says nothing of the new versions of the others.
const changelog = require('@changesets/cli/changelog').default;

module.exports = {
  getReleaseLine: changelog.getReleaseLine,
  getDependencyReleaseLine: async () => '',
};
