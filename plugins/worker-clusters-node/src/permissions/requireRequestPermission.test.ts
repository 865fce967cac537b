import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { AuthorizedRequest } from './requireRequestPermission';
import {
  permissionsFor,
  requireRequestPermission,
} from './requireRequestPermission';

const IDENTITY = { environment: 'dev', name: 'search-dev' };
const cluster = {
  managementCluster: 'main',
  namespace: 'clusters-dev',
  name: 'search-dev',
  owner: 'group:default/payments',
};
const request = (
  verb: AuthorizedRequest['input']['verb'],
  spec?: Record<string, unknown>,
  rest: Partial<AuthorizedRequest> = { cluster },
): AuthorizedRequest => ({
  input: { ...IDENTITY, verb, ...(spec && { spec }) },
  managementCluster: 'main',
  ...rest,
});
const requested = (owner?: string) =>
  `requested?environment=dev&name=search-dev&managementCluster=main${
    owner ? `&owner=${encodeURIComponent(owner)}` : ''
  }`;
const REF = 'main/clusters-dev/search-dev';

describe('permissionsFor', () => {
  it.each<[string, AuthorizedRequest, Array<[string, string | undefined]>]>([
    [
      'a new cluster on its owner',
      request('create', { owner: 'group:default/data' }, {}),
      [['create', requested('group:default/data')]],
    ],
    [
      'a new cluster on its owner by the full reference',
      request('create', { owner: 'Data' }, {}),
      [['create', requested('group:default/data')]],
    ],
    [
      'a new cluster without an owner that is a text',
      request('create', { owner: ['group:default/data'] }, {}),
      [['create', requested()]],
    ],
    ['a change on the cluster', request('update', {}), [['update', REF]]],
    [
      'a change of the owner on the new owner, too',
      request('update', { owner: 'group:default/data' }),
      [
        ['update', REF],
        ['create', requested('group:default/data')],
      ],
    ],
    [
      'a change to the same owner on the cluster only',
      request('update', { owner: 'payments' }),
      [['update', REF]],
    ],
    [
      'a removal on the cluster',
      request('decommission'),
      [['decommission', REF]],
    ],
    [
      'a removal of a cluster that the fleet does not know without conditions',
      request('decommission', undefined, {}),
      [['decommission', undefined]],
    ],
  ])('decides %s', (_, asked, expected) => {
    expect(
      permissionsFor(asked).map(({ permission, resourceRef }) => [
        permission.name.split('.').pop(),
        resourceRef,
      ]),
    ).toEqual(expected);
  });
});

describe('requireRequestPermission', () => {
  const credentials = mockCredentials.user();
  const run = async (asked: AuthorizedRequest, conditional: any) => {
    const permissions = mockServices.permissions.mock();
    permissions.authorize.mockResolvedValue([
      { result: AuthorizeResult.ALLOW },
    ]);
    permissions.authorizeConditional.mockResolvedValue([conditional]);
    await requireRequestPermission({
      permissions,
      credentials,
      request: asked,
    });
    return permissions;
  };

  it('asks with the credentials of the requester', async () => {
    const { authorize } = await run(request('update', {}), undefined);
    expect(authorize).toHaveBeenCalledWith(expect.anything(), { credentials });
  });

  it('takes no condition for a yes where the cluster is not known', async () => {
    await expect(
      run(request('update', {}, {}), { result: AuthorizeResult.CONDITIONAL }),
    ).rejects.toThrow(
      "You may not request a change of worker cluster 'search-dev'. Ask the platform team for the permission 'worker-clusters.cluster.update'.",
    );
    await expect(
      run(request('update', {}, {}), { result: AuthorizeResult.ALLOW }),
    ).resolves.toBeDefined();
  });
});
