import type { ListDeploymentsQuery } from './applications';
import { deploymentsOfAnnotations } from './deploymentAnnotations';

const OURS = 'worker-clusters.backstage.io/';

describe('deploymentsOfAnnotations', () => {
  it.each<[string, Record<string, string>, ListDeploymentsQuery | undefined]>([
    ['no annotations', {}, undefined],
    ['other annotations', { 'argocd/app-namespace': 'team-a' }, undefined],
    [
      'clusters alone',
      { [`${OURS}application-clusters`]: 'payments-dev' },
      undefined,
    ],
    ['an empty annotation', { [`${OURS}applications`]: ' , ' }, undefined],
    [
      'names, some with a namespace',
      { [`${OURS}applications`]: 'shop, argocd/shop-worker,shop' },
      { name: ['shop', 'argocd/shop-worker'] },
    ],
    [
      'a selector of ours',
      {
        [`${OURS}application-selector`]: 'app=shop,tier in (web,api)',
        [`${OURS}application-clusters`]: 'a, b',
      },
      { selector: 'app=shop,tier in (web,api)', clusterName: ['a', 'b'] },
    ],
    [
      'names before a selector',
      { 'argocd/app-name': 'shop', 'argocd/app-selector': 'app=shop' },
      { name: ['shop'] },
    ],
    [
      'everything of the other plugins',
      {
        'argocd/app-selector': ' app=shop ',
        'argocd/app-namespace': 'team-a',
        'argocd/project-name': 'workloads',
        'argocd/instance-name': 'main, other',
      },
      {
        selector: 'app=shop',
        project: ['workloads'],
        applicationNamespace: ['team-a'],
        clusterName: ['main', 'other'],
      },
    ],
    [
      'a project alone',
      { 'argocd/project-name': 'workloads' },
      { project: ['workloads'] },
    ],
    [
      'those of this project before all others',
      { [`${OURS}applications`]: 'shop', 'argocd/project-name': 'workloads' },
      { name: ['shop'] },
    ],
    [
      'what is too long for a request',
      {
        'argocd/app-name': 'x'.repeat(256),
        'argocd/app-selector': 'y'.repeat(1001),
      },
      undefined,
    ],
  ])('reads %s', (_, annotations, expected) => {
    expect(deploymentsOfAnnotations(annotations)).toEqual(expected);
  });

  it('bounds the number of names', () => {
    const names = Array.from({ length: 300 }, (_, i) => `app-${i}`);
    const query = deploymentsOfAnnotations({
      [`${OURS}applications`]: names.join(','),
    });
    expect(query?.name).toHaveLength(100);
  });
});
