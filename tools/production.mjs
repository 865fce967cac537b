// npm run test:production: runs the steps of the Dockerfile in plain folders and starts what they make with
// app-config.production.yaml alone and the variables of docs/production.md alone: on PostgreSQL, with an OpenID Connect
// provider and the sandbox's management cluster on loopback. Ends with "N passed, N failed".
//   --whole    the first stage, too, in a folder of its own, with an installation of its own
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join, relative } from 'node:path';
import { validate } from 'dockerfile-utils';
import { buildImage, contextFiles, readDockerfile } from './image.mjs';
import { fail, root, sandboxCommand, say, seconds, yarn } from './lib.mjs';
import { startOidcIssuer } from './oidcIssuer.mjs';
import { startLogged, stop } from './programs.mjs';

const START_LIMIT_MS = 120_000;
const CONFIG = 'app-config.production.yaml';
const postgres =
  process.env.BACKSTAGE_TEST_DATABASE_POSTGRES15_CONNECTION_STRING;
if (!postgres) {
  fail(
    'BACKSTAGE_TEST_DATABASE_POSTGRES15_CONNECTION_STRING is not set: name a PostgreSQL server to run on, or run .ci/run, which starts one.',
  );
}
const work = join(root, '.cache', 'production');
const logs = join(work, 'logs');
const temporary = join(work, 'tmp');
let passed = 0;
let failed = 0;
const programs = [];

async function check(name, run) {
  const began = Date.now();
  try {
    await run();
    passed += 1;
    say(`${name}: passed in ${seconds(began)}`);
    return true;
  } catch (error) {
    failed += 1;
    say(`${name}: FAILED in ${seconds(began)}`);
    console.error(error.message);
    return false;
  }
}

function run(argv, options = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    ...options,
  });
  const output = `${stdout}${stderr}`;
  assert.equal(status, 0, output.split('\n').slice(-30).join('\n'));
  return output;
}

async function freePort() {
  const server = createServer();
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise(resolve => server.close(resolve));
  return port;
}

/** Every `${NAME}` of the configuration; true: it has no default. */
function variables() {
  const text = readFileSync(join(root, CONFIG), 'utf8').replace(
    /^\s*#.*$/gm,
    '',
  );
  return new Map(
    [...text.matchAll(/\$\{(\w+)(:-[^}]*)?\}/g)].map(m => [m[1], !m[2]]),
  );
}

function checkDocumented() {
  const page = readFileSync(join(root, 'docs', 'production.md'), 'utf8');
  const [section] = page.split('\n## Variables\n')[1].split('\n## ');
  const documented = [...section.matchAll(/^\| `(\w+)`/gm)].map(m => m[1]);
  assert.deepEqual(documented.sort(), [...variables().keys()].sort());
}

const stages = readDockerfile(readFileSync(join(root, 'Dockerfile'), 'utf8'));
/** What the Dockerfile makes: see `buildImage`. */
let image;

/**
 * The steps of the Dockerfile. Its first stage runs here, in the repository, which has the dependencies already;
 * with `--whole` on a copy of what the build gets as its context, with an installation of its own.
 */
function build() {
  image = buildImage({
    stages,
    context: root,
    to: join(work, 'stages'),
    built: process.argv.includes('--whole') ? {} : { build: root },
    cached: ['dependencies'],
  });
  for (const command of image.notRun) say(`not run: RUN ${command}`);
}

function checkDockerfile() {
  const text = readFileSync(join(root, 'Dockerfile'), 'utf8');
  assert.deepEqual(
    validate(text).map(
      ({ message, range }) => `${range.start.line + 1}: ${message}`,
    ),
    [],
  );
  // One base, of the Node.js that the tests run with.
  const { version } = process;
  assert.match(
    text,
    new RegExp(`^ARG NODE_IMAGE=node:${version.slice(1)}-`, 'm'),
  );
  assert.deepEqual(
    stages.map(stage => stage.image),
    stages.map(() => '${NODE_IMAGE}'),
  );
  const steps = stages.at(-1).steps;
  const user = steps.findLast(({ keyword }) => keyword === 'USER');
  assert.match(
    user.args[0],
    /^[1-9]\d*:[1-9]\d*$/,
    'Kubernetes wants a number',
  );
  // What the stage with the sources makes, and nothing else of it.
  for (const { keyword, flags, args } of steps) {
    if (keyword !== 'COPY') continue;
    if (flags.from === 'build') assert.match(args[0], /^\/app\/dist\//);
    else if (!flags.from) assert.deepEqual(args, [CONFIG, './']);
  }
}

/** The context has what the build needs, and nothing that Git ignores. */
function checkContext() {
  const { status, stdout } = spawnSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    { cwd: root, encoding: 'utf8' },
  );
  assert.equal(status, 0);
  const kept = new Set(stdout.split('\0'));
  const files = contextFiles(root);
  assert.deepEqual(
    files.filter(file => !kept.has(file)),
    [],
  );
  const given = new Set(files);
  const needed =
    /^(packages|plugins|templates|tools|\.yarn|yarn\.lock|[^/]*\.json)/;
  assert.deepEqual(
    [...kept].filter(file => needed.test(file) && !given.has(file)),
    [],
  );
}

