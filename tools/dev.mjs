// yarn dev: the sandbox, and app and backend with hot reload (ports 3000 and 7007).
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { nodeTransform, root, say, startLogged, stop, yarn } from './lib.mjs';

const directory = resolve(root, process.env.SANDBOX_DIRECTORY ?? '.sandbox');
mkdirSync(directory, { recursive: true, mode: 0o700 });
const env = { ...process.env, SANDBOX_DIRECTORY: directory };

say('Starting the sandbox');
let sandbox;
await new Promise(ready => {
  sandbox = startLogged(
    [
      '--require',
      nodeTransform,
      join(root, 'packages', 'sandbox', 'src', 'cli.ts'),
      '--directory',
      directory,
    ],
    {
      cwd: root,
      env,
      logFile: join(directory, 'logs', 'sandbox.log'),
      onLine: line => {
        console.log(`[sandbox] ${line}`);
        if (line.includes('sandbox ready')) ready();
      },
    },
  );
  sandbox.exited.then(code => process.exit(code || 1));
});

const configs = [
  'app-config.yaml',
  'app-config.sandbox.yaml',
  'app-config.dev.yaml',
];
const portal = spawn(
  process.execPath,
  [
    yarn,
    'backstage-cli',
    'repo',
    'start',
    ...configs.flatMap(config => ['--config', join(root, config)]),
  ],
  { cwd: root, env, stdio: 'inherit' },
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => portal.kill(signal));
}
portal.on('exit', async code => {
  await stop(sandbox);
  process.exit(code ?? 1);
});
