import type { Application } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { flatRows, nestApplications } from './nestApplications';

const app = (
  name: string,
  owner?: [kind: 'Application' | 'ApplicationSet', name: string],
): Application => ({
  namespace: 'argocd',
  name,
  health: 'Healthy',
  sync: 'Synced',
  sources: [],
  resources: 1,
  ...(owner && {
    owner: { kind: owner[0], namespace: 'argocd', name: owner[1] },
  }),
});
const outline = (...applications: Application[]) =>
  nestApplications(applications).map(
    ({ depth, application, owner }) =>
      `${'>'.repeat(depth)}${
        application?.name ?? `${owner!.kind} ${owner!.name}`
      }`,
  );

describe('nestApplications', () => {
  it.each<[string, Application[], string[]]>([
    ['nothing', [], []],
    ['without owners', [app('b'), app('a')], ['b', 'a']],
    [
      'app of apps, whatever the order',
      [
        app('web', ['Application', 'root']),
        app('db', ['Application', 'web']),
        app('root'),
      ],
      ['root', '>web', '>>db'],
    ],
    [
      'an ApplicationSet',
      [
        app('a', ['ApplicationSet', 'tenants']),
        app('other'),
        app('b', ['ApplicationSet', 'tenants']),
      ],
      ['ApplicationSet tenants', '>a', '>b', 'other'],
    ],
    [
      'an owner that is filtered out',
      [app('web', ['Application', 'root'])],
      ['Application root', '>web'],
    ],
    [
      'an ApplicationSet with the name of an Application',
      [app('x'), app('a', ['ApplicationSet', 'x'])],
      ['x', 'ApplicationSet x', '>a'],
    ],
    [
      'a circle',
      [app('a', ['Application', 'b']), app('b', ['Application', 'a'])],
      ['a', '>b'],
    ],
  ])('nests %s', (_, applications, expected) => {
    expect(outline(...applications)).toEqual(expected);
  });

  it('has each id once', () => {
    const rows = nestApplications([
      app('x'),
      app('a', ['ApplicationSet', 'x']),
      app('b', ['Application', 'gone']),
    ]);
    expect(new Set(rows.map(r => r.id)).size).toBe(rows.length);
  });

  it('nests 10,000 below one another without running out of stack', () => {
    const chain = Array.from({ length: 10_000 }, (_, i) =>
      app(`a${i}`, i === 0 ? undefined : ['Application', `a${i - 1}`]),
    );
    const rows = nestApplications(chain);
    expect(rows).toHaveLength(10_000);
    expect(rows[9_999].depth).toBe(8);
  });
});

describe('flatRows', () => {
  it('keeps the order', () => {
    expect(flatRows([app('b'), app('a')]).map(r => r.id)).toEqual([
      'argocd/b',
      'argocd/a',
    ]);
  });
});
