// npm test: formatting, lint, layers, published packages, tools, dead code, install guide, types, API reports, unit and plugin
// tests. Ends with "N passed, N failed".
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, say, seconds, yarn } from './lib.mjs';

const report = join(root, 'node_modules', '.cache', 'test-report.json');
const env = {
  ...process.env,
  // Databases: SQLite, and PostgreSQL where BACKSTAGE_TEST_DATABASE_POSTGRES15_CONNECTION_STRING names a server.
  BACKSTAGE_TEST_DISABLE_DOCKER:
    process.env.BACKSTAGE_TEST_DISABLE_DOCKER ?? '1',
  NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --max-old-space-size=4096`,
};

let passed = 0;
let failed = 0;

function step(name, args) {
  const began = Date.now();
  say(name);
  const { status } = spawnSync(process.execPath, [yarn, ...args], {
    cwd: root,
    stdio: 'inherit',
    env,
  });
  say(`${name}: ${status === 0 ? 'passed' : 'FAILED'} in ${seconds(began)}`);
  return status === 0;
}

function check(name, args) {
  if (step(name, args)) passed += 1;
  else failed += 1;
}

check('Formatting', ['prettier', '--check', '--loglevel', 'warn', '.']);
check('Lint', ['backstage-cli', 'repo', 'lint']);
check('Layers', ['node', 'tools/layers.mjs']);
check('Published packages', ['node', 'tools/manifests.mjs']);
check('Compatibility', ['node', 'tools/compatibility.mjs', '--check']);
check('Tools', ['node', '--test', 'tools/**/*.test.mjs']);
// Dead files, exports that nobody imports, unused and undeclared dependencies: knip.config.js.
check('Dead code', ['knip', '--no-progress', '--no-config-hints']);
check('Keys of the configuration', [
  'node',
  'tools/config-keys.mjs',
  '--check',
]);
check('Command of the platform repository', [
  'node',
  'tools/cli-bundle.mjs',
  '--check',
]);
check('Documentation', ['node', 'tools/docs-site.mjs']);
check('Reference', ['node', 'tools/reference.mjs', '--check']);
// The blocks of docs/install.md can be copied by a script, as `npm run test:fresh-portal` does, and what they name exists.
check('Install guide', ['node', 'tools/install-guide.mjs']);
// Writes the declarations to dist-types, from which the API reports are made.
check('Types', ['node', 'tools/declarations.mjs']);
check('API reports', ['node', 'tools/api-reports.mjs', '--ci']);

mkdirSync(join(root, 'node_modules', '.cache'), { recursive: true });
rmSync(report, { force: true });
const tests = step('Unit and plugin tests', [
  'backstage-cli',
  'repo',
  'test',
  '--watchAll=false',
  // Tests with real Git repositories, databases and sockets are slow on a busy machine; none of them measures time.
  '--testTimeout=20000',
  '--json',
  `--outputFile=${report}`,
  ...process.argv.slice(2),
]);
try {
  const result = JSON.parse(readFileSync(report, 'utf8'));
  passed += result.numPassedTests;
  failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
  if (!tests && result.success) failed += 1;
} catch {
  failed += 1;
}

writeFileSync(
  join(root, 'node_modules', '.cache', 'test-counts'),
  `${passed} ${failed}\n`,
);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
