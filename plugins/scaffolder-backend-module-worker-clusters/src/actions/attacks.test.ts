import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { parseRequestedCluster } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { MemoryHost } from '../__testUtils__/MemoryHost';
import {
  claimFile,
  createFleet,
  createTestAction,
  REPOSITORY_FILES,
} from '../__testUtils__/platform';

const PATH = 'crossplane/claims/dev/payments-dev.yaml';
const FILES = { ...REPOSITORY_FILES, [PATH]: claimFile() };
const CLUSTER = { name: 'payments-dev', environment: 'dev' };
const REMOVAL = { ...CLUSTER, confirmedName: 'payments-dev' };
const CHANGE = { ...CLUSTER, spec: { nodes: { max: 9 } } };
const ALLOW = [{ result: AuthorizeResult.ALLOW }] as any;
const DENY = [{ result: AuthorizeResult.DENY }] as any;

/** A cluster of that name in several management clusters and namespaces. */
function fleetOf(
  ...places: Array<[managementCluster: string, namespace: string]>
) {
  const { fleet } = createFleet();
  fleet.listClusters = jest.fn(async () => ({
    items: places.map(([managementCluster, namespace]) => ({
      ...CLUSTER,
      managementCluster,
      namespace,
      owner: 'group:default/payments',
      phase: { phase: 'ready' },
    })),
  })) as any;
  return fleet;
}

/** Allows what is decided on some resources only. */
const onlyOn = (allowed: (resourceRef: string) => boolean) =>
  (async ([{ resourceRef }]: any) =>
    allowed(resourceRef) ? ALLOW : DENY) as any;

describe.each([
  ['worker-cluster:update', CHANGE],
  ['worker-cluster:decommission', REMOVAL],
  [
    'worker-cluster:pull-request',
    {
      ...CLUSTER,
      verb: 'decommission',
      title: 't',
      body: 'b',
      changes: [{ path: PATH }],
    },
  ],
])('%s of a forbidden cluster', (id, input) => {
  it('is refused through a cluster of the same name in another management cluster', async () => {
    const host = new MemoryHost(FILES);
    const fleet = fleetOf(['other', 'clusters-dev'], ['main', 'clusters-dev']);
    const { run, permissions } = createTestAction(host, { id, fleet });
    permissions.authorize.mockImplementation(
      onlyOn(ref => ref.startsWith('other/')),
    );
    await expect(run(input)).rejects.toMatchObject({ name: 'NotAllowedError' });
    expect(
      permissions.authorize.mock.calls.map(([[q]]) => q.resourceRef),
    ).toEqual(['main/clusters-dev/payments-dev']);
    expect(host.requests).toEqual([]);
  });

  it('is refused where only the other management cluster has one', async () => {
    const host = new MemoryHost(FILES);
    const fleet = fleetOf(['other', 'clusters-dev']);
    const { run, permissions } = createTestAction(host, { id, fleet });
    permissions.authorizeConditional.mockResolvedValue([
      { result: AuthorizeResult.CONDITIONAL } as any,
    ]);
    await expect(run(input)).rejects.toMatchObject({ name: 'NotAllowedError' });
    expect(host.requests).toEqual([]);
  });

  it('is refused through another repository, whose management cluster is not known', async () => {
    const host = new MemoryHost(FILES);
    const fleet = fleetOf(['main', 'clusters-dev']);
    const { run, permissions } = createTestAction(host, { id, fleet });
    permissions.authorizeConditional.mockResolvedValue([
      { result: AuthorizeResult.CONDITIONAL } as any,
    ]);
    await expect(
      run({ ...input, repoUrl: 'git.test?owner=other&repo=gitops' }),
    ).rejects.toMatchObject({ name: 'NotAllowedError' });
    expect(host.requests).toEqual([]);
  });

  it('is refused through a claim file of another namespace', async () => {
    const host = new MemoryHost(FILES);
    const fleet = fleetOf(['main', 'teams']);
    await expect(
      createTestAction(host, { id, fleet }).run(input),
    ).rejects.toThrow(/they are not the same cluster/);
    expect(host.requests).toEqual([]);
  });

  it("is refused to who is in none of the owner's teams", async () => {
    const host = new MemoryHost(FILES);
    const policy = { ownership: { exempt: [], services: [] } };
    const fleet = fleetOf(['main', 'clusters-dev']);
    fleet.getCluster.mockResolvedValue(undefined);
    const { run, userInfo } = createTestAction(host, { id, policy, fleet });
    userInfo.getUserInfo.mockResolvedValue({
      userEntityRef: 'user:default/ada',
      ownershipEntityRefs: ['user:default/ada', 'group:default/data'],
    });
    await expect(run(input)).rejects.toThrow(
      // The fleet says nothing of the cluster to this user: its owner is not named.
      /^This cluster belongs to none of your teams\./,
    );
    expect(host.requests).toEqual([]);

    userInfo.getUserInfo.mockResolvedValue({
      userEntityRef: 'user:default/ada',
      ownershipEntityRefs: ['group:default/payments'],
    });
    await run(input);
    expect(host.pullRequests).toHaveLength(1);
  });
});