function checkTemplates() {
  const expected = join(work, 'templates');
  run(['tools/pack-templates.mjs', '--to', expected]);
  const packed = join(
    image.folder,
    'plugins/catalog-backend-module-worker-clusters/dist/software-templates',
  );
  const listing = folder =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => {
        const path = join(entry.parentPath, entry.name);
        const content = readFileSync(path, 'utf8');
        const executable = (statSync(path).mode & 0o100) !== 0;
        return [relative(folder, path), executable, content];
      })
      .sort();
  assert.deepEqual(listing(packed), listing(expected));
}

/** When each file and folder was changed. */
function listing(folder) {
  const times = new Map();
  for (const path of ['', ...readdirSync(folder, { recursive: true })]) {
    const { mtimeMs, ctimeMs } = lstatSync(join(folder, path));
    times.set(path, `${mtimeMs} ${ctimeMs}`);
  }
  return times;
}

const changes = (before, after) =>
  [...new Set([...before.keys(), ...after.keys()])].filter(
    path => before.get(path) !== after.get(path),
  );

async function startSandbox(webhookUrl) {
  const directory = join(work, 'sandbox');
  const ports = {
    SANDBOX_MANAGEMENT_PORT: String(await freePort()),
    SANDBOX_GIT_PORT: String(await freePort()),
    SANDBOX_ADMIN_PORT: String(await freePort()),
  };
  const program = await new Promise((resolve, reject) => {
    const started = startLogged([sandboxCommand, '--directory', directory], {
      cwd: root,
      env: {
        ...process.env,
        ...ports,
        SANDBOX_WEBHOOK_URL: webhookUrl,
      },
      logFile: join(logs, 'sandbox.log'),
      onLine: line => line.includes('sandbox ready') && resolve(started),
    });
    programs.push(started);
    started.exited.then(({ code }) =>
      reject(new Error(`The sandbox ended (${code}): see ${logs}/sandbox.log`)),
    );
  });
  const read = name => readFileSync(join(directory, 'config', name), 'utf8');
  return {
    program,
    url: `https://127.0.0.1:${ports.SANDBOX_MANAGEMENT_PORT}`,
    caData: read('management-ca.pem.b64').trim(),
    token: read('management-token').trim(),
  };
}

/** Starts the installed bundle with these variables and nothing else from the environment. */
function startPortal(name, env) {
  const lines = [];
  const [init, separator, node, ...options] = image.entrypoint;
  assert.deepEqual([init, separator, node], ['tini', '--', 'node']);
  const program = startLogged([...options, ...image.cmd], {
    cwd: image.folder,
    env: { PATH: process.env.PATH, TMPDIR: temporary, ...image.env, ...env },
    logFile: join(logs, `${name}.log`),
    onLine: line => lines.push(line),
  });
  programs.push(program);
  return { ...program, program, lines };
}

const within = (ms, promise, what) =>
  Promise.race([
    promise,
    new Promise((_, reject) =>
      setTimeout(
        () => reject(new Error(`${what} after ${ms / 1000} s`)),
        ms,
      ).unref(),
    ),
  ]);

/** A portal that cannot start ends with code 1 and says why. */
async function checkEnds(name, env, message) {
  const { program, exited, lines } = startPortal(name, env);
  const { code } = await within(
    START_LIMIT_MS,
    exited,
    'The process is still alive',
  ).finally(() => stop(program));
  assert.equal(code, 1, lines.slice(-20).join('\n'));
  const said = lines.findIndex(line => /The portal did not start/.test(line));
  assert(said >= 0, lines.slice(-20).join('\n'));
  assert.match(lines.slice(said).join('\n'), message);
}

