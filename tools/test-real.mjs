// npm run test:real [-- <suite>…]: the suites of packages/real-peers against real programs. Builds what they need (peers.mjs),
// runs them one after another, and ends with a table and "N passed, N failed".
//   --where-possible    a suite that cannot run is no failure: it says `not run: <reason>` and is never counted as passed
//   --budget=<minutes>  what the builds may take together
//   --only=<pattern>    the tests whose name matches
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { fail, root, say, yarn } from './lib.mjs';
import { obtainPeers } from './peers.mjs';

const suitesFolder = join(root, 'packages/real-peers/src/suites');
const cache = join(root, 'node_modules', '.cache');

/** Suites by name: `subject`, `peers`, `programs` on the PATH, `shared` folders beside the project. */
const suites = Object.fromEntries(
  readdirSync(suitesFolder)
    .filter(name => existsSync(join(suitesFolder, name, 'suite.json')))
    .map(name => [
      name,
      JSON.parse(readFileSync(join(suitesFolder, name, 'suite.json'), 'utf8')),
    ]),
);

const argv = process.argv.slice(2);
const option = name =>
  argv.find(a => a.startsWith(`--${name}=`))?.slice(name.length + 3);
const wherePossible = argv.includes('--where-possible');
const budgetMinutes = Number(option('budget')) || undefined;
const only = option('only');
const named = argv.filter(a => !a.startsWith('--'));
const names = named.length ? named : Object.keys(suites);
for (const name of names) {
  if (!suites[name]) {
    fail(
      `${name}: there is no such suite. There are: ${Object.keys(suites).join(
        ', ',
      )}`,
    );
  }
}

const onPath = program =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .some(folder => existsSync(join(folder, program)));

/** Why a suite cannot run, before anything is built for it; undefined if it can. */
function obstacle({ shared = [], programs = [] }) {
  const folder = shared.find(
    path => !existsSync(join(root, '..', 'shared', path)),
  );
  if (folder) return `there is no ../shared/${folder} beside the project`;
  const program = programs.find(p => !onPath(p));
  return program && `there is no ${program} on the PATH`;
}

function run(name, peers) {
  const report = join(cache, `real-${name}.json`);
  rmSync(report, { force: true });
  const { status } = spawnSync(
    process.execPath,
    [
      ...[yarn, 'backstage-cli', 'package', 'test'],
      ...['--config', 'real.jest.config.js', '--watchAll=false', '--runInBand'],
      ...['--json', `--outputFile=${report}`],
      ...(only ? ['-t', only] : []),
      `src/suites/${name}/`,
    ],
    {
      cwd: join(root, 'packages/real-peers'),
      stdio: ['inherit', 'ignore', 'inherit'],
      env: {
        ...process.env,
        BACKSTAGE_TEST_DISABLE_DOCKER: '1',
        WORKER_CLUSTERS_REAL_PEERS: JSON.stringify(peers),
        NODE_OPTIONS: `${
          process.env.NODE_OPTIONS ?? ''
        } --max-old-space-size=3072`,
      },
    },
  );
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  const result = JSON.parse(readFileSync(report, 'utf8'));
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  return {
    passed: result.numPassedTests,
    // A suite without a single test, or an exit code without a failed test, is a failure.
    failed: failed || (status === 0 && result.numPassedTests > 0 ? 0 : 1),
  };
}

mkdirSync(cache, { recursive: true });
const obstacles = new Map(names.map(name => [name, obstacle(suites[name])]));
const wanted = [
  ...new Set(
    names.filter(n => !obstacles.get(n)).flatMap(n => suites[n].peers),
  ),
];
const peers = await obtainPeers(wanted, { budgetMinutes });

const rows = [];
let passed = 0;
let failed = 0;
let notRun = 0;
for (const name of names) {
  const suite = suites[name];
  const missing = suite.peers.find(p => peers[p]?.reason);
  const reason =
    obstacles.get(name) ??
    (missing &&
      `${missing} ${peers[missing].version}: ${peers[missing].reason}`);
  const versions = suite.peers
    .map(p => `${p} ${peers[p]?.version ?? ''}`.trim())
    .join(', ');
  if (reason) {
    notRun += 1;
    say(`not run: ${name}: ${reason}`);
    rows.push([versions, name, `not run: ${reason}`, '']);
    continue;
  }
  const began = Date.now();
  say(`${name}: ${suite.subject}`);
  const counts = run(
    name,
    Object.fromEntries(suite.peers.map(p => [p, peers[p]])),
  );
  passed += counts.passed;
  failed += counts.failed;
  rows.push([
    versions,
    name,
    `${counts.passed} passed, ${counts.failed} failed`,
    ((Date.now() - began) / 60_000).toFixed(1),
  ]);
}

console.log('\n| peer | suite | result | min |\n|---|---|---|---|');
for (const row of rows) console.log(`| ${row.join(' | ')} |`);
const builds = Object.entries(peers).filter(([, p]) => p.how === 'built');
if (builds.length) {
  console.log(
    `Built: ${builds.map(([n, p]) => `${n} in ${p.minutes} min`).join(', ')}`,
  );
}
if (notRun && !wherePossible) failed += notRun;
// Counts for the gate; none where nothing ran.
if (passed || failed) {
  writeFileSync(join(cache, 'real-counts'), `${passed} ${failed}\n`);
}
console.log(
  `${passed} passed, ${failed} failed${notRun ? `, ${notRun} not run` : ''}`,
);
process.exit(failed === 0 ? 0 : 1);
