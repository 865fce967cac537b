import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { constantAccess } from '../http/ApiAccess';
import { ApiServerClient } from '../http/ApiServerClient';
import { Discovery, splitApiVersion } from './Discovery';

describe('Discovery', () => {
  const requested: string[] = [];
  let kinds: unknown;
  const server = createServer((request, response) => {
    requested.push(request.url!);
    response.end(JSON.stringify({ resources: kinds }));
  });
  let client: ApiServerClient;
  let discovery: Discovery;

  beforeAll(async () => {
    await new Promise<void>(done => {
      server.listen(0, '127.0.0.1', done);
    });
  });
  beforeEach(() => {
    requested.length = 0;
    kinds = [
      { name: 'clusters', kind: 'Cluster', namespaced: true },
      { name: 'clusters/status', kind: 'Cluster', namespaced: true },
      { name: 'roles', kind: 'Role', namespaced: false },
    ];
    client = new ApiServerClient({
      access: constantAccess({
        server: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      }),
    });
    discovery = new Discovery(client, new AbortController().signal);
  });
  afterEach(() => client.close());
  afterAll(async () => {
    await new Promise(done => server.close(done));
  });

  it('requests each group and version once, also for concurrent calls', async () => {
    const [cluster, role] = await Promise.all([
      discovery.find('eks.aws.m.upbound.io/v1beta1', 'Cluster'),
      discovery.find('eks.aws.m.upbound.io/v1beta1', 'Role'),
    ]);
    expect(cluster).toEqual({
      resource: {
        group: 'eks.aws.m.upbound.io',
        version: 'v1beta1',
        plural: 'clusters',
      },
      namespaced: true,
    });
    expect(role.namespaced).toBe(false);
    await discovery.find('eks.aws.m.upbound.io/v1beta1', 'Role');
    await discovery.find('v1', 'Role');
    expect(requested).toEqual([
      '/apis/eks.aws.m.upbound.io/v1beta1',
      '/api/v1',
    ]);
  });

  it('requests the list again for an unknown kind', async () => {
    await expect(discovery.find('v1', 'Secret')).rejects.toMatchObject({
      kind: 'notFound',
      message: expect.stringMatching(/does not serve Secret \(v1\).*XRD/),
    });
    kinds = [{ name: 'secrets', kind: 'Secret', namespaced: true }];
    expect((await discovery.find('v1', 'Secret')).resource.plural).toBe(
      'secrets',
    );
    expect(requested).toHaveLength(2);
  });

  it.each([undefined, null, 5, {}, [null, 5, { name: '../x', kind: 'A' }]])(
    'does not trust %j',
    async resources => {
      kinds = resources;
      await expect(discovery.find('v1', 'A')).rejects.toMatchObject({
        kind: 'notFound',
      });
    },
  );

  it.each(['../../api', 'a/b/c', 'a/v1?x', '', 'A/v1'])(
    'requests no path that %j would make',
    async apiVersion => {
      await expect(discovery.find(apiVersion, 'A')).rejects.toMatchObject({
        kind: 'notFound',
      });
      expect(requested).toEqual([]);
    },
  );

  it.each([
    ['v1', { group: '', version: 'v1' }],
    ['apps/v1', { group: 'apps', version: 'v1' }],
  ])('splits %s', (apiVersion, expected) => {
    expect(splitApiVersion(apiVersion)).toEqual(expected);
  });
});
