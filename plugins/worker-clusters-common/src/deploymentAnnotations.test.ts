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

  it('makes a query that fits into the URL of a request, whatever the annotations are', () => {
    const names = (prefix: string) =>
      Array.from({ length: 100 }, (_, i) => `${prefix}/${i}`.padEnd(255, 'x'));
    const query = deploymentsOfAnnotations({
      [`${OURS}applications`]: names('argocd').join(','),
      [`${OURS}application-clusters`]: names('c').join(','),
    });
    const params = new URLSearchParams();
    for (const [key, value] of Object.entries(query!)) {
      for (const item of [value].flat()) params.append(key, String(item));
    }
    expect(params.toString().length).toBeLessThanOrEqual(6000);
    expect(query?.name?.length).toBeGreaterThan(9);
    expect(query?.clusterName?.length).toBeGreaterThan(9);
  });

  it('leaves out no part of a query, which would then find more', () => {
    const wide = '\u20ac'.repeat(255);
    expect(
      deploymentsOfAnnotations({
        [`${OURS}application-selector`]: `app=${'\u20ac'.repeat(600)}`,
        [`${OURS}application-clusters`]: wide,
      }),
    ).toBeUndefined();
    expect(
      deploymentsOfAnnotations({
        [`${OURS}application-selector`]: '\u20ac'.repeat(1000),
      }),
    ).toBeUndefined();
    const tooLong = 'x'.repeat(256);
    expect(
      deploymentsOfAnnotations({
        [`${OURS}applications`]: 'shop',
        [`${OURS}application-clusters`]: tooLong,
      }),
    ).toBeUndefined();
    expect(
      deploymentsOfAnnotations({
        'argocd/app-name': 'shop',
        'argocd/app-namespace': tooLong,
      }),
    ).toBeUndefined();
  });
});
