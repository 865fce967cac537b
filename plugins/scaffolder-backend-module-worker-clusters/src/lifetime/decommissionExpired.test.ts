import { ConfigReader } from '@backstage/config';
import { mockServices } from '@backstage/backend-test-utils';
import {
  type FleetCluster,
  readPolicy,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { MemoryHost } from '../__testUtils__/MemoryHost';
import { claimFile, REPOSITORY_FILES } from '../__testUtils__/platform';
import { decommissionExpired } from './decommissionExpired';

const PATH = 'crossplane/claims/dev/payments-dev.yaml';
const BRANCH = 'worker-cluster/dev/payments-dev/decommission';
const OVER = '2026-01-31T12:00:00Z';
const LATER = '2099-01-31T12:00:00Z';
const LIFETIME = {
  environments: { dev: { lifetime: { default: '30 days' } } },
};

const claim = (expiresAt?: string, name?: string) =>
  claimFile(name).replace(
    'spec:',
    expiresAt
      ? `  annotations:\n    platform.example.org/expires-at: ${expiresAt}\nspec:`
      : 'spec:',
  );

function testRun(options: {
  fleet?: Array<Partial<FleetCluster>>;
  files?: Record<string, string>;
  policy?: object;
}) {
  const {
    fleet = [{}],
    files = { [PATH]: claim(OVER) },
    policy = LIFETIME,
  } = options;
  const host = new MemoryHost({ ...REPOSITORY_FILES, ...files });
  const logger = mockServices.logger.mock();
  const run = () => {
    const repository = host.open();
    return decommissionExpired({
      ports: {
        repository,
        gitops: {
          claimsFolder: 'crossplane/claims',
          xrdPath: 'crossplane/xrds/workercluster.yaml',
          compositionPath: 'crossplane/compositions/workercluster-aws.yaml',
        },
        policy: readPolicy(new ConfigReader(policy as any)),
        listClusters: async () =>
          fleet.map(cluster => ({
            ref: {
              managementCluster: 'main',
              namespace: 'clusters-dev',
              name: cluster.name ?? 'payments-dev',
            },
            name: 'payments-dev',
            environment: 'dev',
            phase: 'ready',
            // As the API serves it.
            expiresAt: '2026-01-31T12:00:00.000Z',
            ...cluster,
          })),
      },
      managementCluster: 'main',
      describe: {
        appBaseUrl: 'http://portal.test',
        policy: {},
        pullRequests: {
          draft: false,
          labels: [],
          reviewers: [],
          teamReviewers: [],
          assignees: [],
          autoMerge: false,
        },
      },
      author: { name: 'Portal', email: 'portal@example.org' },
      logger,
      confirmAfterMs: 0,
    });
  };
  return { host, logger, run };
}

describe('decommissionExpired', () => {
  it('requests the removal of a cluster whose lifetime is over, and removes nothing itself', async () => {
    const { host, run } = testRun({});
    await run();
    const [{ title, head, state, body }] = host.pullRequests;
    expect({ title, head, state }).toEqual({
      title: 'worker-cluster: decommission payments-dev (eu-west-1)',
      head: BRANCH,
      state: 'open',
    });
    expect(body).toMatch(/^\*\*Portal\*\* requests the removal/);
    expect(body).toContain(`The lifetime of the cluster ended at ${OVER}`);
    expect(host.branches.get(BRANCH)!.files.has(PATH)).toBe(false);
    expect(host.branches.get('main')!.files.has(PATH)).toBe(true);
  });

  const clusterOf = (
    managementCluster: string,
    namespace = 'clusters-dev',
  ) => ({
    ref: { managementCluster, namespace, name: 'payments-dev' },
  });

  it.each<[string, Parameters<typeof testRun>[0]]>([
    [
      'a cluster of another management cluster',
      { fleet: [clusterOf('other')] },
    ],
    [
      'a cluster whose claim is in another namespace than the one in Git',
      { fleet: [clusterOf('main', 'elsewhere')] },
    ],
    ['a cluster whose lifetime is not over', { fleet: [{ expiresAt: LATER }] }],
    ['a cluster without an end', { fleet: [{ expiresAt: undefined }] }],
    ['a cluster that is being deleted', { fleet: [{ phase: 'deleting' }] }],
    ['a request', { fleet: [{ phase: 'requested' }] }],
    [
      'an environment without a lifetime',
      { policy: { environments: { dev: {} } } },
    ],
    ['an environment that the policy does not name', { policy: {} }],
    ['an end that is no time', { fleet: [{ expiresAt: 'yesterday' }] }],
    ['a claim that is extended in Git', { files: { [PATH]: claim(LATER) } }],
    ['a claim that has no end in Git', { files: { [PATH]: claim() } }],
    ['a claim that is gone from Git', { files: {} }],
  ])('leaves %s', async (_, options) => {
    const { host, run } = testRun(options);
    await run();
    expect(host.pullRequests).toEqual([]);
    expect(host.requests).toEqual([]);
  });

  it.each(['open', 'closed', 'merged'] as const)(
    'does not request again what is %s',
    async state => {
      const { host, run } = testRun({});
      await run();
      host.pullRequests[0].state = state;
      await run();
      expect(host.pullRequests).toHaveLength(1);
    },
  );

  it('requests again after the lifetime was extended and is over once more', async () => {
    const { host, run } = testRun({});
    await run();
    Object.assign(host.pullRequests[0], {
      state: 'closed',
      createdAt: '2026-01-01T00:00:00Z',
    });
    await run();
    expect(host.pullRequests.map(p => p.state)).toEqual(['closed', 'open']);
  });

  it('goes on after any number of clusters whose removal was requested before', async () => {
    const names = Array.from({ length: 23 }, (_, i) => `alpha-${10 + i}`);
    const { host, run } = testRun({
      fleet: names.map(name => ({ name })),
      files: Object.fromEntries(
        names.map(name => [
          `crossplane/claims/dev/${name}.yaml`,
          claim(OVER, name),
        ]),
      ),
    });
    await run();
    expect(host.pullRequests).toHaveLength(20);
    for (const pullRequest of host.pullRequests) pullRequest.state = 'closed';
    await run();
    expect(host.pullRequests.filter(p => p.state === 'open')).toHaveLength(3);
  });

  it('goes on after a cluster that fails', async () => {
    const path = PATH.replace('payments', 'search');
    const { host, logger, run } = testRun({
      fleet: [{}, { name: 'search-dev' }],
      files: { [PATH]: 'broken: [', [path]: claim(OVER, 'search-dev') },
    });
    await run();
    expect(host.pullRequests.map(p => p.head)).toEqual([
      'worker-cluster/dev/search-dev/decommission',
    ]);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining("The lifetime of 'payments-dev' is over, but"),
    );
  });
});
