// Builds real programs that the project is tested against (packages/real-peers/peers.json) from the Go module proxy, into a
// cache outside the work tree. A binary that is there already is taken. As a program: node tools/peers.mjs <names…>
import { spawn, spawnSync } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { cpus, homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findGo } from './go.mjs';
import { root, say } from './lib.mjs';

/**
 * Peers by name. `module` and `version`: what the Go module proxy has; `from`: path on the proxy where the module calls itself
 * otherwise; `package`: folder of the program in its module; `staging`: version of the modules that upstream's go.mod takes
 * from folders of its repository; `stamp`: variables that the linker sets; `binary`: environment variable that names a binary
 * to take instead; `kubebuilder`: is in the folder that KUBEBUILDER_ASSETS names; `sources`: environment variable that names
 * the folder of the module, for a program that reads files of it.
 */
export const PEERS = JSON.parse(
  readFileSync(join(root, 'packages/real-peers/peers.json'), 'utf8'),
);

/** Folder of the built binaries: WORKER_CLUSTERS_PEERS, or one in the user's cache. */
export const peersCache =
  process.env.WORKER_CLUSTERS_PEERS ??
  join(
    process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
    'worker-clusters',
    'peers',
  );

const goCommand = findGo();

const environment = {
  ...process.env,
  // Go finds its caches by it.
  HOME: process.env.HOME ?? homedir(),
  GOFLAGS: `${process.env.GOFLAGS ?? ''} -mod=mod`.trim(),
  CGO_ENABLED: process.env.CGO_ENABLED ?? '1',
};

const executable = path => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

function go(args, options = {}) {
  const result = spawnSync(goCommand, args, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    ...options,
    env: environment,
  });
  if (result.status !== 0) {
    throw new Error(reasonOf(result.stdout || result.stderr || 'go failed'));
  }
  return result.stdout;
}

/** What Go's output says: the `Error` of its JSON, or its last lines. */
function reasonOf(output) {
  let text = output.trim().split('\n').slice(-3).join(' ');
  try {
    text = JSON.parse(output).Error ?? text;
  } catch {
    // Lines for people.
  }
  return text.replace(/\s+/g, ' ').trim().slice(0, 500);
}

/**
 * Finds or builds peers, one after another.
 * @param names names in peers.json
 * @param options.budgetMinutes what all builds together may take; without it, no limit
 * @returns by name `{ path, version, how: 'given' | 'cached' | 'built', minutes?, sources? }`, or `{ version, reason }` for a
 * peer that is not to be had
 */
export async function obtainPeers(names, { budgetMinutes } = {}) {
  const deadline = budgetMinutes
    ? Date.now() + budgetMinutes * 60_000
    : undefined;
  const peers = {};
  for (const name of names) {
    peers[name] = await obtain(name, deadline, budgetMinutes);
    const { path, version, how, minutes, reason } = peers[name];
    if (reason) say(`not to be had: ${name} ${version}: ${reason}`);
    else
      say(
        `${name} ${how === 'given' ? '' : `${version} `}${how}${
          minutes === undefined ? '' : ` in ${minutes} min`
        }: ${path}`,
      );
  }
  return peers;
}

async function obtain(name, deadline, budgetMinutes) {
  const peer = PEERS[name];
  if (!peer) throw new Error(`${name} is not a peer in peers.json`);
  const { version } = peer;
  const given = givenBinary(name, peer);
  const sources = peer.sources && process.env[peer.sources];
  if (given && (!peer.sources || sources)) {
    return { path: given, version: 'given', how: 'given', sources };
  }
  const folder = join(peersCache, `${name}-${version}`);
  const path = join(folder, name);
  if (executable(path)) {
    return {
      path,
      version,
      how: 'cached',
      ...JSON.parse(readFileSync(join(folder, 'built.json'), 'utf8')),
    };
  }
  if (!goCommand) return { version, reason: 'there is no Go on this machine' };
  const began = Date.now();
  try {
    say(`Building ${name} ${version} (the first time takes minutes)`);
    mkdirSync(join(folder, 'module'), { recursive: true });
    const upstream = writeModule(join(folder, 'module'), peer);
    await build(
      peer,
      join(folder, 'module'),
      `${path}.${process.pid}`,
      deadline,
    );
    const built = { sources: peer.sources ? upstream.Dir : undefined };
    const minutes = Math.round((Date.now() - began) / 6_000) / 10;
    writeFileSync(join(folder, 'built.json'), JSON.stringify(built));
    renameSync(`${path}.${process.pid}`, path);
    return { path, version, how: 'built', minutes, ...built };
  } catch (error) {
    rmSync(`${path}.${process.pid}`, { force: true });
    return {
      version,
      reason:
        error.name === 'OverBudget'
          ? `its build went past the budget of ${budgetMinutes} min`
          : error.message,
    };
  }
}

