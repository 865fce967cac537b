// yarn dev: the sandbox, and app and backend with hot reload (ports 3000 and 7007).
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { nodeTransform, root, sandboxCommand, say, yarn } from './lib.mjs';
import { keepRunning } from './programs.mjs';

const directory = resolve(root, process.env.SANDBOX_DIRECTORY ?? '.sandbox');
mkdirSync(directory, { recursive: true, mode: 0o700 });
const env = { ...process.env, NODE_ENV: 'development' };

say('Starting the sandbox');
let isUp = false;
const sandbox = keepRunning({
  name: 'sandbox',
  argv: [sandboxCommand, '--directory', directory],
  options: {
    cwd: root,
    env,
    onLine: line => console.log(`[sandbox] ${line}`),
  },
  logFile: join(directory, 'logs', 'sandbox.log'),
  isReady: line => line.includes('sandbox ready'),
  restart: true,
  meanwhile: 'The portal runs on and shows its clusters as unreachable.',
  onEnded: () => {
    if (!isUp) process.exit(1);
    say('The sandbox is not started again: end yarn dev, and start it anew.');
  },
  say,
});
await sandbox.ready;
isUp = true;

const configArgs = [
  join(root, 'app-config.yaml'),
  // The sandbox writes it.
  join(directory, 'app-config.yaml'),
  join(root, 'app-config.dev.yaml'),
].flatMap(config => ['--config', config]);
const start = (argv, cwd) =>
  spawn(process.execPath, argv, { cwd, env, stdio: 'inherit' });
const programs = [
  start([yarn, 'backstage-cli', 'repo', 'start', 'app', ...configArgs], root),
  // Not by backstage-cli: that starts src/index.ts, the portal in production.
  start(
    [
      '--watch',
      '--watch-preserve-output',
      '--enable-source-maps',
      '--require',
      nodeTransform,
      join('dev', 'index.ts'),
      ...configArgs,
    ],
    join(root, 'packages', 'backend'),
  ),
];
const endAll = signal => programs.forEach(program => program.kill(signal));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => endAll(signal));
}
const [code, signal] = await Promise.race(
  programs.map(
    program => new Promise(end => program.on('exit', (...how) => end(how))),
  ),
);
say(
  `App or backend ended (${
    signal ?? `exit code ${code}`
  }): stopping the other and the sandbox`,
);
endAll('SIGTERM');
await sandbox.stop();
process.exit(code ?? 1);
