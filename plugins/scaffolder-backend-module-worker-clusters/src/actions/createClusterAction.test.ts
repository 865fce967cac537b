import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { ServiceUnavailableError } from '@backstage/errors';
import { MemoryHost } from '../__testUtils__/MemoryHost';
import { createTestAction, REPOSITORY_FILES } from '../__testUtils__/platform';

const branch = 'worker-cluster/dev/payments-dev/create';
const path = 'crossplane/claims/dev/payments-dev.yaml';

describe('worker-cluster:create', () => {
  it('adds one claim by one pull request, and tells the fleet', async () => {
    const host = new MemoryHost(REPOSITORY_FILES);
    const { run, reports } = createTestAction(host);
    const { output, log } = await run();

    expect(output).toEqual({
      pullRequestUrl: 'http://git.test/platform/gitops/pulls/1',
      pullRequestNumber: 1,
      branch,
      claimPath: path,
      entityRef: 'resource:default/payments-dev',
    });
    expect(host.requests).toEqual([branch]);
    expect(host.branches.get(branch)!.files.get(path)).toBe(
      `apiVersion: platform.example.org/v1alpha1
kind: WorkerCluster
metadata:
  name: payments-dev
  namespace: clusters-dev
  annotations:
    platform.example.org/requested-by: user:default/ada
spec:
  environment: dev
  region: eu-west-1
  owner: group:default/payments
  kubernetesVersion: "1.34"
  nodes:
    size: medium
    min: 2
    max: 4
`,
    );
    expect(host.pullRequests).toMatchObject([
      {
        title: 'worker-cluster: create payments-dev (eu-west-1)',
        head: branch,
        base: 'main',
      },
    ]);
    expect(reports).toEqual([
      {
        namespace: 'clusters-dev',
        name: 'payments-dev',
        environment: 'dev',
        region: 'eu-west-1',
        owner: 'group:default/payments',
        kubernetesVersion: '1.34',
        requestedBy: 'user:default/ada',
        claimPath: path,
        pullRequest: {
          number: 1,
          url: 'http://git.test/platform/gitops/pulls/1',
          title: 'worker-cluster: create payments-dev (eu-west-1)',
          createdAt: '2026-11-23T08:00:00.000Z',
        },
      },
    ]);
    expect(log.join('\n')).toMatch(
      /Schema: .*\n.*Fields of Crossplane and Argo CD: .*\n.*Sources and versions: .*\n.*Name: .*\n.*Environment: .*\n.*Owner: .*\n.*Name and requests: .*\n.*Created branch .*\n.*Opened pull request #1/,
    );
  });

  it('writes a description for the reviewer, in which names are only text', async () => {
    const host = new MemoryHost(REPOSITORY_FILES);
    await createTestAction(host).run();
    expect(
      host.pullRequests[0].body.replace(
        /request: [\w-]+\.[\w-]+/,
        'request: (signed)',
      ),
    ).toBe(
      `**Ada \\| \\*L.\\*** (user:default/ada) requests a new worker cluster.

| Field | Value |
| --- | --- |
| Name | payments-dev |
| Environment | dev |
| Region | eu-west-1 |
| Owner | group:default/payments |
| Kubernetes version | 1.34 |
| Nodes | medium, 2 to 4 |

It writes \`${path}\`. After the merge the management Argo CD applies it, Crossplane creates the cluster and installs an Argo CD into it, and that Argo CD deploys the applications of its environment. To refuse the request, close this pull request.

### Checks

| Check | Result |
| --- | --- |
| Schema | valid by the XRD in this repository \\(platform&#46;example&#46;org/v1alpha1\\) |
| Fields of Crossplane and Argo CD | not changed |
| Sources and versions | allowed |
| Name | follows the rules |
| Environment | region, version and size are offered there |
| Owner | is in the catalog |
| Name and requests | no other claim, request, cluster or entity is in the way |

[The request in the portal](http://portal.test/create/tasks/task-1) · [The fleet](http://portal.test/worker-clusters)

<!-- worker-clusters-request: (signed) -->`,
    );
  });

  it.each<[string, object, string, string | RegExp]>([
    [
      'a name that is no DNS label',
      { name: 'Payments_Dev' },
      'InputError',
      "The name 'Payments_Dev' has uppercase letters: write it in lowercase letters.",
    ],
    [
      'a name that leads elsewhere',
      { name: '../../x' },
      'InputError',
      /use lowercase letters, digits and '-' only/,
    ],
    [
      'an environment that leads elsewhere',
      { environment: '../x' },
      'InputError',
      /Environment '\.\.\/x' is not offered/,
    ],
    [
      'an unknown environment',
      { environment: 'test' },
      'InputError',
      "Environment 'test' is not offered: choose one of dev, staging, prod.",
    ],
    [
      'an unknown region',
      { region: 'mars-1' },
      'InputError',
      "Region 'mars-1' is not offered: choose one of eu-west-1, us-east-1.",
    ],
    [
      'several faults',
      { region: 'x', kubernetesVersion: '1.2' },
      'InputError',
      /Region 'x' .*\. Kubernetes version '1\.2' is not offered/,
    ],
    [
      'bounds in the wrong order',
      { nodes: { size: 'small', min: 5, max: 2 } },
      'InputError',
      /Maximum number of nodes \(2\) is below the minimum \(5\)/,
    ],
    [
      'an unknown owner',
      { owner: 'group:default/nobody' },
      'InputError',
      /Owner 'group:default\/nobody' is not in the catalog/,
    ],
    [
      'a person as owner',
      { owner: 'user:default/ada' },
      'InputError',
      /is not a group: a cluster belongs to a team/,
    ],
    [
      'no reference as owner',
      { owner: '/' },
      'InputError',
      /Owner '\/' is not a group/,
    ],
    [
      'a name with a claim in another environment',
      { name: 'taken-prod' },
      'ConflictError',
      "The name 'taken-prod' is taken: there is a claim of this name in environment prod, http://git.test/main/crossplane/claims/prod/taken-prod.yaml. Choose another name.",
    ],
    [
      'a name in the fleet',
      { name: 'taken-fleet' },
      'ConflictError',
      "The name 'taken-fleet' is taken: the fleet has a cluster of this name (staging, ready). Choose another name.",
    ],
    [
      'a name in the catalog',
      { name: 'taken-entity' },
      'ConflictError',
      "The name 'taken-entity' is taken: the catalog has an entity resource:default/taken-entity. Choose another name.",
    ],
  ])('refuses %s and writes nothing', async (_, input, name, message) => {
    const host = new MemoryHost(REPOSITORY_FILES);
    const { run, reports } = createTestAction(host);
    await expect(run(input)).rejects.toMatchObject({
      name,
      message: expect.stringMatching(
        typeof message === 'string' ? literally(message) : message,
      ),
    });
    expect(host.requests).toEqual([]);
    expect(host.pullRequests).toEqual([]);
    expect(reports).toEqual([]);
  });

  it('takes an owner in its short form', async () => {
    const host = new MemoryHost(REPOSITORY_FILES);
    await createTestAction(host).run({ owner: 'Payments' });
    expect(host.branches.get(branch)!.files.get(path)).toContain(
      'owner: group:default/payments',
    );
  });

  it.each(['dev', 'prod'])(
    'refuses a name with an open pull request in environment %s, with the link',
    async environment => {
      const host = new MemoryHost(REPOSITORY_FILES);
      const { run } = createTestAction(host);
      await run({ environment });
      await expect(
        run({}, { id: 'task-2', user: 'bob' }),
      ).rejects.toMatchObject({
        name: 'ConflictError',
        message:
          'This cluster has been requested already, in pull request #1: http://git.test/platform/gitops/pulls/1. Wait until it is merged, have it closed, or choose another name.',
      });
      expect(host.requests).toHaveLength(1);
      expect(host.pullRequests).toHaveLength(1);
    },
  );

  it("amends the requester's open request, where the policy allows it", async () => {
    const host = new MemoryHost(REPOSITORY_FILES);
    const policy = { amendRequests: true };
    await createTestAction(host).run({
      nodes: { size: 'small', min: 1, max: 2 },
    });
    const again = { nodes: { size: 'large', min: 3, max: 5 } };
    await expect(
      createTestAction(host).run(again, { id: 'task-2' }),
    ).rejects.toThrow(
      /^This cluster has been requested already, in pull request #1: \S+ Wait until it is merged, have it closed, or choose another name\./,
    );
    await expect(
      createTestAction(host, { policy }).run(again, {
        id: 'task-2',
        user: 'bob',
      }),
    ).rejects.toThrow(/This cluster has been requested already/);

    const { run, reports } = createTestAction(host, { policy });
    const { output, log } = await run(again, { id: 'task-2' });
    expect(output.pullRequestNumber).toBe(1);
    expect(log.join('\n')).toMatch(/This request replaces it/);
    expect(host.pullRequests).toHaveLength(1);
    expect(host.pullRequests[0].body).toContain('large, 3 to 5');
    expect(host.branches.get(branch)!.files.get(path)).toMatch(/size: large/);
    expect(reports).toHaveLength(1);
  });

  it('takes a name whose request was closed', async () => {
    const host = new MemoryHost(REPOSITORY_FILES);
    await createTestAction(host).run({ name: 'closed-before' });
    expect(host.pullRequests).toHaveLength(1);
  });

  it('gives two people at once one pull request and one clear message', async () => {
    const host = new MemoryHost(REPOSITORY_FILES);
    const { run } = createTestAction(host);
    const results = await Promise.allSettled([
      run({}, { id: 'task-1', user: 'ada' }),
      run({}, { id: 'task-2', user: 'bob' }),
    ]);
    expect(results.map(r => r.status).sort()).toEqual([
      'fulfilled',
      'rejected',
    ]);
    expect(
      results.find((r): r is PromiseRejectedResult => r.status === 'rejected')!
        .reason.message,
    ).toMatch(
      /^This cluster has been requested already, in pull request #1: http/,
    );
    expect(host.requests).toHaveLength(1);
    expect(host.pullRequests).toHaveLength(1);
  });

  it('ends in the same pull request when a task is tried again, wherever it broke off', async () => {
    const whole = new MemoryHost(REPOSITORY_FILES);
    await createTestAction(whole).run();
    expect(whole.calls).toBeGreaterThan(8);

    for (let call = 1; call <= whole.calls; call += 1) {
      for (const when of ['before', 'after'] as const) {
        const host = new MemoryHost(REPOSITORY_FILES);
        const { run } = createTestAction(host);
        host.fault = { call, when };
        await expect(run()).rejects.toMatchObject({
          name: 'ServiceUnavailableError',
          message: expect.stringMatching(
            /did not answer.* Try again when it is back; if it stays down tell the platform team\. (Nothing was written|Whether the branch .* is left behind is not known|Pull request #1 was opened, but)/,
          ),
        });
        host.fault = undefined;
        host.down = false;
        await expect(run()).resolves.toMatchObject({
          output: { pullRequestNumber: 1 },
        });
        expect(host.requests).toEqual([branch]);
        expect(host.pullRequests).toHaveLength(1);
      }
    }
  });

  it.each(['open', 'merged'] as const)(
    'finds its own pull request again (%s) when the name is taken by that very request',
    async state => {
      const host = new MemoryHost(REPOSITORY_FILES);
      const { run, fleet } = createTestAction(host);
      const first = await run();
      // The catalog and the fleet know of the request by now.
      fleet.listClusters = jest.fn().mockResolvedValue({
        items: [{ name: 'payments-dev', phase: { phase: 'provisioning' } }],
      });
      host.pullRequests[0].state = state;
      if (state === 'merged') host.push('main', path, 'merged');
      const again = await run();
      expect(again.output).toEqual(first.output);
      expect(host.pullRequests).toHaveLength(1);
      // For another task it is taken.
      await expect(run({}, { id: 'task-2' })).rejects.toMatchObject({
        name: 'ConflictError',
      });
    },
  );

  it('says that nothing was written when the Git host is down', async () => {
    const host = new MemoryHost(REPOSITORY_FILES);
    host.down = true;
    await expect(createTestAction(host).run()).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message:
        'The Git host http://git.test did not answer (connection refused). Try again when it is back; if it stays down tell the platform team. Nothing was written.',
    });
    expect(host.requests).toEqual([]);
  });

  it('warns when the fleet cannot be read, and checks Git only', async () => {
    const host = new MemoryHost(REPOSITORY_FILES);
    const { run, fleet } = createTestAction(host);
    fleet.listClusters = jest
      .fn()
      .mockRejectedValue(new ServiceUnavailableError('away'));
    fleet.reportRequest = jest
      .fn()
      .mockRejectedValue(new ServiceUnavailableError('away'));
    const { output, log } = await run();
    expect(output.pullRequestNumber).toBe(1);
    expect(log).toEqual(
      expect.arrayContaining([
        'warn: The fleet cannot be read, only Git is checked: away',
        expect.stringMatching(
          /^warn: The request could not be reported to the fleet, .*: away/,
        ),
      ]),
    );
    expect(host.pullRequests[0].body).toContain(
      "| Name and requests | The fleet cannot be read now: whether it has a cluster 'payments-dev' was not checked. |",
    );
  });

  it('checks the permission with the credentials of the requester', async () => {
    const host = new MemoryHost(REPOSITORY_FILES);
    const { run, permissions } = createTestAction(host);
    permissions.authorize.mockResolvedValue([{ result: AuthorizeResult.DENY }]);
    await expect(run()).rejects.toMatchObject({
      name: 'NotAllowedError',
      message: expect.stringContaining(
        "the permission 'worker-clusters.cluster.create'",
      ),
    });
    expect(permissions.authorize).toHaveBeenCalledWith(
      [
        {
          permission: expect.objectContaining({
            name: 'worker-clusters.cluster.create',
          }),
          resourceRef:
            'requested?environment=dev&name=payments-dev&managementCluster=main&owner=group%3Adefault%2Fpayments',
        },
      ],
      {
        credentials: expect.objectContaining({ principal: expect.anything() }),
      },
    );
    expect(host.calls).toBe(0);
  });

  it('checks everything and writes nothing in a dry run', async () => {
    const host = new MemoryHost(REPOSITORY_FILES);
    const { run, reports } = createTestAction(host);
    const { output, log } = await run({}, { isDryRun: true });
    expect(output).toMatchObject({ branch, claimPath: path });
    expect(log.join('\n')).toContain('Dry run: would change');
    expect(host.requests).toEqual([]);
    expect(reports).toEqual([]);
    await expect(run({ region: 'mars-1' }, { isDryRun: true })).rejects.toThrow(
      /Region 'mars-1'/,
    );
  });

  it('honours scaffolder.requireScmUserCredentials', async () => {
    const host = new MemoryHost(REPOSITORY_FILES);
    const { run, opened } = createTestAction(host, {
      requireUserCredentials: true,
    });
    await expect(run()).rejects.toThrow(
      /scaffolder\.requireScmUserCredentials.*'token'/,
    );
    expect(opened).toEqual([]);
    await run({ token: 'mine' });
    expect(opened.every(o => o.token === 'mine')).toBe(true);
  });

  it('takes another repository, with its own default branch', async () => {
    const host = new MemoryHost(REPOSITORY_FILES);
    const { run, opened } = createTestAction(host, {
      gitops: {
        repoUrl: 'x',
        branch: 'release',
        claimsFolder: 'crossplane/claims',
        xrdPath: 'crossplane/xrds/workercluster.yaml',
        compositionPath: 'c.yaml',
      },
    });
    await expect(run()).rejects.toMatchObject({
      name: 'NotFoundError',
      message: expect.stringContaining("has no branch 'release'"),
    });
    await run({ repoUrl: 'git.test?owner=other&repo=gitops' });
    expect(opened.pop()!.repository).toBe('git.test?owner=other&repo=gitops');
  });

  it.each<[string, Parameters<typeof createTestAction>[1], object, RegExp]>([
    [
      'no GitOps repository',
      { gitops: undefined },
      REPOSITORY_FILES,
      /workerClusters\.gitops\.repoUrl/,
    ],
    [
      'no XRD',
      {},
      {},
      /has no XRD at crossplane\/xrds\/workercluster\.yaml on branch main.*workerClusters\.gitops\.xrdPath/,
    ],
    [
      'something else for an XRD',
      {},
      { 'crossplane/xrds/workercluster.yaml': 'kind: X' },
      /holds no CompositeResourceDefinition/,
    ],
  ])('tells whom to ask with %s', async (_, change, files, message) => {
    const host = new MemoryHost(files as Record<string, string>);
    await expect(createTestAction(host, change).run()).rejects.toThrow(message);
    expect(host.requests).toEqual([]);
  });
});

function literally(text: string): RegExp {
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
}
