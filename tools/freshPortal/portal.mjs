// A stock portal after the steps of docs/install.md, running against the sandbox of this repository.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { root, sandboxCommand } from '../lib.mjs';
import { startLogged, stopGroup } from '../programs.mjs';
import { applyDiff, mergeYaml } from './guide.mjs';
import { run } from './run.mjs';

async function freePort() {
  const server = createServer();
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise(resolve => server.close(resolve));
  return port;
}

/** Copies a stock portal. Its dependencies are hard links: Yarn replaces files of packages and does not write into them. */
export function copyPortal(stock, portal) {
  rmSync(portal, { recursive: true, force: true });
  mkdirSync(portal, { recursive: true });
  const copy = (args, from) => {
    const { status, stderr } = spawnSync('cp', [...args, from, portal], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
  };
  copy(['-al'], join(stock, 'node_modules'));
  // These are written in place.
  for (const name of ['.yarn-state.yml', '.yarn-integrity']) {
    const file = join(portal, 'node_modules', name);
    if (!existsSync(file)) continue;
    const text = readFileSync(file);
    rmSync(file);
    writeFileSync(file, text);
  }
  cpSync(stock, portal, {
    recursive: true,
    verbatimSymlinks: true,
    filter: path => path !== join(stock, 'node_modules'),
  });
}

/** Tells Yarn that the packages of this repository are to be had from a registry on loopback. */
export function useRegistry(portal, url) {
  const settings = join(portal, '.yarnrc.yml');
  const current = parse(readFileSync(settings, 'utf8'));
  writeFileSync(
    settings,
    stringify({
      ...current,
      npmScopes: { 'worker-clusters': { npmRegistryServer: url } },
      unsafeHttpWhitelist: ['127.0.0.1'],
      npmPreapprovedPackages: [
        ...current.npmPreapprovedPackages,
        '@worker-clusters/*',
      ],
    }),
  );
}

/** Does one step of the guide, as it is written; throws with its line in the guide. */
export async function doStep(portal, step, env) {
  try {
    const file = step.path && join(portal, step.path);
    if (step.kind === 'file') {
      writeFileSync(file, applyDiff(readFileSync(file, 'utf8'), step.text));
    } else if (step.kind === 'merge') {
      writeFileSync(file, mergeYaml(readFileSync(file, 'utf8'), step.text));
    } else {
      await run('sh', ['-ec', step.text], { cwd: portal, env });
    }
  } catch (error) {
    throw new Error(`docs/install.md, line ${step.line}: ${error.message}`);
  }
}

/** Versions of the packages of Backstage and of this project in a lockfile: by name, by version, who depends on it. */
function lockedVersions(portal) {
  const lockfile = Object.entries(
    parse(readFileSync(join(portal, 'yarn.lock'), 'utf8')),
  );
  const dependents = new Map();
  for (const [, { resolution = '', dependencies = {} }] of lockfile) {
    for (const [name, range] of Object.entries(dependencies)) {
      const descriptor = `${name}@${range}`;
      dependents.set(descriptor, [
        ...(dependents.get(descriptor) ?? []),
        resolution,
      ]);
    }
  }
  const byName = new Map();
  for (const [descriptors, { resolution, version }] of lockfile) {
    const name = /^(@(?:backstage|worker-clusters)\/[^@]+)@npm:/.exec(
      resolution ?? '',
    )?.[1];
    if (!name) continue;
    const versions = byName.get(name) ?? new Map();
    byName.set(name, versions);
    versions.set(
      version,
      descriptors.split(', ').flatMap(d => dependents.get(d) ?? []),
    );
  }
  return byName;
}

/**
 * Packages of Backstage and of this project that a portal has in several versions because a package of this project depends on
 * another one than the stock portal has. What packages of Backstage bring twice by themselves is not ours to change.
 */
export function addedVersions(portal, stock) {
  const before = lockedVersions(stock);
  return [...lockedVersions(portal)].flatMap(([name, versions]) =>
    versions.size < 2
      ? []
      : [...versions]
          .filter(
            ([version, by]) =>
              !before.get(name)?.has(version) &&
              by.some(resolution => resolution.startsWith('@worker-clusters/')),
          )
          .map(
            ([version, by]) =>
              `${name}: ${[...versions.keys()].join(
                ', ',
              )}; ${version} by ${by.join(', ')}`,
          ),
  );
}

/** The ports of a sandbox: those of its first start, which its repository names, or free ones. */
async function sandboxPorts(directory) {
  const file = join(directory, 'state.json');
  const state = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const port = async name => String(state[name] ?? (await freePort()));
  return {
    SANDBOX_MANAGEMENT_PORT: await port('managementPort'),
    SANDBOX_GIT_PORT: await port('gitPort'),
    SANDBOX_ADMIN_PORT: await port('adminPort'),
  };
}

/** Starts the sandbox and resolves once it is ready. */
export async function startSandbox(directory, logs) {
  const ports = await sandboxPorts(directory);
  const nowhere = await freePort();
  const program = await new Promise((resolve, reject) => {
    const started = startLogged([sandboxCommand, '--directory', directory], {
      cwd: root,
      env: {
        ...process.env,
        ...ports,
        // The guide sets up no webhooks: nothing listens there.
        SANDBOX_WEBHOOK_URL: `http://127.0.0.1:${nowhere}/`,
      },
      logFile: join(logs, 'sandbox.log'),
      onLine: line => line.includes('sandbox ready') && resolve(started),
    });
    started.exited.then(({ code }) =>
      reject(new Error(`The sandbox ended (${code}): see ${logs}/sandbox.log`)),
    );
  });
  const read = name =>
    readFileSync(join(directory, 'config', name), 'utf8').trim();
  return {
    program,
    gitUrl: `http://127.0.0.1:${ports.SANDBOX_GIT_PORT}`,
    secrets: [read('management-token'), read('git-token')],
    /** The variables that the configuration of the guide reads. */
    env: {
      MANAGEMENT_CLUSTER_URL: `https://127.0.0.1:${ports.SANDBOX_MANAGEMENT_PORT}`,
      MANAGEMENT_CLUSTER_CA_DATA: read('management-ca.pem.b64'),
      MANAGEMENT_CLUSTER_TOKEN_FILE: join(
        directory,
        'config',
        'management-token',
      ),
      GITOPS_REPO_URL: `127.0.0.1:${ports.SANDBOX_GIT_PORT}?owner=platform&repo=gitops`,
    },
  };
}

/**
 * Writes what only the sandbox needs beside the guide's configuration to app-config.local.yaml: ports, the Git host and its
 * account, who signs in, the catalog's entities, that workers may be on loopback, and a search index that is made more often.
 */
export async function writeLocalConfig(portal, sandbox) {
  const appPort = await freePort();
  const backendPort = await freePort();
  const app = `http://localhost:${appPort}`;
  const backend = `http://localhost:${backendPort}`;
  const catalog = name => join(root, 'packages', 'sandbox', 'catalog', name);
  const git = new URL(sandbox.gitUrl);
  writeFileSync(
    join(portal, 'app-config.local.yaml'),
    stringify({
      app: { baseUrl: app },
      backend: {
        baseUrl: backend,
        listen: { port: backendPort, host: '127.0.0.1' },
        cors: { origin: app },
      },
      auth: { providers: { guest: { userEntityRef: 'user:default/guest' } } },
      integrations: {
        gitea: [
          {
            host: git.host,
            baseUrl: sandbox.gitUrl,
            username: 'portal-bot',
            password: sandbox.secrets[1],
          },
        ],
      },
      workerClusters: {
        workers: { dangerouslyAllowApiServers: ['127.0.0.1'] },
      },
      // The index is made anew every ten minutes, and the first time before the fleet is known.
      search: {
        collators: {
          workerClusters: {
            schedule: {
              initialDelay: { seconds: 30 },
              frequency: { seconds: 20 },
              timeout: { minutes: 1 },
            },
          },
        },
      },
      catalog: {
        locations: [
          {
            type: 'file',
            target: catalog('org.yaml'),
            rules: [{ allow: ['User', 'Group', 'System'] }],
          },
          { type: 'file', target: catalog('components.yaml') },
        ],
      },
    }),
  );
  return { app, backend };
}

/** Runs the guide's command that starts the portal; resolves once both app and backend answer. */
export async function startPortal({ portal, step, env, urls, logs, limit }) {
  const lines = [];
  const script = `require('child_process').spawn('sh', ['-ec', ${JSON.stringify(
    `exec ${step.text}`,
  )}], { stdio: 'inherit' }).on('exit', code => process.exit(code ?? 1))`;
  const program = startLogged(['-e', script], {
    cwd: portal,
    env,
    logFile: join(logs, 'portal.log'),
    onLine: line => lines.push(line),
  });
  let ended = false;
  program.exited.then(() => {
    ended = true;
  });
  const answers = url =>
    fetch(url).then(
      response => response.ok,
      () => false,
    );
  const deadline = Date.now() + limit;
  while (
    !(await answers(urls.app)) ||
    !(await answers(`${urls.backend}/.backstage/health/v1/readiness`))
  ) {
    if (ended || Date.now() > deadline) {
      await stopGroup(program);
      throw new Error(
        `The portal ${
          ended ? 'ended' : 'is not ready'
        }: see ${logs}/portal.log\n${lines.slice(-20).join('\n')}`,
      );
    }
    await new Promise(resolve => setTimeout(resolve, 500));
  }
  return { program, lines };
}
