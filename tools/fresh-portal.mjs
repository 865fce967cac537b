// npm run test:fresh-portal: does what docs/install.md says, to the letter, in a portal fresh from @backstage/create-app with the
// packed packages of this repository, and clicks through the result in Chromium. Writes docs/fresh-portal.json and
// docs/fresh-portal.md. Ends with "N passed, N failed".
//
//   npm run test:fresh-portal -- [--pictures <folder>]
import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { fail, root, say } from './lib.mjs';
import { stop } from './programs.mjs';
import { clickThrough } from './freshPortal/clicks.mjs';
import { readSteps } from './freshPortal/guide.mjs';
import { packedPackages } from './freshPortal/packedPackages.mjs';
import {
  addedVersions,
  copyPortal,
  doStep,
  startPortal,
  startSandbox,
  stopGroup,
  useRegistry,
  writeLocalConfig,
} from './freshPortal/portal.mjs';
import { serveRegistry } from './freshPortal/registry.mjs';
import { writeResult } from './freshPortal/result.mjs';
import { developerEnv } from './freshPortal/run.mjs';
import { stockPortal } from './freshPortal/stockPortal.mjs';

const START_LIMIT_MS = 240_000;
const { values: flags } = parseArgs({
  options: { pictures: { type: 'string' } },
});
const cache = join(root, '.cache', 'fresh-portal');
mkdirSync(cache, { recursive: true });
const env = developerEnv(cache);

const secondsSince = began => Math.round((Date.now() - began) / 1000);

/** Runs everything; resolves with the entry of docs/fresh-portal.json. */
async function testPortal({ packages, ...packed }, stock) {
  const checks = [];
  const record = (name, error, ms) => {
    checks.push({
      name,
      passed: !error,
      seconds: Math.round(ms / 100) / 10,
    });
    say(
      `${name}: ${error ? 'FAILED' : 'passed'} in ${(ms / 1000).toFixed(1)} s`,
    );
    if (error) console.error(error.message);
  };
  const check = async (name, act) => {
    const began = Date.now();
    const error = await act().then(
      () => undefined,
      reason => reason,
    );
    record(name, error, Date.now() - began);
    return !error;
  };

  const steps = readSteps(
    readFileSync(join(root, 'docs', 'install.md'), 'utf8'),
  );
  const portal = join(cache, 'portal');
  const logs = join(cache, 'logs');
  const sandboxDirectory = join(cache, 'sandbox');
  rmSync(sandboxDirectory, { recursive: true, force: true });
  copyPortal(stock.directory, portal);
  const registry = await serveRegistry(packages, 0);
  const running = [];
  const began = Date.now();
  const seconds = { pack: packed.seconds, create: stock.seconds };
  // It builds its clusters meanwhile.
  const sandboxReady = startSandbox(sandboxDirectory, logs);
  const endSandbox = sandboxReady.then(
    sandbox => () => stop(sandbox.program),
    () => () => undefined,
  );
  running.push(async () => (await endSandbox)());
  try {
    useRegistry(portal, registry.url);
    const ready = await check('The steps of docs/install.md', async () => {
      for (const step of steps.filter(({ kind }) => kind !== 'start')) {
        await doStep(portal, step, env);
      }
    });
    seconds.steps = secondsSince(began);
    if (ready) {
      await check('One version of each package', async () => {
        const added = addedVersions(portal, stock.directory);
        if (added.length) throw new Error(added.join('\n'));
      });
      const sandbox = await sandboxReady;
      const urls = await writeLocalConfig(portal, sandbox);
      const starting = Date.now();
      let started;
      const isUp = await check('Start', async () => {
        started = await startPortal({
          portal,
          step: steps.find(({ kind }) => kind === 'start'),
          env: { ...env, ...sandbox.env },
          urls,
          logs,
          limit: START_LIMIT_MS,
        });
      });
      seconds.start = secondsSince(starting);
      if (isUp) {
        running.unshift(() => stopGroup(started.program));
        const clicking = Date.now();
        await clickThrough({
          urls,
          gitUrl: sandbox.gitUrl,
          secrets: sandbox.secrets,
          pictures: flags.pictures && resolve(flags.pictures),
          record,
        });
        seconds.clicks = secondsSince(clicking);
        await check('The event bus is there', async () => {
          // A poll that is not authorized yet, while the plugins start, is repeated.
          const polls = started.lines.filter(l => /Poll failed.*404/.test(l));
          if (polls.length) throw new Error(polls.slice(0, 3).join('\n'));
        });
        await check('The log has no token', async () => {
          const log = readFileSync(join(logs, 'portal.log'), 'utf8');
          if (sandbox.secrets.some(secret => log.includes(secret))) {
            throw new Error(`${logs}/portal.log has a token`);
          }
        });
      }
    }
  } finally {
    for (const end of running) await end();
    await registry.close();
  }
  return {
    backstage: stock.release,
    createApp: stock.createApp,
    frontendSystem: 'new',
    date: new Date().toISOString().slice(0, 10),
    seconds,
    checks,
  };
}

const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
if (!existsSync(chromium)) {
  fail(
    `There is no Chromium at ${chromium}. Install one (Debian: apt-get install chromium) or name it: CHROMIUM=<path> npm run test:fresh-portal`,
  );
}
let passed = 0;
let failed = 0;
try {
  const [packed, stock] = await Promise.all([
    packedPackages(cache),
    stockPortal({ cache, env }),
  ]);
  const result = await testPortal(packed, stock);
  failed = result.checks.filter(c => !c.passed).length;
  passed = result.checks.length - failed;
  writeResult(result);
} catch (error) {
  failed += 1;
  console.error(error);
}
mkdirSync(join(root, 'node_modules', '.cache'), { recursive: true });
writeFileSync(
  join(root, 'node_modules', '.cache', 'fresh-portal-counts'),
  `${passed} ${failed}\n`,
);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
