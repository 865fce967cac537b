// The packed sandbox, installed by npm as somebody gets it, and started.
import { execFile, execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sandboxCommand } from '../lib.mjs';
import { startLogged, stop } from '../programs.mjs';

const NAME = '@worker-clusters/sandbox';
const START_LIMIT_MS = 300_000;

/** Installs the tarballs of the sandbox and of the packages of this repository that it depends on. */
async function install(folder, packed) {
  mkdirSync(folder);
  const byName = new Map(packed.map(p => [p.manifest.name, p]));
  const needed = new Map();
  const need = name => {
    if (!byName.has(name) || needed.has(name)) return;
    const { manifest, tarball } = byName.get(name);
    needed.set(name, `file:${tarball}`);
    Object.keys(manifest.dependencies ?? {}).forEach(need);
  };
  need(NAME);
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ private: true, dependencies: Object.fromEntries(needed) }),
  );
  await promisify(execFile)(
    'npm',
    ['install', '--ignore-scripts', '--no-audit', '--no-fund'],
    { cwd: folder },
  );
}

/** Starts a sandbox without clusters, and returns the files of its GitOps repository. */
async function filesAfterStart(argv, folder) {
  const directory = join(folder, 'state');
  const program = startLogged(
    [...argv, '--directory', directory, '--fleet', 'none'],
    {
      cwd: folder,
      env: {
        ...process.env,
        SANDBOX_MANAGEMENT_PORT: '0',
        SANDBOX_GIT_PORT: '0',
        SANDBOX_ADMIN_PORT: '0',
        // Nothing listens there.
        SANDBOX_WEBHOOK_URL: 'http://127.0.0.1:1/',
      },
      logFile: join(folder, 'sandbox.log'),
      onLine: line => {
        lines.push(line);
        if (line.includes('sandbox ready')) ready();
      },
    },
  );
  const lines = [];
  let ready;
  const isReady = new Promise((resolve, reject) => {
    ready = resolve;
    program.exited.then(() => reject(new Error('it ended')));
    setTimeout(
      () => reject(new Error('it is not ready')),
      START_LIMIT_MS,
    ).unref();
  });
  try {
    await isReady;
  } catch (error) {
    throw new Error(`${error.message}: ${lines.slice(-20).join('\n')}`);
  } finally {
    await stop(program);
  }
  if (!existsSync(join(directory, 'app-config.yaml'))) {
    throw new Error('it has written no app-config.yaml');
  }
  return execFileSync(
    'git',
    [
      `--git-dir=${join(directory, 'git/repositories/platform/gitops.git')}`,
      'ls-tree',
      '-r',
      '--name-only',
      'main',
    ],
    { encoding: 'utf8' },
  );
}

/** Returns what is wrong with the packed sandbox: it starts, and its GitOps repository has the files that the sources make. */
export async function sandboxProblems(packed) {
  const folder = mkdtempSync(join(tmpdir(), 'worker-clusters-sandbox-'));
  try {
    const installed = join(folder, 'installed');
    const sources = join(folder, 'sources');
    mkdirSync(sources);
    await install(installed, packed);
    const files = await filesAfterStart(
      [join(installed, 'node_modules', NAME, 'bin', 'worker-clusters-sandbox')],
      installed,
    );
    const expected = await filesAfterStart([sandboxCommand], sources);
    return files === expected
      ? []
      : [`its GitOps repository has the files\n${files}and not\n${expected}`];
  } catch (error) {
    return [error.message];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
