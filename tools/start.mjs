// npm start: the portal with the sandbox, the app built once and served by the backend on one port.
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildApp } from './buildApp.mjs';
import {
  fail,
  nodeTransform,
  portFrom,
  requireFreePort,
  root,
  sandboxCommand,
  say,
  seconds,
} from './lib.mjs';
import { together } from './together.mjs';

const directory = resolve(root, process.env.SANDBOX_DIRECTORY ?? '.sandbox');
const ports = {
  PORTAL_PORT: [portFrom('PORTAL_PORT', 7007), 'the portal'],
  SANDBOX_MANAGEMENT_PORT: [
    portFrom('SANDBOX_MANAGEMENT_PORT', 7010),
    "the sandbox's management cluster",
  ],
  SANDBOX_GIT_PORT: [
    portFrom('SANDBOX_GIT_PORT', 7020),
    "the sandbox's Git host",
  ],
  SANDBOX_ADMIN_PORT: [
    portFrom('SANDBOX_ADMIN_PORT', 7030),
    "the sandbox's controls",
  ],
};
const portalUrl = `http://localhost:${ports.PORTAL_PORT[0]}`;
const gitUrl = `http://127.0.0.1:${ports.SANDBOX_GIT_PORT[0]}`;
const env = {
  ...process.env,
  NODE_ENV: 'development',
  SANDBOX_WEBHOOK_URL: `http://127.0.0.1:${ports.PORTAL_PORT[0]}/api/events/http/gitea`,
  PORTAL_DATABASE_DIRECTORY: join(directory, 'database'),
};
for (const [name, [port]] of Object.entries(ports)) env[name] = String(port);

const configs = [
  join(root, 'app-config.yaml'),
  // The sandbox writes it.
  join(directory, 'app-config.yaml'),
];
const localConfig = join(root, 'app-config.local.yaml');
if (existsSync(localConfig)) configs.push(localConfig);
const programs = together({
  directory,
  say,
  sandbox: {
    argv: [sandboxCommand, '--directory', directory],
    options: { cwd: root, env },
  },
  portal: {
    argv: [
      '--require',
      nodeTransform,
      join(root, 'packages', 'backend', 'dev', 'index.ts'),
      ...configs.flatMap(config => ['--config', config]),
    ],
    options: {
      cwd: join(root, 'packages', 'backend'),
      env,
      onLine: line => {
        if (/"level":"error"|\berror\b.*plugin/.test(line)) {
          console.error(line.slice(0, 400));
        }
      },
    },
  },
});

async function startSandbox() {
  const began = Date.now();
  say('Starting the sandbox: management cluster, worker clusters, Git host');
  await programs.startSandbox();
  say(`Sandbox ready in ${seconds(began)}`);
}

async function startPortal() {
  const began = Date.now();
  say('Starting the portal');
  programs.startPortal();
  while (!programs.stopping) {
    const ready = await fetch(
      `http://127.0.0.1:${ports.PORTAL_PORT[0]}/.backstage/health/v1/readiness`,
    ).then(
      response => response.ok,
      () => false,
    );
    if (ready) break;
    await new Promise(r => setTimeout(r, 250));
  }
  if (!programs.stopping) say(`Portal ready in ${seconds(began)}`);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => programs.stopAll(0));
}

mkdirSync(directory, { recursive: true, mode: 0o700 });
try {
  for (const [setting, [port, what]] of Object.entries(ports)) {
    await requireFreePort(port, what, setting);
  }
} catch (error) {
  fail(error.message);
}
buildApp();
await startSandbox();
await startPortal();
if (!programs.stopping) {
  console.log(`
  Portal     ${portalUrl}   (choose "Enter" to sign in as guest)
  Git host   ${gitUrl}/platform/gitops
  Clusters   kubectl --kubeconfig ${join(
    directory,
    'kubeconfigs',
    'management.yaml',
  )} get workerclusters.platform.example.org -A
  Logs       ${join(directory, 'logs')}

  Ctrl-C stops everything. The state stays in ${directory}; delete that folder to begin anew.
`);
}