async function untilReady(portal, url) {
  const ended = portal.exited.then(({ code }) => {
    throw new Error(
      `The portal ended (${code}):\n${portal.lines.slice(-20).join('\n')}`,
    );
  });
  const ready = async () => {
    for (;;) {
      const response = await fetch(
        `${url}/.backstage/health/v1/readiness`,
      ).catch(() => undefined);
      if (response?.ok) return;
      await new Promise(resolve => setTimeout(resolve, 250));
    }
  };
  await within(
    START_LIMIT_MS,
    Promise.race([ready(), ended]),
    'The portal is not ready',
  );
}

/** Signs somebody in as a browser does; the answer is what the pop-up window posts to the page. */
async function signIn(url, issuer, email) {
  issuer.email = email;
  const jar = new Map();
  let next = `${url}/api/auth/oidc/start?env=production&scope=openid%20profile%20email`;
  for (let hop = 0; hop < 5; hop++) {
    const response = await fetch(next, {
      redirect: 'manual',
      headers: next.startsWith(url)
        ? { cookie: [...jar].map(([k, v]) => `${k}=${v}`).join('; ') }
        : {},
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, key, value] = /^([^=]+)=([^;]*)/.exec(cookie);
      jar.set(key, value);
    }
    const location = response.headers.get('location');
    if (!location) {
      const html = await response.text();
      const posted = /authResponse = decodeURIComponent\('([^']*)'\)/.exec(
        html,
      );
      assert(posted, `${next.split('?')[0]}: ${response.status} ${html}`);
      return JSON.parse(decodeURIComponent(posted[1]));
    }
    next = new URL(location, next).href;
  }
  throw new Error(`Sign-in does not end: ${next}`);
}

async function tokenOf(url, issuer, email) {
  const { response, error } = await signIn(url, issuer, email);
  assert(response, error?.message);
  return response.backstageIdentity.token;
}

const nobodyPosts = (path, url) =>
  fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });

function clientOf(url, token) {
  const headers = {
    ...(token && { authorization: `Bearer ${token}` }),
    'content-type': 'application/json',
  };
  const client = {
    get: path => fetch(`${url}${path}`, { headers }),
    post: (path, body) =>
      fetch(`${url}${path}`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      }),
    async authorize(permission, resourceRef) {
      const response = await client.post('/api/permission/authorize', {
        items: [{ id: '1', permission, resourceRef }],
      });
      const { items } = await response.json();
      return items?.[0].result ?? response.status;
    },
  };
  return client;
}

const BASIC = (name, attributes = {}) => ({ type: 'basic', name, attributes });
const UPDATE = {
  type: 'resource',
  name: 'worker-clusters.cluster.update',
  attributes: { action: 'update' },
  resourceType: 'worker-cluster',
};

/** The sandbox's workers are on loopback, where a portal sends no token unless its configuration says so. */
const LOOPBACK_WORKERS = {
  APP_CONFIG_workerClusters_workers_dangerouslyAllowApiServers: '["127.0.0.1"]',
};

