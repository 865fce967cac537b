// npm run test:fresh-portal: does what docs/install.md says, to the letter, in a portal fresh from @backstage/create-app with the
// packed packages of this repository, and clicks through the result in Chromium. Writes docs/fresh-portal.json and
// docs/fresh-portal.md. Ends with "N passed, N failed".
//
//   npm run test:fresh-portal -- [--system new|legacy] [--pictures <folder>] [--sandbox <folder>]
//
// --sandbox: the folder of a sandbox that was built before and runs no more. It is copied; building one takes minutes on a busy machine.
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { fail, root, say } from './lib.mjs';
import { stop, stopGroup } from './programs.mjs';
import { clickThrough } from './freshPortal/clicks.mjs';
import { readSteps } from './freshPortal/guide.mjs';
import { packedPackages } from './freshPortal/packedPackages.mjs';
import {
  addedVersions,
  copyPortal,
  doStep,
  startPortal,
  startSandbox,
  useRegistry,
  writeLocalConfig,
} from './freshPortal/portal.mjs';
import { pictureOfPortal, pictureOfSteps } from './freshPortal/pictures.mjs';
import { serveRegistry } from './freshPortal/registry.mjs';
import { writeResult } from './freshPortal/result.mjs';
import { developerEnv } from './freshPortal/run.mjs';
import { stockPortal } from './freshPortal/stockPortal.mjs';

const START_LIMIT_MS = 600_000;
const { values: flags } = parseArgs({
  options: {
    pictures: { type: 'string' },
    sandbox: { type: 'string' },
    system: { type: 'string', default: 'new' },
  },
});
const { system } = flags;
if (!['new', 'legacy'].includes(system)) {
  fail(`--system ${system}: there are 'new' and 'legacy'`);
}
const pictures = flags.pictures && resolve(flags.pictures);
const cache = join(root, '.cache', 'fresh-portal');
mkdirSync(cache, { recursive: true });
const env = developerEnv(cache);

const secondsSince = began => Math.round((Date.now() - began) / 1000);

/** Takes a picture of the portal as `create-app` made it. */
async function showStockPortal(portal, step, sandbox, logs) {
  const urls = await writeLocalConfig(portal, sandbox);
  const { program } = await startPortal({
    portal,
    step,
    env,
    urls,
    logs,
    limit: START_LIMIT_MS,
  });
  try {
    await pictureOfPortal(urls.app, pictures);
  } finally {
    await stopGroup(program);
  }
}

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
  const portal = join(cache, `${system}-portal`);
  const logs = join(cache, `${system}-logs`);
  const sandboxDirectory = join(cache, `${system}-sandbox`);
  rmSync(sandboxDirectory, { recursive: true, force: true });
  if (flags.sandbox) {
    cpSync(resolve(flags.sandbox), sandboxDirectory, { recursive: true });
  }
  copyPortal(stock.directory, portal);
  const registry = await serveRegistry(packages, 0);
  const running = [];
  const seconds = { pack: packed.seconds, create: stock.seconds };
  // It builds its clusters meanwhile.
  const sandboxReady = startSandbox(sandboxDirectory, logs);
  const endSandbox = sandboxReady.then(
    sandbox => () => stop(sandbox.program),
    () => () => undefined,
  );
  running.push(async () => (await endSandbox)());
  try {
    const startStep = steps.find(({ kind }) => kind === 'start');
    if (pictures && system === 'new') {
      await showStockPortal(portal, startStep, await sandboxReady, logs);
    }
    useRegistry(portal, registry.url);
    const began = Date.now();
    const done = [];
    const ready = await check('The steps of docs/install.md', async () => {
      for (const step of steps) {
        if (step === startStep || (step.legacy && system === 'new')) continue;
        const beganStep = Date.now();
        await doStep(portal, step, env);
        done.push({ ...step, seconds: secondsSince(beganStep) });
      }
    });
    seconds.steps = secondsSince(began);
    if (pictures) await pictureOfSteps(done, pictures);
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
          step: startStep,
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
          system,
          urls,
          gitUrl: sandbox.gitUrl,
          secrets: sandbox.secrets,
          pictures,
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
    frontendSystem: system,
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
// The exit ends the programs.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => process.exit(1));
}
let passed = 0;
let failed = 0;
try {
  const [packed, stock] = await Promise.all([
    packedPackages(cache),
    stockPortal({ cache, env, system }),
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
