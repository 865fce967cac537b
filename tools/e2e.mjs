// yarn e2e: starts the portal with a sandbox of its own, as npm start does, and walks through it in Chromium.
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fail, root, say, yarn } from './lib.mjs';

const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
if (!existsSync(chromium)) {
  fail(
    `There is no Chromium at ${chromium}. Install one (Debian: apt-get install chromium) or name it: CHROMIUM=<path> npm run e2e`,
  );
}

const directory = join(root, '.cache', 'e2e');
rmSync(directory, { recursive: true, force: true });
const env = {
  ...process.env,
  SANDBOX_DIRECTORY: directory,
  PORTAL_PORT: process.env.PORTAL_PORT ?? '17007',
  SANDBOX_MANAGEMENT_PORT: process.env.SANDBOX_MANAGEMENT_PORT ?? '17010',
  SANDBOX_GIT_PORT: process.env.SANDBOX_GIT_PORT ?? '17020',
  SANDBOX_ADMIN_PORT: process.env.SANDBOX_ADMIN_PORT ?? '17030',
};
env.PORTAL_URL = `http://localhost:${env.PORTAL_PORT}`;

const portal = spawn(process.execPath, [join(root, 'tools', 'start.mjs')], {
  cwd: root,
  env,
  stdio: ['ignore', 'pipe', 'inherit'],
});
const ended = new Promise(resolve => portal.on('exit', resolve));
const ready = new Promise(resolve => {
  portal.stdout.setEncoding('utf8').on('data', text => {
    process.stdout.write(text);
    if (text.includes('Ctrl-C stops everything')) resolve(true);
  });
});
if (!(await Promise.race([ready, ended.then(() => false)]))) {
  fail('The portal did not start: see the lines above.');
}

const report = join(root, 'node_modules', '.cache', 'e2e-report.json');
rmSync(report, { force: true });
const { status } = await new Promise(resolve => {
  const child = spawn(
    process.execPath,
    [yarn, 'playwright', 'test', ...process.argv.slice(2)],
    { cwd: root, env, stdio: 'inherit' },
  );
  child.on('exit', code => resolve({ status: code }));
});

say('Stopping the portal');
portal.kill('SIGTERM');
await ended;

let passed = 0;
let failed = 0;
try {
  const { stats } = JSON.parse(readFileSync(report, 'utf8'));
  passed = stats.expected;
  failed = stats.unexpected + stats.flaky;
} catch {
  failed = 1;
}
if (status !== 0 && failed === 0) failed = 1;
mkdirSync(join(root, 'node_modules', '.cache'), { recursive: true });
writeFileSync(
  join(root, 'node_modules', '.cache', 'e2e-counts'),
  `${passed} ${failed}\n`,
);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
