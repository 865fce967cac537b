import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

jest.setTimeout(120_000);

const ROOT = join(__dirname, '../../..');
const COUNTS = join(ROOT, 'node_modules/.cache/render-counts');
const FUNCTIONS = ['PATCH_AND_TRANSFORM', 'SEQUENCER', 'AUTO_READY'];

describe('npm run test:render', () => {
  const folder = mkdtempSync(join(tmpdir(), 'render-test-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  function render(args: string[], env: Record<string, string>) {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(ROOT, 'tools/render.mjs'), ...args],
      { encoding: 'utf8', env: { WORKER_CLUSTERS_PEERS: folder, ...env } },
    );
    return { status, stdout, stderr };
  }

  /** A shell script in the place of a real program. */
  function program(name: string, script: string): string {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return path;
  }

  function binaries(crank: string, aFunction: string): Record<string, string> {
    return {
      PATH: process.env.PATH!,
      CRANK_BINARY: crank,
      ...Object.fromEntries(
        FUNCTIONS.map(name => [`FUNCTION_${name}_BINARY`, aFunction]),
      ),
    };
  }

  it.each([
    [[], 1],
    [['--where-possible'], 0],
  ])(
    'says why it does not run without the programs, and counts nothing: %j',
    (args, code) => {
      // No Go, and none of the variables that name a binary.
      const { status, stdout } = render(args, { PATH: '', GOROOT: folder });
      expect(stdout).toMatch(
        /not run: render: crank v[\d.]+: there is no Go on this machine\n$/,
      );
      expect(status).toBe(code);
      expect(existsSync(COUNTS)).toBe(false);
    },
  );

  it('takes the Go that is not on the PATH', () => {
    const goroot = join(folder, 'goroot');
    mkdirSync(join(goroot, 'bin'), { recursive: true });
    program('goroot/bin/go', `echo '{"Error":"the proxy is closed"}'; exit 1`);
    const { status, stdout } = render([], { PATH: '/bin', GOROOT: goroot });
    expect(stdout).toMatch(
      /not run: render: crank v[\d.]+: the proxy is closed\n$/,
    );
    expect(status).toBe(1);
  });

  it.each([
    ['/usr/bin:/opt/go/bin', undefined, '/opt/go/bin/go'],
    ['/usr/bin', undefined, '/usr/local/go/bin/go'],
    ['/usr/bin', '/home/a/sdk/go1.26', '/home/a/sdk/go1.26/bin/go'],
    ['/opt/go/bin', '/home/a/sdk/go1.26', '/opt/go/bin/go'],
    ['', '/nowhere', undefined],
  ])('looks for Go with the PATH %j and GOROOT %s', (PATH, GOROOT, found) => {
    const { status, stdout } = spawnSync(
      process.execPath,
      [
        ...['--input-type=module', '--eval'],
        `import { findGo } from ${JSON.stringify(join(ROOT, 'tools/go.mjs'))};
         const there = ${JSON.stringify([
           '/opt/go/bin/go',
           '/usr/local/go/bin/go',
           '/home/a/sdk/go1.26/bin/go',
           '/home/a/go/bin/go',
         ])};
         const env = ${JSON.stringify({ PATH, GOROOT, HOME: '/home/a' })};
         console.log(String(findGo(env, path => there.includes(path))));`,
      ],
      { encoding: 'utf8' },
    );
    expect(status).toBe(0);
    expect(stdout.trim()).toBe(String(found));
  });

  it('passes over what is called go and is no program', () => {
    const folders = ['folder', 'text', 'program'].map(name => {
      const path = join(folder, `go-${name}`);
      mkdirSync(path);
      return path;
    });
    const [inFolder, text, found] = folders.map(path => join(path, 'go'));
    mkdirSync(inFolder);
    writeFileSync(text, '');
    writeFileSync(found, '', { mode: 0o755 });
    const { stdout } = spawnSync(
      process.execPath,
      [
        ...['--input-type=module', '--eval'],
        `import { findGo } from ${JSON.stringify(join(ROOT, 'tools/go.mjs'))};
         console.log(findGo({ PATH: ${JSON.stringify(folders.join(':'))} }));`,
      ],
      { encoding: 'utf8' },
    );
    expect(stdout.trim()).toBe(found);
  });

  it('fails with what a function says that does not run', () => {
    const { status, stderr } = render(
      ['--where-possible'],
      binaries(
        program('crank', 'exec sleep 60'),
        program('broken', 'echo "bind: address already in use" >&2; exit 1'),
      ),
    );
    expect(stderr).toMatch(/function-.* ended \(1\): bind: address already/);
    expect(status).toBe(1);
    expect(existsSync(COUNTS)).toBe(false);
  });

  it('passes the status of the composite resource, and gives each function a free port', () => {
    const { status } = render(
      [],
      binaries(
        program('crank', `cp "$2" ${folder}/$$.xr; cp "$4" ${folder}/$$.fn`),
        program('function', 'exec sleep 60'),
      ),
    );
    const read = (suffix: string) =>
      readdirSync(folder)
        .filter(name => name.endsWith(suffix))
        .map(name => readFileSync(join(folder, name), 'utf8'));
    const xrs = read('.xr').map(text => parse(text));
    expect(xrs).toHaveLength(12);
    // Of two APIs, all stages but the first two know their cluster.
    expect(xrs.filter(xr => xr.status.cluster?.arn)).toHaveLength(8);
    const targets = parseAllDocuments(read('.fn')[0]).map(
      document =>
        document.toJS().metadata.annotations[
          'render.crossplane.io/runtime-development-target'
        ],
    );
    expect(new Set(targets).size).toBe(3);
    expect(targets.join()).not.toMatch(/:944[345]\b/);
    // It rendered nothing.
    expect(status).toBe(1);
    expect(readFileSync(COUNTS, 'utf8')).toBe('0 12\n');
    rmSync(COUNTS);
  });
});