describe('worker-cluster:create', () => {
  const create = (host: MemoryHost, change: object = {}) =>
    createTestAction(host, {
      policy: { ownership: { exempt: [], services: [] } },
      ...change,
    });

  it('is decided on the owner and environment of the requested cluster', async () => {
    const host = new MemoryHost(REPOSITORY_FILES);
    const { run, permissions } = create(host, { policy: {} });
    permissions.authorize.mockImplementation(
      onlyOn(ref => {
        const { owner, environment } = parseRequestedCluster(ref)!;
        return owner === 'group:default/payments' && environment === 'dev';
      }),
    );
    const refused = { name: 'NotAllowedError' };
    for (const input of [
      { owner: 'group:default/data' },
      { environment: 'staging' },
      { owner: ['group:default/payments'] },
    ]) {
      await expect(run(input)).rejects.toMatchObject(refused);
    }
    expect(host.requests).toEqual([]);
    await run();
    expect(host.pullRequests).toHaveLength(1);
  });

  it('is for own teams only, whatever the form says', async () => {
    const host = new MemoryHost(REPOSITORY_FILES);
    const { run, userInfo } = create(host);
    userInfo.getUserInfo.mockResolvedValue({
      userEntityRef: 'user:default/ada',
      ownershipEntityRefs: ['user:default/ada', 'group:default/data'],
    });
    await expect(run()).rejects.toThrow(
      /A cluster is requested for your own teams only, and group:default\/payments is none of them\. Choose group:default\/data/,
    );
    expect(host.requests).toEqual([]);
  });

  it('says that the teams of the user cannot be read', async () => {
    const host = new MemoryHost(REPOSITORY_FILES);
    const { run, userInfo } = create(host);
    userInfo.getUserInfo.mockRejectedValue(new Error('jwt expired'));
    await expect(run()).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringContaining('Your teams cannot be read now'),
    });
    expect(host.requests).toEqual([]);
  });

  it('tells nothing of a hidden cluster that has the name', async () => {
    const host = new MemoryHost(REPOSITORY_FILES);
    const { run, permissions, fleet } = create(host);
    permissions.authorizeConditional.mockResolvedValue(DENY);
    fleet.getCluster.mockResolvedValue(undefined);
    for (const name of ['taken-fleet', 'taken-prod']) {
      await expect(run({ name })).rejects.toThrow(
        new RegExp(`^The name '${name}' is taken\\. Choose another name\\.$`),
      );
    }
    permissions.authorizeConditional.mockResolvedValue(ALLOW);
    fleet.getCluster.mockResolvedValue({} as any);
    await expect(run({ name: 'taken-fleet' })).rejects.toThrow(
      /staging, ready/,
    );
    await expect(run({ name: 'taken-prod' })).rejects.toThrow(
      /taken-prod\.yaml/,
    );
  });
});

it('worker-cluster:pull-request writes no claim for another team', async () => {
  const host = new MemoryHost(REPOSITORY_FILES);
  const { run } = createTestAction(host, {
    id: 'worker-cluster:pull-request',
    policy: { ownership: { exempt: [], services: [] } },
  });
  const write = (content: string) =>
    run({
      ...CLUSTER,
      verb: 'create',
      title: 't',
      body: 'b',
      changes: [{ path: PATH, content }],
    });
  for (const content of [
    claimFile().replace('group:default/payments', 'group:default/data'),
    'owner: group:default/payments',
    '{',
  ]) {
    await expect(write(content)).rejects.toThrow(/your own teams only/);
  }
  expect(host.requests).toEqual([]);
  await write(claimFile());
  expect(host.pullRequests).toHaveLength(1);
});
