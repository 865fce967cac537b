// Runs a command of this repository on a machine that has no more than some Node.js, npm and git:
//   node tools/run.mjs <script in tools/, or arguments for yarn>
// 1. a fitting Node.js (brought from the npm registry if this one is not, and verified), 2. the dependencies of the
// committed lockfile, by the Yarn in the repository, 3. the command. What is done already is skipped.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bringNode, findNode, pinnedNode } from './bringNode.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [command, ...args] = process.argv.slice(2);

const say = text => console.log(`▸ ${text}`);
function fail(text) {
  console.error(`✖ ${text}`);
  process.exit(1);
}

/** Waits without a timer loop: this program is synchronous on purpose. */
const pause = ms =>
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

function retry(what, attempts, attempt) {
  for (let i = 1; ; i++) {
    const result = attempt();
    if (result.ok) return result;
    if (result.final || i === attempts) {
      fail(`${what} failed. ${result.hint ?? 'See the lines above.'}`);
    }
    say(`${what} failed, trying again in ${5 * i} s (${i} of ${attempts - 1})`);
    pause(5000 * i);
  }
}

/** Path of a Node.js that the portal can run on: this one, or the pinned one from the npm registry. */
function fittingNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major === 22 || major === 24) return process.execPath;

  const platform = `${process.platform}-${process.arch}`;
  const pin = pinnedNode(platform);
  if (!pin) {
    fail(
      `Node.js ${process.versions.node} does not fit (22 or 24 is needed), and none is pinned for ${platform}: install Node.js 22 or 24 yourself.`,
    );
  }
  const cache = join(root, '.cache');
  if (!findNode(cache, pin)) {
    say(
      `Node.js ${process.versions.node} does not fit (22 or 24 is needed): getting ${pin.version} from the npm registry`,
    );
    retry('Getting Node.js', 3, () => bringNode(cache, pin));
  }
  return findNode(cache, pin);
}

/** Fingerprint of everything that decides what `yarn install` does. */
function dependencyFingerprint() {
  const hash = createHash('sha256').update(process.versions.modules);
  const files = ['package.json', 'yarn.lock', '.yarnrc.yml'];
  for (const folder of ['packages', 'plugins']) {
    for (const name of readdirSync(join(root, folder)).sort()) {
      files.push(join(folder, name, 'package.json'));
    }
  }
  for (const file of files) {
    if (existsSync(join(root, file))) {
      hash.update(file).update(readFileSync(join(root, file)));
    }
  }
  return hash.digest('hex');
}

function installDependencies(node, yarn) {
  const stamp = join(root, 'node_modules', '.installed');
  const wanted = dependencyFingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;

  say('Installing dependencies from yarn.lock (one to three minutes at first)');
  const began = Date.now();
  retry('Installing dependencies', 3, () => {
    const result = spawnSync(node, [yarn, 'install', '--immutable'], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    const output = `${result.stdout ?? ''}${result.stderr ?? ''}`;
    if (result.status === 0) return { ok: true };
    console.error(output.split('\n').slice(-40).join('\n'));
    // YN0028: the lockfile would have to change. Trying again cannot help.
    const final = output.includes('YN0028');
    return {
      ok: false,
      final,
      hint: final
        ? 'yarn.lock does not fit a package.json: run `yarn install` and commit yarn.lock.'
        : 'Check that npm reaches its registry (npm ping) and that there are 3 GB of free space.',
    };
  });
  writeFileSync(stamp, wanted);
  say(`Dependencies installed in ${Math.round((Date.now() - began) / 1000)} s`);
}

function main() {
  if (!command)
    fail('Usage: node tools/run.mjs <script in tools/ | yarn arguments>');
  const node = fittingNode();
  if (node !== process.execPath) {
    process.env.PATH = `${dirname(node)}${delimiter}${process.env.PATH}`;
  }
  const releases = join(root, '.yarn', 'releases');
  const yarn = join(
    releases,
    readdirSync(releases).find(f => f.startsWith('yarn-')),
  );
  installDependencies(node, yarn);

  const script = join(root, 'tools', `${command}.mjs`);
  const argv = existsSync(script)
    ? [script, ...args]
    : [yarn, command, ...args];
  const child = spawn(node, argv, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, WORKER_CLUSTERS_YARN: yarn },
  });
  // The child ends itself in order; this program lives until it has.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal));
  }
  child.on('exit', code => process.exit(code ?? 1));
}

main();
