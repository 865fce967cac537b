// yarn release: makes a version of the published packages and publishes it. docs/releasing.md says who does what.
//
//   yarn release --dry-run                    everything below, without a commit and without a registry; the work tree is as before
//   yarn release version                      versions and changelogs from the changesets, in one commit for review
//   yarn release publish [--tag <name>] [--without-provenance]
//                                             builds, checks and publishes the version of the current commit, and tags it
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, root, say, yarn } from './lib.mjs';
import { readPublishable } from './packages.mjs';
import {
  distTag,
  obstacles,
  pendingChangesets,
  publishArguments,
  withProvenance,
} from './release/plan.mjs';
import { writeSboms } from './sbom.mjs';
import { tarballName, TARBALLS } from './tarballs/pack.mjs';

const SBOMS = join(root, '.cache', 'sbom');

function run(program, args, options = {}) {
  const { status } = spawnSync(program, args, {
    cwd: root,
    stdio: 'inherit',
    ...options,
  });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed.`);
}
const runYarn = (...args) => run(process.execPath, [yarn, ...args]);
const runTool = (...args) => run(process.execPath, args);

function git(...args) {
  const { status, stdout, stderr } = spawnSync('git', args, {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
  return stdout;
}

const currentVersion = () => readPublishable()[0].manifest.version;

function readPending() {
  const folder = join(root, '.changeset');
  const pre = join(folder, 'pre.json');
  return pendingChangesets(
    readdirSync(folder),
    existsSync(pre) ? JSON.parse(readFileSync(pre, 'utf8')) : undefined,
  );
}

/** Writes versions and changelogs, and what the version stands in. */
function writeVersion() {
  const pending = readPending();
  if (pending.length === 0) {
    throw new Error(
      'There is no changeset: nothing changed that users notice.',
    );
  }
  const before = currentVersion();
  runYarn('changeset', 'version');
  runTool('tools/cli-bundle.mjs');
  runYarn('prettier', '--write', '--loglevel', 'warn', '*/*/CHANGELOG.md');
  say(
    `${before} → ${currentVersion()}, from ${
      pending.length
    } changesets; read the changelogs: */*/CHANGELOG.md`,
  );
}

/** Builds, checks and publishes the version that the packages have. */
async function publish({ tag, provenance, dryRun }) {
  runTool('tools/audit.mjs');
  runTool('tools/manifests.mjs');
  runTool('tools/tarballs.mjs');
  await writeSboms(SBOMS);
  for (const { manifest } of readPublishable()) {
    const { name, version } = manifest;
    const published =
      !dryRun &&
      spawnSync('npm', ['view', `${name}@${version}`, 'version'], {
        encoding: 'utf8',
      }).stdout.trim() === version;
    if (published) {
      // An earlier attempt got so far.
      say(`${name}@${version} is published already`);
      continue;
    }
    const tarball = join(TARBALLS, tarballName(manifest));
    say(`Publishing ${name}@${version} as ${tag}${dryRun ? ' (dry run)' : ''}`);
    run('npm', publishArguments({ tarball, tag, provenance, dryRun }));
  }
}

async function main([command, ...args]) {
  if (!['--dry-run', 'version', 'publish'].includes(command)) {
    throw new Error(
      'Usage: yarn release --dry-run | version | publish [--tag <name>] [--without-provenance]',
    );
  }
  const branch = git('branch', '--show-current').trim();
  const problems = obstacles({
    status: git('status', '--porcelain'),
    branch,
    version: currentVersion(),
    tags: git('tag', '--list').split('\n'),
    command,
  });
  if (command === 'publish' && readPending().length > 0) {
    problems.push(
      'There are changesets without a version: run yarn release version, and have its commit reviewed.',
    );
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));

  if (command === 'version') {
    writeVersion();
    git('add', '--all');
    run('git', ['commit', '--message', `release: v${currentVersion()}`]);
    return;
  }

  const dryRun = command === '--dry-run';
  const provenance = withProvenance(process.env, {
    without: args.includes('--without-provenance'),
    dryRun,
  });
  const given = args.includes('--tag')
    ? args[args.indexOf('--tag') + 1]
    : undefined;
  const begin = () => ({
    tag: distTag({ version: currentVersion(), branch, tag: given }),
    provenance,
    dryRun,
  });
  if (!dryRun) {
    await publish(begin());
    git('tag', '--annotate', `v${currentVersion()}`, '--message', 'release');
    say(
      `Tagged v${currentVersion()}: git push origin v${currentVersion()}, and attach ${SBOMS} to the release`,
    );
    return;
  }
  try {
    writeVersion();
    await publish(begin());
    say('The dry run is done: nothing was committed or published.');
  } finally {
    // The work tree was clean, so this takes away what the dry run wrote and nothing else.
    git('reset', '--hard', '--quiet');
    git('clean', '--force', '-d', '--quiet');
  }
}

main(process.argv.slice(2)).catch(error => fail(error.message));
