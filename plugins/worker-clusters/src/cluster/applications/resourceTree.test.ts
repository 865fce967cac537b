import type { ApplicationResource } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { isProblem, resourceTree } from './resourceTree';

const resource = (
  kind: string,
  name: string,
  rest: Partial<ApplicationResource> = {},
): ApplicationResource => ({ kind, name, namespace: 'shop', ...rest });

describe('resourceTree', () => {
  it('groups by namespace and kind, the branch of the first resource first', () => {
    expect(
      resourceTree([
        resource('Deployment', 'web', { health: 'Degraded' }),
        resource('ClusterRole', 'view', { namespace: undefined }),
        resource('Service', 'web'),
        resource('Deployment', 'db', { sync: 'OutOfSync' }),
      ]).map(({ namespace, kinds }) => [
        namespace,
        kinds.map(k => `${k.kind} ${k.resources.length} ${k.problems}`),
      ]),
    ).toEqual([
      ['shop', ['Deployment 2 2', 'Service 1 0']],
      [undefined, ['ClusterRole 1 0']],
    ]);
  });

  it('tells apart kinds of the same name in two groups', () => {
    const [{ kinds }] = resourceTree([
      resource('Cluster', 'a', { group: 'x' }),
      resource('Cluster', 'b', { group: 'y' }),
    ]);
    expect(kinds).toHaveLength(2);
  });

  it.each<[Partial<ApplicationResource>, boolean]>([
    [{}, false],
    [{ health: 'Healthy', sync: 'Synced' }, false],
    [{ health: 'Suspended' }, false],
    [{ health: 'Progressing' }, true],
    [{ sync: 'OutOfSync' }, true],
  ])('tells whether %j is a problem: %s', (rest, expected) => {
    expect(isProblem(resource('Pod', 'p', rest))).toBe(expected);
  });
});
