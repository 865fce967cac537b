import { mockServices } from '@backstage/backend-test-utils';
import { createCertificateAuthority } from '@worker-clusters/sandbox';
import {
  ConfigProblems,
  describeConfigProblem,
} from '@worker-clusters/backstage-plugin-worker-clusters-node/config';
import { readClaimColumns, readObserveConfig } from './config';

let problems: ConfigProblems;
beforeEach(() => {
  problems = new ConfigProblems(mockServices.logger.mock());
});
const read = (workerClusters?: object) =>
  readObserveConfig(
    mockServices.rootConfig({
      data: { ...(workerClusters && { workerClusters }) } as any,
    }),
    problems,
  );
/** What is wrong, in one text. */
const reported = () => problems.list().map(describeConfigProblem).join('\n');
const cluster = {
  name: 'm',
  url: 'https://m.example.org:6443',
  token: 'a-token',
};

describe('readObserveConfig', () => {
  it('has defaults', () => {
    expect(read()).toMatchObject({
      managementClusters: [],
      workers: { argocdNamespace: 'argocd' },
    });
    expect(read({ managementClusters: [cluster] }).managementClusters).toEqual([
      {
        name: 'm',
        title: 'm',
        access: expect.objectContaining({
          server: 'https://m.example.org:6443',
        }),
        argocdNamespace: 'argocd',
        claims: [],
        composedKinds: [],
      },
    ]);
  });

  it('reads everything', async () => {
    const { certificate } = await createCertificateAuthority();
    const claims = [{ apiVersion: 'a/v1', kind: 'B' }];
    const { managementClusters, workers } = read({
      managementClusters: [
        {
          ...cluster,
          title: 'Management',
          caData: Buffer.from(certificate).toString('base64'),
          claims,
          argocdNamespace: 'gitops',
        },
      ],
      workers: {
        dangerouslyAllowApiServers: ['127.0.0.1'],
        argocdNamespace: 'apps',
      },
    });
    expect(managementClusters[0]).toMatchObject({
      title: 'Management',
      claims,
      argocdNamespace: 'gitops',
    });
    expect(await managementClusters[0].access.read()).toEqual({
      server: cluster.url,
      ca: certificate,
      token: 'a-token',
    });
    expect(workers.argocdNamespace).toBe('apps');
    expect(workers.policy.problemOf('https://127.0.0.1')).toBeUndefined();
  });

  it.each<[string, object, RegExp]>([
    [
      'two of a name',
      { managementClusters: [cluster, cluster] },
      /two management clusters have the name 'm'/,
    ],
    [
      'a slash in a name',
      { managementClusters: [{ ...cluster, name: 'a/b' }] },
      /may not contain a slash/,
    ],
    [
      'no name',
      { managementClusters: [{ url: 'https://m', token: 't' }] },
      /managementClusters\[0\].name/,
    ],
    [
      'a kind of claims without apiVersion',
      { managementClusters: [{ ...cluster, claims: [{ kind: 'X' }] }] },
      /claims\[0\].apiVersion/,
    ],
    [
      'an allowed server that is none',
      { workers: { dangerouslyAllowApiServers: ['a/b'] } },
      /dangerouslyAllowApiServers: 'a\/b'/,
    ],
  ])('leaves out %s, and names the key', (_, config, message) => {
    const { managementClusters } = read(config);
    expect(managementClusters.length).toBeLessThanOrEqual(1);
    expect(reported()).toMatch(message);
    expect(problems.list()).toHaveLength(1);
  });

  it('leaves out one management cluster and reads the others', () => {
    const { managementClusters, wrong, hasUnnamed } = read({
      managementClusters: [
        { ...cluster, name: 'a', url: 7 },
        { ...cluster, name: 'b' },
        { ...cluster, name: 'b', url: 'https://other' },
        { ...cluster, name: 'c', token: { no: 'text' } },
      ],
    });
    expect(
      managementClusters.map(({ name, access }) => [name, access.server]),
    ).toEqual([['b', cluster.url]]);
    expect(wrong.map(({ name }) => name)).toEqual(['a', 'c']);
    expect(hasUnnamed).toBe(false);
    expect(problems.list().map(({ key }) => key)).toEqual(
      [0, 2, 3].map(i => `workerClusters.managementClusters[${i}]`),
    );
  });

  it.each<[unknown]>([['main'], [[{ ...cluster, name: 7 }, cluster]], [7]])(
    'says that %j may be any management cluster',
    managementClusters => {
      expect(read({ managementClusters }).hasUnnamed).toBe(true);
      expect(problems.list()).toHaveLength(1);
    },
  );
});

describe('readClaimColumns', () => {
  const readColumns = (columns: object[]) =>
    readClaimColumns(
      mockServices.rootConfig({
        data: { workerClusters: { fleet: { columns } } } as any,
      }),
      problems,
    );
  const column = { id: 'cost', title: 'Cost center' };

  it('reads labels and paths, and gives them to the management clusters', () => {
    const columns = [
      { ...column, label: 'example.org/cost-center' },
      { id: 'size', title: 'Size', path: 'spec.nodes.size' },
    ];
    expect(readColumns(columns)).toEqual([
      { ...column, label: 'example.org/cost-center' },
      { id: 'size', title: 'Size', path: ['spec', 'nodes', 'size'] },
    ]);
    expect(
      read({ managementClusters: [cluster], fleet: { columns } })
        .managementClusters[0].columns,
    ).toHaveLength(2);
  });

  it.each([
    [[{ ...column, id: 'Cost', label: 'a' }], 'the id'],
    [[{ ...column, id: '__proto__', label: 'a' }], 'the id'],
    [[column], 'either a label or a path'],
    [[{ ...column, label: 'a', path: 'spec.a' }], 'either a label or a path'],
    [[{ ...column, path: 'metadata.name' }], 'the path'],
    [[{ ...column, path: 'spec' }], 'the path'],
    [[{ ...column, path: 'spec..a' }], 'the path'],
    [
      [
        { ...column, label: 'a' },
        { ...column, label: 'b' },
      ],
      'two columns have the id',
    ],
    [
      Array.from({ length: 21 }, (_, i) => ({
        ...column,
        id: `c${i}`,
        label: 'a',
      })),
      'at most 20',
    ],
  ])('leaves out one of %j', (columns, message) => {
    expect(readColumns(columns)).toHaveLength(columns.length - 1);
    expect(reported()).toMatch(message);
  });
});
