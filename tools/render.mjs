// yarn test:render: renders the Composition of the platform repository with Crossplane's own command and functions, stage by
// stage, and compares with the files in packages/platform-repository-tests/golden.
//
// Both are built from the Go module proxy: needs Go >= 1.25, no Docker, no cluster. Where there is no Go, or the proxy does
// not have the modules, it says so and is skipped.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeTransform, root, say } from './lib.mjs';

const cache = join(root, '.cache', 'render');
const bin = join(cache, 'bin');

/** `replace`: the module calls itself by another name than the repository that it is fetched from. */
const PROGRAMS = [
  // The last version that renders in its own process; later ones start the core's binary in Docker.
  {
    name: 'crank',
    package: 'github.com/crossplane/crossplane/v2/cmd/crank',
    version: 'v2.2.4',
  },
  {
    name: 'function-patch-and-transform',
    package: 'github.com/crossplane-contrib/function-patch-and-transform',
    version: 'v0.10.8',
  },
  {
    name: 'function-sequencer',
    package: 'github.com/crossplane/function-sequencer',
    version: 'v0.6.0',
    replace: 'github.com/crossplane-contrib/function-sequencer',
  },
  {
    name: 'function-auto-ready',
    package: 'github.com/crossplane/function-auto-ready',
    version: 'v0.6.4',
    replace: 'github.com/crossplane-contrib/function-auto-ready',
  },
];

function skip(why) {
  say(`Skipped: ${why}`);
  process.exit(0);
}

const go = (args, options = {}) =>
  spawnSync('go', args, {
    encoding: 'utf8',
    ...options,
    env: { ...process.env, GOBIN: bin, GOFLAGS: '-mod=mod', ...options.env },
  });

if (go(['version']).error) skip('there is no Go on this machine');

for (const program of PROGRAMS) {
  if (existsSync(join(bin, program.name))) continue;
  say(`Building ${program.name} ${program.version}`);
  let built;
  if (program.replace) {
    const folder = join(cache, 'build', program.name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, 'go.mod'),
      `module render\n\ngo 1.25\n\nrequire ${program.package} ${program.version}\n\nreplace ${program.package} => ${program.replace} ${program.version}\n`,
    );
    built = go(['build', '-o', join(bin, program.name), program.package], {
      cwd: folder,
    });
  } else {
    built = go(['install', `${program.package}@${program.version}`]);
  }
  if (built.status !== 0) {
    const [reason = ''] = built.stderr.trim().split('\n').slice(-1);
    // The proxy not having a module is no fault of the Composition; anything else is a fault of this recipe.
    if (
      /404|410|not found|not available|Forbidden|dial tcp|no such host|i\/o timeout/i.test(
        built.stderr,
      )
    ) {
      skip(
        `${program.name} ${
          program.version
        } cannot be had from the Go module proxy (${reason.trim()})`,
      );
    }
    console.error(built.stderr);
    process.exit(1);
  }
}

const { status } = spawnSync(
  process.execPath,
  [
    '--require',
    nodeTransform,
    join(root, 'packages/platform-repository-tests/render/render.ts'),
    bin,
  ],
  { cwd: root, stdio: 'inherit' },
);
process.exit(status ?? 1);
