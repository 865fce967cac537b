import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { renderPlatformRepository } from '@worker-clusters/sandbox';
import { parse } from 'yaml';
import { ANSWERS } from './answers';
import { clusterApis, Files, objects, resourcesOf } from './repository';

/** A value that stands for everything. */
const WILDCARD = /^\*(\/\*)?$/;

interface Wildcard {
  /** Kind and name of the object, or `values of argo-cd (worker)`. */
  where: string;
  /** Fields, indexes left out: `rules[].verbs[]`. */
  path: string;
}

/** Every value below that is a bare wildcard; of a comma-separated policy, every part of a line. */
function wildcardsIn(where: string, value: unknown, path = ''): Wildcard[] {
  if (Array.isArray(value)) {
    return value.flatMap(item => wildcardsIn(where, item, `${path}[]`));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, item]) =>
      wildcardsIn(where, item, path ? `${path}.${key}` : key),
    );
  }
  if (typeof value !== 'string') return [];
  const parts = path.endsWith('policy.csv') ? value.split(/[,\n]/) : [value];
  return parts
    .filter(part => WILDCARD.test(part.trim()))
    .map(() => ({ where, path }));
}

const argoCdValues = (files: Files) =>
  clusterApis(files)
    .flatMap(({ composition }) => resourcesOf(composition))
    .map(r => r.base.spec?.forProvider)
    .filter(p => p?.chart?.name === 'argo-cd')
    .map(p => p.values);

/** What the repository applies to a cluster, and what the Composition applies to a worker. */
const applied = (files: Files): any[] => [
  ...objects(files, ['argocd/', 'applications/', 'crossplane/'])
    .map(o => o.object)
    .filter(o => o.kind !== 'Composition'),
  ...clusterApis(files)
    .flatMap(({ composition }) => resourcesOf(composition))
    .flatMap(r => [r.base, r.base.spec?.forProvider?.manifest])
    .filter(o => o && !['Object', 'Release'].includes(o.kind)),
];

function wildcards(files: Files): Wildcard[] {
  return [
    ...applied(files).flatMap(object =>
      wildcardsIn(`${object.kind} ${object.metadata?.name}`, object),
    ),
    ...argoCdValues(files).flatMap(values =>
      wildcardsIn('values of argo-cd (worker)', values),
    ),
    ...wildcardsIn(
      'values of argo-cd (management)',
      parse(files['argocd/management/values.yaml']),
    ),
  ];
}

/** The table of docs/isolation.md: where, path, reason. */
function documented(): string[][] {
  const text = readFileSync(
    join(
      resolvePackagePath('@worker-clusters/platform-repository-tests'),
      '../../docs/isolation.md',
    ),
    'utf8',
  );
  const [, section] = text.split('\n### Wildcards that remain\n');
  return section
    .split('\n## ')[0]
    .split('\n')
    .filter(line => line.startsWith('|'))
    .slice(2)
    .map(line =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map(cell => cell.trim().replace(/^`|`$/g, '')),
    );
}

const all = Object.values(ANSWERS).flatMap(answers =>
  wildcards(renderPlatformRepository(answers)),
);

it('finds wildcards in lists, in texts and in policies', () => {
  const object = {
    a: ['*', 'b'],
    c: { d: '*/*' },
    'policy.csv': 'p, role:x, logs, get, */*, allow\ng, y, role:x',
    e: 'app-*',
  };
  expect(wildcardsIn('x', object).map(w => w.path)).toEqual([
    'a[]',
    'c.d',
    'policy.csv',
  ]);
});

it('permits nothing by a bare wildcard in an AppProject', () => {
  expect(
    all.filter(
      w => w.where.startsWith('AppProject ') && !/Blacklist\[\]\./.test(w.path),
    ),
  ).toEqual([]);
});

it('has no bare wildcard in what the portal may do', () => {
  const roles = objects(
    renderPlatformRepository(ANSWERS['many accounts, samples and the v1 API']),
    ['crossplane/config/'],
  ).filter(({ object }) => /portal/.test(object.metadata.name));
  expect(roles.length).toBeGreaterThan(3);
  expect(all.filter(w => /^(Cluster)?Role .*portal/.test(w.where))).toEqual([]);
});

it('names every wildcard that remains, with its reason, in docs/isolation.md', () => {
  const rows = documented();
  const found = new Set(all.map(w => `${w.where}: ${w.path}`));
  expect([...found].sort()).toEqual(
    rows.map(([where, path]) => `${where}: ${path}`).sort(),
  );
  expect(rows.filter(([, , reason]) => !(reason?.length > 20))).toEqual([]);
});