/** A binary that the environment names, or undefined. A name that leads nowhere is an error. */
function givenBinary(name, peer) {
  const named = process.env[peer.binary];
  const assets = process.env.KUBEBUILDER_ASSETS;
  const path = named ?? (peer.kubebuilder && assets && join(assets, name));
  if (!path) return undefined;
  if (!executable(path)) {
    throw new Error(
      `${
        named ? peer.binary : 'KUBEBUILDER_ASSETS'
      }: there is no executable ${path}`,
    );
  }
  return path;
}

/** Writes a module of our own with the requirements of the upstream's go.mod, so that the build takes the same versions. */
function writeModule(folder, peer) {
  const source = peer.from ?? peer.module;
  const upstream = JSON.parse(
    go(['mod', 'download', '-json', `${source}@${peer.version}`], {
      cwd: folder,
    }),
  );
  const mod = JSON.parse(go(['mod', 'edit', '-json', upstream.GoMod]));
  const relative = new Set(
    (mod.Replace ?? []).filter(r => !r.New.Version).map(r => r.Old.Path),
  );
  const lines = [
    'module real-peer',
    `go ${mod.Go}`,
    ...(mod.Godebug ?? []).map(g => `godebug ${g.Key}=${g.Value}`),
    `require ${peer.module} ${peer.version}`,
    ...(mod.Require ?? []).map(
      r =>
        `require ${r.Path} ${
          peer.staging && relative.has(r.Path) ? peer.staging : r.Version
        }`,
    ),
    ...(mod.Exclude ?? []).map(e => `exclude ${e.Path} ${e.Version}`),
    ...(mod.Replace ?? [])
      .filter(r => r.New.Version)
      .map(
        r =>
          `replace ${r.Old.Path}${
            r.Old.Version ? ` ${r.Old.Version}` : ''
          } => ${r.New.Path} ${r.New.Version}`,
      ),
    ...(peer.from
      ? [`replace ${peer.module} => ${peer.from} ${peer.version}`]
      : []),
  ];
  writeFileSync(join(folder, 'go.mod'), `${lines.join('\n')}\n`);
  return upstream;
}

function build(peer, folder, output, deadline) {
  const stamps = Object.entries(peer.stamp ?? {}).map(
    ([variable, value]) => ` -X ${variable}=${value}`,
  );
  const args = [
    'build',
    '-trimpath',
    '-buildvcs=false',
    `-p=${cpus().length}`,
    '-ldflags',
    `-s -w${stamps.join('')}`,
    ...(peer.tags ? ['-tags', peer.tags] : []),
    '-o',
    output,
    [peer.module, peer.package].filter(Boolean).join('/'),
  ];
  return new Promise((resolve, reject) => {
    // A group of its own, so that the compilers that Go starts end with it.
    const child = spawn('nice', ['-n', '10', goCommand, ...args], {
      cwd: folder,
      env: environment,
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
    });
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', text => {
      errors = (errors + text).slice(-20_000);
    });
    const timer =
      deadline &&
      setTimeout(() => {
        process.kill(-child.pid, 'SIGKILL');
        reject(Object.assign(new Error(), { name: 'OverBudget' }));
      }, Math.max(0, deadline - Date.now()));
    child.on('error', reject);
    child.on('exit', code => {
      clearTimeout(timer);
      if (code === 0) resolve();
      else reject(new Error(reasonOf(errors)));
    });
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const names = process.argv.slice(2);
  const peers = await obtainPeers(names.length ? names : Object.keys(PEERS));
  process.exit(Object.values(peers).some(p => p.reason) ? 1 : 0);
}
