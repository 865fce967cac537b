import type { ApplicationResource } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { argocdResourceUrl, isProblem, resourceTree } from './resourceTree';

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

describe('argocdResourceUrl', () => {
  const deployment = {
    group: 'apps',
    kind: 'Deployment',
    namespace: 'web',
    name: 'web',
  };

  it('names the resource as Argo CD does', () => {
    expect(
      argocdResourceUrl(
        'https://argocd.example.org/applications/argocd/web',
        deployment,
      ),
    ).toBe(
      'https://argocd.example.org/applications/argocd/web?node=apps%2FDeployment%2Fweb%2Fweb%2F0&tab=summary',
    );
    expect(
      argocdResourceUrl('https://argocd.example.org/a?view=tree', {
        kind: 'Namespace',
        name: 'a&b',
      }),
    ).toBe(
      'https://argocd.example.org/a?view=tree&node=%2FNamespace%2F%2Fa%26b%2F0&tab=summary',
    );
  });

  it.each([[undefined], ['data:text/html,x'], ['nonsense']])(
    'links nothing for %j',
    url => {
      expect(argocdResourceUrl(url, deployment)).toBeUndefined();
    },
  );
});
