import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  KubernetesObject,
  renderPlatformRepository,
} from '@worker-clusters/sandbox';
import { stringify } from 'yaml';
import { ANSWERS } from './answers';
import { clusterApis, resourcesOf } from './repository';
import { SPEC } from './spec';
import { compositeResource, renderStages, Stage } from './stages';

const files = renderPlatformRepository(
  ANSWERS['many accounts, samples and the v1 API'],
);

describe.each(clusterApis(files).map(a => [a.xrd.spec.names.kind, a] as const))(
  'the Composition of %s, rendered stage by stage',
  (kind, api) => {
    const stages = renderStages(api, compositeResource(api, SPEC));

    it.each(
      stages.map((stage, i) => [stage.name, stage, stages[i - 1]] as const),
    )('%s is what its golden file says', (name, stage, before) => {
      const path = join(
        __dirname,
        '../golden',
        kind === 'WorkerCluster' ? 'v2' : 'v1',
        `${name}.yaml`,
      );
      const text = describeStage(stage, before);
      expect(text).toBe(golden(path, text));
    });

    it('desires more at every stage, drops nothing, and desires every resource at the end', () => {
      stages.slice(1).forEach((stage, i) => {
        const earlier = [...stages[i].desired.keys()];
        expect([...stage.desired.keys()]).toEqual(
          expect.arrayContaining(earlier),
        );
      });
      expect([...stages.at(-1)!.desired.keys()]).toEqual(
        resourcesOf(api.composition).map(r => r.name),
      );
      expect(stages.at(-1)!.waiting).toEqual([]);
    });

    it('gives every Usage a name of its own', () => {
      const usages = [...stages.at(-1)!.usages.values()];
      expect(usages.length).toBeGreaterThan(80);
      expect(new Set(usages.map(u => u.metadata.name)).size).toBe(
        usages.length,
      );
    });

    it('leaves nothing to be patched in the desired resources', () => {
      const text = JSON.stringify([...stages.at(-1)!.desired.values()]);
      expect(text).not.toContain('"patched"');
    });
  },
);

/** Pairs of files that say nearly the same, and why there are two. */
const PAIRS = [
  [
    'crossplane/compositions/workercluster-aws.yaml',
    'crossplane/compositions/workercluster-aws-v1.yaml',
    'cluster-scoped kinds of Crossplane v1; the second is generated',
  ],
  [
    'crossplane/xrds/workercluster.yaml',
    'crossplane/xrds/workercluster-v1.yaml',
    'the same',
  ],
  [
    'crossplane/config/portal-rbac.yaml',
    'crossplane/config/portal-rbac-v1.yaml',
    'the same',
  ],
  [
    'crossplane/config/activation-policy.yaml',
    'crossplane/config/activation-policy-v1.yaml',
    'the same',
  ],
  [
    'crossplane/config/aws-dev.yaml',
    'crossplane/config/aws-dev-v1.yaml',
    'the ProviderConfig of either API',
  ],
  [
    'tests/render/dev/claim.yaml',
    'crossplane/claims/dev/sample-dev.yaml',
    'one is rendered only, the other makes a cluster and selects a channel',
  ],
];

it('shares between pairs of files what golden/pairs.md says', () => {
  const rows = PAIRS.map(([first, second, why]) => {
    const { shared, added, removed } = compareLines(
      files[first],
      files[second],
    );
    return `| \`${first}\` | \`${second}\` | ${shared} | ${removed} | ${added} | ${why} |`;
  });
  const text = [
    '# Lines that pairs of files share',
    '',
    'Written by `golden.test.ts` from a rendered platform repository that has all options, with the environment `dev`.',
    '',
    '| file | its pair | shared | only in the first | only in the second | why there are two |',
    '| --- | --- | ---: | ---: | ---: | --- |',
    ...rows,
    '',
  ].join('\n');
  expect(text).toBe(golden(join(__dirname, '../golden/pairs.md'), text));
});

/** Counts lines by a diff. */
function compareLines(first: string, second: string) {
  const folder = mkdtempSync(join(tmpdir(), 'pairs-'));
  try {
    writeFileSync(join(folder, 'first'), first);
    writeFileSync(join(folder, 'second'), second);
    let numbers: string;
    try {
      numbers = execFileSync(
        'git',
        [
          'diff',
          '--no-index',
          '--diff-algorithm=myers',
          '--numstat',
          'first',
          'second',
        ],
        { cwd: folder, encoding: 'utf8' },
      );
    } catch (error: any) {
      // Git ends with 1 where files differ.
      if (error.status !== 1) throw error;
      numbers = error.stdout;
    }
    const [added, removed] = numbers.split('\t').map(Number);
    const lines = first.split('\n').length - 1;
    return { shared: lines - removed, added, removed };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Returns what a golden file says; with `UPDATE_GOLDEN` it is written first. */
function golden(path: string, text: string): string {
  if (process.env.UPDATE_GOLDEN) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return readFileSync(path, 'utf8');
}

/** A stage for people: what is new, what waits, what may not be deleted, and what the portal would see. */
function describeStage(stage: Stage, before: Stage | undefined): string {
  const isNew =
    (group: 'desired' | 'usages') =>
    ([name]: [string, KubernetesObject]) =>
      !before?.[group].has(name);
  const fresh = [...stage.desired].filter(isNew('desired'));
  const usages = [...stage.usages].filter(isNew('usages'));
  const head = [
    `# ${stage.desired.size} desired resources, ${fresh.length} of them new: ${
      fresh.map(([name]) => name).join(', ') || 'none'
    }`,
    `# ${stage.usages.size} Usages, ${usages.length} of them new`,
    ...stage.waiting.map(message => `# ${message}`),
  ];
  return [
    head.join('\n'),
    stringify({ status: stage.status }, { lineWidth: 0 }),
    ...fresh.map(
      ([name, object]) => `# ${name}\n${stringify(object, { lineWidth: 0 })}`,
    ),
    ...(usages.length
      ? [
          `# Usages\n${stringify(
            Object.fromEntries(usages.map(describeUsage)),
            { lineWidth: 0 },
          )}`,
        ]
      : []),
  ].join('\n---\n');
}

/** `<kind>/<name>: <what uses> uses <what is used>`; the rest is the same for all of them. */
function describeUsage([, { kind, metadata, spec }]: [
  string,
  KubernetesObject,
]): [string, string] {
  const refer = (of: any) => `${of.kind}/${of.resourceRef.name}`;
  return [
    `${kind}/${metadata.name}`,
    `${refer(spec.by)} uses ${refer(spec.of)}`,
  ];
}
