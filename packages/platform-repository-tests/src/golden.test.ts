import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
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
      if (process.env.UPDATE_GOLDEN) {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, text);
      }
      expect(text).toBe(readFileSync(path, 'utf8'));
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
