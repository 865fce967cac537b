/* eslint-disable no-console */
import { ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual, promisify } from 'node:util';
import {
  KubernetesObject,
  renderPlatformRepository,
} from '@worker-clusters/sandbox';
import { parseAllDocuments, stringify } from 'yaml';
import { ANSWERS } from '../src/answers';
import { clusterApis } from '../src/repository';
import { SPEC } from '../src/spec';
import { compositeResource, renderStages, Stage } from '../src/stages';

const NAME = 'crossplane.io/composition-resource-name';
const FUNCTIONS = [
  'function-patch-and-transform',
  'function-auto-ready',
  'function-sequencer',
];

/** Paths of Crossplane's command and functions, by name. */
type Programs = Record<string, string>;

/** A function that listens. */
interface Running {
  name: string;
  address: string;
  process: ChildProcess;
  /** Rejects if the program ends by itself, with the last that it said. */
  ended: Promise<never>;
}

interface Renderer {
  /** Path of Crossplane's command. */
  crank: string;
  functions: Running[];
  /** For the files that it reads. */
  folder: string;
  /** Ends it. */
  signal: AbortSignal;
}

/**
 * Renders every stage with Crossplane's own command and compares; the exit code says how it went.
 * @param counts file that gets "<passed> <failed>"
 */
async function main(programs: Programs, counts: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'render-'));
  const functions: Running[] = [];
  const stop = new AbortController();
  const { crank } = programs;
  const renderer = { crank, functions, folder, signal: stop.signal };
  let passed = 0;
  const failed: string[] = [];
  try {
    for (const name of FUNCTIONS) {
      functions.push(await startFunction(name, programs[name]));
    }
    const files = renderPlatformRepository(
      ANSWERS['many accounts, samples and the v1 API'],
    );
    // The v1 API is rendered too: v1 XRs need no other flag than their own XRD.
    for (const api of clusterApis(files)) {
      const composite = compositeResource(api, SPEC);
      for (const stage of renderStages(api, composite)) {
        const what = `${api.xrd.spec.names.kind} ${stage.name}`;
        const rendered = await Promise.race([
          render(renderer, api, composite, stage),
          ...functions.map(f => f.ended),
        ]);
        const problems = compare(stage, rendered);
        if (problems.length) failed.push(what);
        else passed += 1;
        problems.forEach(p => console.error(`✖ ${what}: ${p}`));
      }
    }
  } finally {
    stop.abort();
    functions.forEach(f => f.process.kill());
    rmSync(folder, { recursive: true, force: true });
  }
  writeFileSync(counts, `${passed} ${failed.length}\n`);
  console.log(`${passed} stages as in the golden files, ${failed.length} not`);
  process.exitCode = failed.length ? 1 : 0;
}

async function startFunction(name: string, program: string): Promise<Running> {
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(
    program,
    ['--insecure', `--address=${address}`, '--network=tcp'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  child.stderr.setEncoding('utf8').on('data', text => {
    said = (said + text).slice(-2_000);
  });
  const ended = new Promise<never>((_, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) =>
      reject(new Error(`${name} ended (${code ?? signal}): ${said.trim()}`)),
    );
  });
  // It also ends when it is told to.
  ended.catch(() => {});
  return { name, address, process: child, ended };
}

/** A port of the loopback interface that nothing listens on now. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
}

/** What `crossplane render` makes of a stage: composed resources by name, and the status of the composite resource. */
interface Rendered {
  composed: Map<string, KubernetesObject>;
  status: object;
}

async function render(
  { crank, functions, folder, signal }: Renderer,
  api: { xrd: any; composition: any },
  composite: KubernetesObject,
  stage: Stage,
): Promise<Rendered> {
  const write = (name: string, ...objects: unknown[]) => {
    const path = join(folder, name);
    writeFileSync(path, objects.map(o => stringify(o)).join('---\n'));
    return path;
  };
  const modern = !api.xrd.spec.claimNames;
  const xr = write('xr.yaml', {
    ...composite,
    metadata: {
      ...composite.metadata,
      uid: '0a3f1c1e-0000-4000-8000-000000000000',
    },
    // By it function-patch-and-transform knows a composite resource of v2.
    spec: { ...composite.spec, ...(modern && { crossplane: {} }) },
    // Patches read it: without it, what depends on an earlier pass is never desired.
    status: stage.status,
  });
  const runtime = functions.map(({ name, address }) => ({
    apiVersion: 'pkg.crossplane.io/v1',
    kind: 'Function',
    metadata: {
      name,
      annotations: {
        'render.crossplane.io/runtime': 'Development',
        'render.crossplane.io/runtime-development-target': address,
      },
    },
    spec: { package: 'never.pulled.example/x:v0' },
  }));
  const observed = [...stage.observed.values()];
  const { stdout } = await promisify(execFile)(
    crank,
    [
      'render',
      xr,
      write('composition.yaml', api.composition),
      write('functions.yaml', ...runtime),
      `--xrd=${write('xrd.yaml', api.xrd)}`,
      ...(observed.length ? ['-o', write('observed.yaml', ...observed)] : []),
      '--timeout=2m',
    ],
    { maxBuffer: 64 * 1024 * 1024, signal },
  );
  const objects = (parseAllDocuments(stdout) as any[]).map(
    d => d.toJS() as KubernetesObject,
  );
  const xrKind = api.xrd.spec.names.kind;
  const { conditions, ...status } =
    objects.find(o => o.kind === xrKind)?.status ?? {};
  return {
    status,
    composed: new Map(
      objects.flatMap(o => {
        const name = o.metadata?.annotations?.[NAME];
        return name ? [[name, o] as const] : [];
      }),
    ),
  };
}

/** What Crossplane's functions make of it otherwise than the golden file says, Usages included. */
function compare(
  { desired, usages, status }: Stage,
  rendered: Rendered,
): string[] {
  const problems: string[] = [];
  const differ = (what: string, real: unknown, expected: unknown) => {
    if (isDeepStrictEqual(real, expected)) return;
    problems.push(
      `${what}: ${JSON.stringify(real)} is not ${JSON.stringify(expected)}`,
    );
  };
  differ('status', rendered.status, status);
  for (const [name, object] of rendered.composed) {
    const expected = desired.get(name) ?? usages.get(name);
    if (!expected) {
      problems.push(`${name} is desired too early`);
      continue;
    }
    differ(name, object.spec, expected.spec);
    if (usages.has(name)) {
      differ(`name of ${name}`, object.metadata.name, expected.metadata.name);
    }
  }
  for (const name of [...desired.keys(), ...usages.keys()]) {
    if (!rendered.composed.has(name)) problems.push(`${name} is not desired`);
  }
  return problems;
}

main(JSON.parse(process.argv[2]), process.argv[3]).catch(error => {
  console.error(error);
  process.exitCode = 1;
});
