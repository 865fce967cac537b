import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { createCertificateAuthority } from '@worker-clusters/sandbox';
import { readClaimColumns, readObserveConfig } from './config';

const read = (workerClusters?: object) =>
  readObserveConfig(
    mockServices.rootConfig({
      data: { ...(workerClusters && { workerClusters }) } as any,
    }),
  );
const cluster = { name: 'm', url: 'https://m.example.org:6443' };

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
        server: 'https://m.example.org:6443',
        ca: undefined,
        token: expect.any(Function),
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
          token: 'a-token',
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
      ca: certificate,
      claims,
      argocdNamespace: 'gitops',
    });
    expect(await managementClusters[0].token()).toBe('a-token');
    expect(workers.argocdNamespace).toBe('apps');
    expect(workers.policy.problemOf('https://127.0.0.1')).toBeUndefined();
  });

  it('reads a token from its file each time, for it rotates', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'token-'));
    try {
      const tokenFile = join(directory, 'token');
      const [{ token }] = read({
        managementClusters: [{ ...cluster, tokenFile, token: 'not-this' }],
      }).managementClusters;
      await expect(token()).rejects.toThrow(tokenFile);
      await writeFile(tokenFile, 'first\n');
      expect(await token()).toBe('first');
      await writeFile(tokenFile, 'second\n');
      expect(await token()).toBe('second');
      await writeFile(tokenFile, 'not a token');
      await expect(token()).rejects.toThrow(/no bearer token/);
      await expect(token()).rejects.not.toThrow(/not a token/);
    } finally {
      await rm(directory, { recursive: true });
    }
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
      'http',
      { managementClusters: [{ ...cluster, url: 'http://m' }] },
      /url of 'm' must be an https URL/,
    ],
    [
      'no URL',
      { managementClusters: [{ ...cluster, url: 'm' }] },
      /url of 'm' must be an https URL/,
    ],
    [
      'a CA that is none',
      { managementClusters: [{ ...cluster, caData: 'aGVsbG8=' }] },
      /caData of 'm'/,
    ],
    [
      'no name',
      { managementClusters: [{ url: 'https://m' }] },
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
  ])('refuses %s, and names the key', (_, config, message) => {
    expect(() => read(config)).toThrow(message);
  });
});

describe('readClaimColumns', () => {
  const readColumns = (columns: object[]) =>
    readClaimColumns(
      mockServices.rootConfig({
        data: { workerClusters: { fleet: { columns } } } as any,
      }),
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
  ])('refuses %j', (columns, message) => {
    expect(() => readColumns(columns)).toThrow(message);
  });
});
