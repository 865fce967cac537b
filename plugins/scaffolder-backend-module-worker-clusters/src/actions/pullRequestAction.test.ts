import { ConfigReader } from '@backstage/config';
import { readPolicy } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { MemoryHost } from '../__testUtils__/MemoryHost';
import {
  claimFile,
  createTestAction,
  REPOSITORY_FILES,
} from '../__testUtils__/platform';

const XRD = 'crossplane/xrds/workercluster.yaml';
const FILES = {
  ...REPOSITORY_FILES,
  [XRD]: REPOSITORY_FILES[XRD].replace(
    '                nodes:\n',
    '                network: {type: object, properties: {vpcCidr: {type: string}}}\n                nodes:\n',
  ),
};
const pathOf = (name: string, environment = 'dev') =>
  `crossplane/claims/${environment}/${name}.yaml`;
const inRange = (name: string, vpcCidr: string, environment?: string) =>
  `${claimFile(name, environment)}  network: { vpcCidr: ${vpcCidr} }\n`;
const POOL = { network: { pool: '10.0.0.0/8' } };

function setup(
  policy: object = {},
  { files = {}, fleet = [] }: { files?: object; fleet?: object[] } = {},
) {
  const host = new MemoryHost({ ...FILES, ...files });
  const { run, fleet: service } = createTestAction(host, {
    id: 'worker-cluster:pull-request',
    policy: readPolicy(new ConfigReader(policy as any)),
  });
  service.listClusters = (async () => ({
    items: fleet.map((cluster: any) => ({
      managementCluster: 'main',
      namespace: 'clusters-dev',
      environment: 'dev',
      phase: { phase: 'ready' },
      ...cluster,
    })),
  })) as any;
  const write = (content: string, environment = 'dev', id?: string) =>
    run(
      {
        name: 'payments-dev',
        environment,
        verb: 'create',
        title: 't',
        body: 'b',
        changes: [{ path: pathOf('payments-dev', environment), content }],
      },
      { id },
    );
  return { host, write };
}

/** A pull request for a new cluster, opened by somebody else. */
function ask(host: MemoryHost, name: string, content: string) {
  const head = `worker-cluster/dev/${name}/create`;
  host.push(head, pathOf(name), content);
  const number = host.pullRequests.length + 1;
  host.pullRequests.push({
    number,
    url: `http://git.test/platform/gitops/pulls/${number}`,
    title: name,
    body: '',
    state: 'open',
    head,
    base: 'main',
    createdAt: '2026-11-23T08:00:00.000Z',
  });
}

describe('worker-cluster:pull-request checks a new claim by the policy and what exists', () => {
  const old = {
    name: 'old-dev',
    owner: 'group:default/payments',
    vpcCidr: '10.1.0.0/16',
  };

  it.each<[string, object, string, RegExp]>([
    [
      'the quota of its owner',
      { quota: { clustersPerOwner: 1 } },
      claimFile(),
      /has 1 of 1 clusters \(old-dev\)/,
    ],
    [
      'an address range that overlaps',
      POOL,
      inRange('payments-dev', '10.1.0.0/16'),
      /overlaps 10\.1\.0\.0\/16 of the cluster old-dev/,
    ],
    [
      'an address range outside of the pool',
      POOL,
      inRange('payments-dev', '192.168.0.0/16'),
      /outside of the platform's pool/,
    ],
    [
      'an owner that the catalog does not have',
      { requireOwnership: false },
      claimFile().replace('default/payments', 'default/nobody'),
      /is not in the catalog/,
    ],
    [
      'a version that is not offered',
      { environments: { dev: { kubernetesVersions: ['1.35'] } } },
      claimFile(),
      /Kubernetes version '1.34' is not offered in dev/,
    ],
    [
      'a claim without an end, where one is demanded',
      { environments: { dev: { lifetime: { longest: { days: 30 } } } } },
      claimFile(),
      /Clusters in dev have an end/,
    ],
  ])('refuses %s', async (_, policy, content, message) => {
    const { host, write } = setup(policy, { fleet: [old] });
    await expect(write(content)).rejects.toThrow(message);
    expect(host.requests).toEqual([]);
  });

  it('refuses a name that another environment has', async () => {
    const files = { [pathOf('payments-dev', 'prod')]: claimFile() };
    const { host, write } = setup({}, { files });
    await expect(write(claimFile())).rejects.toThrow(
      /name 'payments-dev' is taken.*in environment prod/,
    );
    expect(host.requests).toEqual([]);
  });

  it.each<[string, object, RegExp]>([
    ['quota', { quota: { clustersPerOwner: 1 } }, /has 1 of 1 clusters/],
    ['address range', POOL, /overlaps 10\.1\.0\.0\/16 of the cluster first/],
  ])('counts open requests: %s', async (_, policy, message) => {
    const { host, write } = setup(policy);
    ask(host, 'first-dev', inRange('first-dev', '10.1.0.0/16'));
    const claim = inRange('payments-dev', '10.1.0.0/16');
    await expect(write(claim)).rejects.toThrow(message);
    expect(host.pullRequests).toHaveLength(1);
  });

  it('is withdrawn where a request for the same range was opened at the same moment', async () => {
    const { host, write } = setup(POOL);
    const open = host.open.bind(host);
    host.open = () => {
      const git = open();
      return {
        ...git,
        createPullRequest: async options => {
          ask(host, 'first-dev', inRange('first-dev', '10.1.0.0/16'));
          return git.createPullRequest(options);
        },
      };
    };
    await expect(write(inRange('payments-dev', '10.1.0.0/16'))).rejects.toThrow(
      /opened at the same moment, before this one.*overlaps/,
    );
    expect(host.pullRequests[1].title).toBe('Withdrawn: t');
    expect(host.requests).toEqual(['worker-cluster/dev/first-dev/create']);
  });

  it('passes what the policy allows, once for a task that runs again', async () => {
    const { host, write } = setup(
      { ...POOL, quota: { clustersPerOwner: 2 } },
      { fleet: [old] },
    );
    const claim = inRange('payments-dev', '10.2.0.0/16');
    const first = await write(claim);
    const again = await write(claim);
    expect(again.output).toEqual(first.output);
    expect(host.pullRequests).toHaveLength(1);
    await expect(write(claim, 'dev', 'task-2')).rejects.toThrow(
      /has been requested already/,
    );
  });
});

describe('worker-cluster:pull-request in an environment with a second approver', () => {
  const policy = {
    environments: {
      prod: { secondApprover: { reviewers: ['bob'], teams: ['security'] } },
    },
  };
  const claim = claimFile('payments-dev', 'prod');

  it('requests the review of the second approver', async () => {
    const { host, write } = setup(policy);
    await write(claim, 'prod');
    expect(host.pullRequests).toMatchObject([
      { reviewers: ['bob'], teamReviewers: ['security'], autoMerge: false },
    ]);
  });

  it('refuses one that the Git host does not know', async () => {
    const { host, write } = setup(policy);
    host.unknownReviewers = [
      { type: 'user', name: 'bob', message: 'There is no user bob.' } as any,
    ];
    await expect(write(claim, 'prod')).rejects.toThrow(/There is no user bob/);
    expect(host.requests).toEqual([]);
  });
});
