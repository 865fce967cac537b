/* eslint-disable no-console */
import { ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

const port = (i: number) => 9443 + i;

/** Paths of Crossplane's command and functions, by name. */
type Programs = Record<string, string>;

/**
 * Renders every stage with Crossplane's own command and compares; the exit code says how it went.
 * @param counts file that gets "<passed> <failed>"
 */
async function main(programs: Programs, counts: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'render-'));
  const functions = FUNCTIONS.map((name, i) =>
    spawn(
      programs[name],
      ['--insecure', `--address=127.0.0.1:${port(i)}`, '--network=tcp'],
      { stdio: 'ignore' },
    ),
  );
  let passed = 0;
  const failed: string[] = [];
  try {
    const files = renderPlatformRepository(
      ANSWERS['many accounts, samples and the v1 API'],
    );
    // The v1 API is rendered too: v1 XRs need no other flag than their own XRD.
    for (const api of clusterApis(files)) {
      const composite = compositeResource(api, SPEC);
      for (const stage of renderStages(api, composite)) {
        const what = `${api.xrd.spec.names.kind} ${stage.name}`;
        const problems = compare(
          stage,
          await render(programs, folder, api, composite, stage),
        );
        if (problems.length) failed.push(what);
        else passed += 1;
        problems.forEach(p => console.error(`✖ ${what}: ${p}`));
      }
    }
  } finally {
    functions.forEach((f: ChildProcess) => f.kill());
    rmSync(folder, { recursive: true, force: true });
  }
  writeFileSync(counts, `${passed} ${failed.length}\n`);
  console.log(`${passed} stages as in the golden files, ${failed.length} not`);
  process.exitCode = failed.length ? 1 : 0;
}

async function render(
  programs: Programs,
  folder: string,
  api: { xrd: any; composition: any },
  composite: KubernetesObject,
  stage: Stage,
): Promise<Map<string, KubernetesObject>> {
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
  });
  const runtime = FUNCTIONS.map((name, i) => ({
    apiVersion: 'pkg.crossplane.io/v1',
    kind: 'Function',
    metadata: {
      name,
      annotations: {
        'render.crossplane.io/runtime': 'Development',
        'render.crossplane.io/runtime-development-target': `127.0.0.1:${port(
          i,
        )}`,
      },
    },
    spec: { package: 'never.pulled.example/x:v0' },
  }));
  const observed = [...stage.observed.values()];
  const { stdout } = await promisify(execFile)(
    programs.crank,
    [
      'render',
      xr,
      write('composition.yaml', api.composition),
      write('functions.yaml', ...runtime),
      `--xrd=${write('xrd.yaml', api.xrd)}`,
      ...(observed.length ? ['-o', write('observed.yaml', ...observed)] : []),
      '--timeout=2m',
    ],
    { maxBuffer: 64 * 1024 * 1024 },
  );
  return new Map(
    (parseAllDocuments(stdout) as any[])
      .map(d => d.toJS() as KubernetesObject)
      .flatMap(o => {
        const name = o?.metadata?.annotations?.[NAME];
        return name ? [[name, o] as const] : [];
      }),
  );
}

/** What Crossplane's functions make of it otherwise than the golden file says, Usages included. */
function compare(
  { desired, usages }: Stage,
  rendered: Map<string, KubernetesObject>,
): string[] {
  const problems: string[] = [];
  const wanted = new Map([...desired, ...usages]);
  for (const [name, object] of rendered) {
    const expected = wanted.get(name);
    if (!expected) problems.push(`${name} is asked for too early`);
    else if (!isDeepStrictEqual(expected.spec, object.spec)) {
      problems.push(
        `${name}: ${JSON.stringify(object.spec)} is not ${JSON.stringify(
          expected.spec,
        )}`,
      );
    }
  }
  for (const name of wanted.keys()) {
    if (!rendered.has(name)) problems.push(`${name} is not asked for`);
  }
  return problems;
}

main(JSON.parse(process.argv[2]), process.argv[3]).catch(error => {
  console.error(error);
  process.exitCode = 1;
});