async function checkRunningPortal(env, issuer) {
  const url = env.PORTAL_URL;
  const began = Date.now();
  const portal = startPortal('portal', { ...env, ...LOOPBACK_WORKERS });
  try {
    const ready = await check(
      'The bundle starts on PostgreSQL with app-config.production.yaml',
      () => untilReady(portal, url),
    );
    if (!ready) return;
    say(`Portal ready in ${seconds(began)}`);
    const starting = portal.lines.length;

    await check('Without a token the API answers 401', async () => {
      const nobody = clientOf(url);
      for (const path of [
        '/api/worker-clusters/v1/clusters',
        '/api/worker-clusters/v1/summary',
        '/api/catalog/entities',
        '/api/kubernetes/clusters',
      ]) {
        assert.equal((await nobody.get(path)).status, 401, path);
      }
    });

    await check(
      'There is no guest, and no provider that is not configured',
      async () => {
        for (const provider of ['guest', 'github']) {
          const { status } = await fetch(
            `${url}/api/auth/${provider}/refresh?env=production`,
            { headers: { 'x-requested-with': 'XMLHttpRequest' } },
          );
          assert.equal(status, 404, provider);
        }
      },
    );

    await check(
      'The app is served with its policy and its sign-in',
      async () => {
        const response = await fetch(url);
        const policy = response.headers.get('content-security-policy');
        assert.match(policy, /upgrade-insecure-requests/);
        assert.match(policy, /connect-src 'self' https: wss:/);
        const html = await response.text();
        assert.match(html, /"signIn":\s*\{\s*"providers":\s*\[\s*"oidc"\s*\]/);
        for (const secret of [env.OIDC_CLIENT_SECRET, env.GITHUB_TOKEN]) {
          assert(!html.includes(secret), 'a secret is in the page');
        }
      },
    );

    // The catalog reads the organisation a moment after the start.
    const deadline = Date.now() + 60_000;
    let ada;
    await check('A user signs in by OpenID Connect', async () => {
      for (;;) {
        try {
          ada = clientOf(url, await tokenOf(url, issuer, 'ada@example.org'));
          return;
        } catch (error) {
          if (Date.now() > deadline) throw error;
          await new Promise(resolve => setTimeout(resolve, 1_000));
        }
      }
    });
    if (!ada) return;
    const ops = clientOf(url, await tokenOf(url, issuer, 'ops@example.org'));

    await check('Who is not in the catalog cannot sign in', async () => {
      const { error } = await signIn(url, issuer, 'mallory@example.org');
      assert.match(error.message, /Unable to resolve user identity|sign-in/i);
    });

    let clusters = [];
    await check(
      'A user reads the fleet of the management cluster',
      async () => {
        for (;;) {
          const response = await ada.get('/api/worker-clusters/v1/clusters');
          assert.equal(response.status, 200);
          ({ items: clusters } = await response.json());
          if (clusters.length) return;
          assert(Date.now() < deadline, 'the fleet is empty');
          await new Promise(resolve => setTimeout(resolve, 500));
        }
      },
    );

    await check('Owners change their clusters, and no others', async () => {
      const refOf = owned => {
        const found = clusters.find(
          c =>
            (c.owner === 'group:default/payments') === owned &&
            c.phase.phase !== 'requested',
        );
        return `${found.managementCluster}/${found.namespace}/${found.name}`;
      };
      assert.equal(await ada.authorize(UPDATE, refOf(true)), 'ALLOW');
      assert.equal(await ada.authorize(UPDATE, refOf(false)), 'DENY');
      assert.equal(await ops.authorize(UPDATE, refOf(false)), 'ALLOW');
    });

    await check('What is not known is for the platform team', async () => {
      for (const permission of [
        BASIC('kubernetes.proxy'),
        BASIC('scaffolder.template.management'),
        BASIC('catalog.entity.create', { action: 'create' }),
      ]) {
        assert.equal(await ada.authorize(permission), 'DENY', permission.name);
        assert.equal(await ops.authorize(permission), 'ALLOW', permission.name);
      }
      const location = { type: 'url', target: 'https://example.org/x.yaml' };
      const { status } = await ada.post('/api/catalog/locations', location);
      assert.equal(status, 403);
    });

    await check('The templates of the bundle are in the catalog', async () => {
      const expected = readdirSync(join(root, 'templates')).map(name => ({
        metadata: { name },
        spec: { owner: 'group:default/platform' },
      }));
      for (;;) {
        const response = await ada.get(
          '/api/catalog/entities?filter=kind=template&fields=metadata.name,spec.owner',
        );
        const templates = await response.json();
        if (templates.length === expected.length || Date.now() > deadline) {
          assert.deepEqual(
            templates.sort((a, b) =>
              a.metadata.name.localeCompare(b.metadata.name),
            ),
            expected,
          );
          return;
        }
        await new Promise(resolve => setTimeout(resolve, 500));
      }
    });

    await check(
      'The clusters of the fleet reach the Kubernetes plugin',
      async () => {
        const limit = Date.now() + 60_000;
        for (;;) {
          const response = await ada.get('/api/kubernetes/clusters');
          const { items = [] } = await response.json();
          if (items.some(i => clusters.some(c => c.name === i.name))) return;
          assert(Date.now() < limit, JSON.stringify(items));
          await new Promise(resolve => setTimeout(resolve, 500));
        }
      },
    );

    await check('Webhooks arrive by the event bus', async () => {
      const response = await nobodyPosts('/api/events/http/gitea', url);
      assert.equal(response.status, 202);
      const { status } = await nobodyPosts('/api/events/http/unknown', url);
      assert.equal(status, 404);
      // One that came before the event bus was up is repeated.
      const polls = portal.lines
        .slice(starting)
        .filter(line => /Poll failed/.test(line));
      assert.deepEqual(polls, []);
    });

    await check("The image's health check passes", async () => {
      const [node, ...argv] = image.healthcheck;
      assert.equal(node, 'node');
      const checked = () =>
        startLogged(argv, {
          env: { PORTAL_PORT: env.PORTAL_PORT },
          logFile: join(logs, 'health.log'),
        }).exited;
      assert.equal((await checked()).code, 0);
    });

    await check('Told to end, it ends within 10 seconds', async () => {
      portal.program.child.kill('SIGTERM');
      const late = new Promise(resolve => setTimeout(resolve, 10_000, 'late'));
      assert.notEqual(await Promise.race([portal.exited, late]), 'late');
    });
  } finally {
    portal.program.child.kill('SIGKILL');
    await portal.exited;
  }
}

async function main() {
  const began = Date.now();
  for (const folder of [logs, temporary])
    mkdirSync(folder, { recursive: true });
  rmSync(join(work, 'sandbox'), { recursive: true, force: true });
  const issuer = await startOidcIssuer();
  const port = await freePort();
  const sandbox = await startSandbox(
    `http://127.0.0.1:${port}/api/events/http/gitea`,
  );
  const nowhere = await freePort();
  const server = new URL(postgres);
  writeFileSync(join(work, 'token'), sandbox.token);
  writeFileSync(
    join(work, 'organization.yaml'),
    [
      ['Group', 'platform', { type: 'team', children: [] }],
      ['Group', 'payments', { type: 'team', children: [] }],
      ...[
        ['ada', 'payments'],
        ['ops', 'platform'],
      ].map(([name, group]) => [
        'User',
        name,
        { profile: { email: `${name}@example.org` }, memberOf: [group] },
      ]),
    ]
      .map(([kind, name, spec]) =>
        JSON.stringify({
          apiVersion: 'backstage.io/v1alpha1',
          kind,
          metadata: { name },
          spec,
        }),
      )
      .join('\n---\n'),
  );
  const env = {
    PORTAL_URL: `http://localhost:${port}`,
    PORTAL_PORT: String(port),
    PORTAL_HOST: '127.0.0.1',
    POSTGRES_HOST: server.hostname,
    POSTGRES_PORT: server.port,
    POSTGRES_USER: server.username,
    POSTGRES_PASSWORD: server.password || 'unused',
    AUTH_SESSION_SECRET: 'a-session-secret',
    OIDC_METADATA_URL: issuer.metadataUrl,
    OIDC_CLIENT_ID: 'portal',
    OIDC_CLIENT_SECRET: 'the-client-secret',
    GITHUB_TOKEN: 'the-token-of-github',
    // Nothing listens there: no request leaves this machine.
    GITHUB_API_URL: `http://127.0.0.1:${nowhere}`,
    GITOPS_REPO_URL: 'github.com?owner=platform&repo=gitops',
    MANAGEMENT_CLUSTER_URL: sandbox.url,
    MANAGEMENT_CLUSTER_CA_DATA: sandbox.caData,
    MANAGEMENT_CLUSTER_TOKEN_FILE: join(work, 'token'),
    ORGANIZATION_FILE: join(work, 'organization.yaml'),
  };

  await check('Every variable is documented', checkDocumented);
  for (const configs of [
    [CONFIG],
    [CONFIG, 'deploy/kubernetes/example/app-config.yaml'],
    ['app-config.yaml', relative(root, join(work, 'sandbox/app-config.yaml'))],
  ]) {
    await check(`Configuration schema: ${configs.join(', ')}`, () =>
      run(
        [
          yarn,
          'backstage-cli',
          'config:check',
          '--strict',
          ...configs.flatMap(name => ['--config', name]),
        ],
        {
          env: { ...process.env, ...env },
        },
      ),
    );
  }
  await check('The Dockerfile has no finding', checkDockerfile);
  await check('The context of the image is the sources', checkContext);
  if (await check('Running the steps of the Dockerfile', build)) {
    const before = listing(image.folder);
    await check('The bundle has every file of the templates', checkTemplates);
    await check('Without a client of the sign-in provider it ends', () =>
      checkEnds('no-client', { ...env, OIDC_CLIENT_ID: '' }, /clientId/),
    );
    await check('Without PostgreSQL it ends', () =>
      checkEnds(
        'no-database',
        { ...env, POSTGRES_PORT: String(nowhere) },
        /ECONNREFUSED|connect/,
      ),
    );
    await checkRunningPortal(env, issuer);
    await check('The portal writes to none of its own folders', () =>
      assert.deepEqual(changes(before, listing(image.folder)), []),
    );
  }
  issuer.close();
  say(`Production: ${seconds(began)}`);
}

try {
  await main();
} catch (error) {
  failed += 1;
  console.error(error);
} finally {
  for (const program of programs) await stop(program);
}
mkdirSync(join(root, 'node_modules', '.cache'), { recursive: true });
writeFileSync(
  join(root, 'node_modules', '.cache', 'production-counts'),
  `${passed} ${failed}\n`,
);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
