import { mockServices } from '@backstage/backend-test-utils';
import fc from 'fast-check';
import { ConfigProblems } from '@worker-clusters/backstage-plugin-worker-clusters-node/config';
import { claimText, FakeGit } from '../__testUtils__/FakeGit';
import { GitopsRepository } from './GitopsRepository';
import { readRequest } from './readRequest';
import { CommitReader } from './RequestFiles';
import { readRequestsConfig } from './requestsConfig';
import { ConfigReader } from '@backstage/config';

jest.setTimeout(60_000);

function read(git: FakeGit) {
  const repository = new GitopsRepository(git.open(), {
    claimsFolder: 'crossplane/claims',
    xrdPath: 'crossplane/xrds/workercluster.yaml',
    compositionPath: 'crossplane/compositions/workercluster-aws.yaml',
    branch: 'main',
  });
  const reader = new CommitReader(repository);
  return readRequest({ repository, reader }, git.pullRequests[0], {
    base: { branch: 'main' },
    managementCluster: 'main',
  });
}

describe('readRequest', () => {
  it.each([
    ['feature/other'],
    ['worker-cluster/dev/../../create'],
    ['worker-cluster/dev/Alpha/create'],
    ['worker-cluster/dev/alpha/delete'],
    ['main'],
  ])('does not take branch %s for a request', async head => {
    const git = new FakeGit();
    git.ask('alpha', { head });
    expect(await read(git)).toBeUndefined();
    expect(git.calls).toEqual([]);
  });

  it('does not take the pull request of a fork for a request', async () => {
    const git = new FakeGit();
    git.ask('alpha');
    git.files.clear();
    expect(await read(git)).toBeUndefined();
  });

  it.each([
    ['that is no YAML', '{{{'],
    ['of another cluster', claimText('beta')],
    ['that is empty', ''],
    ['of another kind', 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n'],
  ])(
    'knows the cluster by the branch in spite of a file %s',
    async (_, content) => {
      const git = new FakeGit();
      git.ask('alpha', { content });
      const request = await read(git);
      expect(request).toMatchObject({
        ref: {
          managementCluster: 'main',
          namespace: 'clusters-dev',
          name: 'alpha',
        },
        environment: 'dev',
      });
      expect(request).not.toHaveProperty('owner');
      expect(request?.pullRequest).not.toHaveProperty('requestedBy');
    },
  );

  it.each([
    ['namespace: clusters-dev', 'namespace: teams', 'teams'],
    ['namespace: clusters-dev', 'namespace: "a/b"', 'clusters-dev'],
    ['namespace: clusters-dev', 'other: x', 'clusters-dev'],
  ])('%s → %s', async (from, to, namespace) => {
    const git = new FakeGit();
    git.ask('alpha', { content: claimText('alpha').replace(from, to) });
    expect((await read(git))?.ref.namespace).toBe(namespace);
  });

  it("reads a claim of the platform's own API group", async () => {
    const git = new FakeGit();
    git.ask('alpha', {
      content: claimText('alpha')
        .replaceAll('platform.example.org', 'platform.acme.io')
        .replace('kind: WorkerCluster', 'kind: KubeCluster'),
    });
    expect(await read(git)).toMatchObject({
      owner: 'group:default/payments',
      pullRequest: { requestedBy: 'user:default/ada' },
    });
  });

  it('leaves out a requester that is no entity reference', async () => {
    const git = new FakeGit();
    git.ask('alpha', {
      content: claimText('alpha').replace('user:default/ada', '"not a ref"'),
    });
    const request = await read(git);
    expect(request?.owner).toBe('group:default/payments');
    expect(request?.pullRequest).not.toHaveProperty('requestedBy');
  });

  it('survives whatever stands in the file', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async content => {
        const git = new FakeGit();
        git.ask('alpha', { content });
        expect((await read(git))?.ref.name).toBe('alpha');
      }),
    );
  });
});

describe('readRequestsConfig', () => {
  const config = (gitops: object, requests?: object) =>
    new ConfigReader({
      workerClusters: {
        managementClusters: [{ name: 'one' }, { name: 'two' }],
        gitops,
        ...(requests && { requests }),
      },
    });

  const logger = mockServices.logger.mock();
  let problems: ConfigProblems;
  beforeEach(() => {
    problems = new ConfigProblems(logger);
  });
  const readConfig = (of: ConfigReader) => readRequestsConfig(of, problems);

  it('has defaults', () => {
    expect(readConfig(config({}))).toEqual({
      managementCluster: 'one',
      refreshInterval: { minutes: 1 },
      minRefreshInterval: { seconds: 10 },
    });
    expect(readConfig(new ConfigReader({}))).toEqual({
      managementCluster: undefined,
      refreshInterval: { minutes: 1 },
      minRefreshInterval: { seconds: 10 },
    });
  });

  it('reads what is set', () => {
    expect(
      readConfig(
        config({ managementCluster: 'two' }, { refreshInterval: '30s' }),
      ),
    ).toEqual({
      managementCluster: 'two',
      refreshInterval: { seconds: 30 },
      minRefreshInterval: { seconds: 10 },
    });
  });

  it('takes no management cluster that is not configured', () => {
    expect(
      readConfig(config({ managementCluster: 'three' })).managementCluster,
    ).toBeUndefined();
    expect(problems.list()).toEqual([
      expect.objectContaining({
        key: 'workerClusters.gitops.managementCluster',
        message: expect.stringMatching(
          /'three', which is not the name of one of .*one, two/,
        ),
      }),
    ]);
  });

  it('does not send claims to the second management cluster because the first has no name', () => {
    const workerClusters = {
      managementClusters: [{ name: 1 }, { name: 'two' }],
    };
    expect(
      readConfig(new ConfigReader({ workerClusters } as any)).managementCluster,
    ).toBeUndefined();
    expect(problems.list()[0].message).toMatch(/managementClusters\[0\]\.name/);
  });

  it.each(['-1 minutes', 'soon', 7])(
    'does not take %j for an interval',
    refreshInterval => {
      expect(
        readConfig(config({}, { refreshInterval })).refreshInterval,
      ).toEqual({
        minutes: 1,
      });
      expect(problems.list()[0].key).toBe(
        'workerClusters.requests.refreshInterval',
      );
    },
  );
});
