import { ConfigReader } from '@backstage/config';
import { approvalFindings, checkPolicy, type PolicyInput } from './checkPolicy';
import { readPolicy } from './readPolicy';

const spec = {
  environment: 'dev',
  region: 'eu-west-1',
  owner: 'group:default/payments',
  kubernetesVersion: '1.34',
  nodes: { size: 'small', min: 2, max: 4 },
};
const environments = (dev: object) => ({ environments: { dev } });
const used = (vpcCidr: string, owner = 'group:default/data') => ({
  name: 'data-dev',
  environment: 'dev',
  owner,
  vpcCidr,
});
const own = (name: string) => ({ name, owner: 'Group:default/Payments' });

/** Rule and field of each finding. */
function check(policy: object, change: Partial<PolicyInput> = {}) {
  return checkPolicy(readPolicy(new ConfigReader(policy as any)), {
    name: 'payments-dev',
    spec,
    fleet: [],
    ...change,
  }).map(({ severity, rule, field, message }) => [
    severity,
    rule,
    field,
    message,
  ]);
}

describe('checkPolicy', () => {
  it.each<[string, object, Partial<PolicyInput>, string, string, RegExp]>([
    [
      'a name',
      { name: { pattern: '[a-z]+-prod' } },
      {},
      'name',
      'metadata.name',
      /'payments-dev' does not follow/,
    ],
    [
      'an environment',
      { environments: { prod: {} } },
      {},
      'environment',
      'spec.environment',
      /choose one of prod/,
    ],
    [
      'an environment named as a property of objects',
      { environments: { prod: {} } },
      { spec: { ...spec, environment: 'constructor' } },
      'environment',
      'spec.environment',
      /choose one of prod/,
    ],
    [
      'a region',
      environments({ regions: ['us-east-1'] }),
      {},
      'region',
      'spec.region',
      /'eu-west-1' is not offered in dev: choose one of us-east-1/,
    ],
    [
      'a version',
      environments({ kubernetesVersions: ['1.35'] }),
      {},
      'version',
      'spec.kubernetesVersion',
      /'1\.34' is not offered/,
    ],
    [
      'a downgrade',
      {},
      { before: { ...spec, kubernetesVersion: '1.35' } },
      'version',
      'spec.kubernetesVersion',
      /cannot go back/,
    ],
    [
      'a node size',
      environments({ nodeSizes: ['medium'] }),
      {},
      'size',
      'spec.nodes.size',
      /'small' is not offered/,
    ],
    [
      'a number of nodes',
      environments({ maxNodes: 3 }),
      {},
      'size',
      'spec.nodes.max',
      /at most 3 nodes, not 4/,
    ],
    [
      'a quota that is used up',
      { quota: { clustersPerOwner: 2 } },
      { fleet: [own('a'), own('b')] },
      'quota',
      'spec.owner',
      /2 of 2 clusters/,
    ],
    [
      'a quota that clusters count for whose owner is spelled shortly',
      { quota: { clustersPerOwner: 2 } },
      { fleet: [own('a'), { name: 'b', owner: 'Payments' }] },
      'quota',
      'spec.owner',
      /2 of 2 clusters/,
    ],
    [
      'a quota of one owner that is spelled shortly',
      {
        quota: {
          clustersPerOwner: 9,
          owners: [{ owner: 'payments', clusters: 0 }],
        },
      },
      {},
      'quota',
      'spec.owner',
      /0 of 0/,
    ],
    [
      'a quota of one owner',
      {
        quota: {
          clustersPerOwner: 9,
          owners: [{ owner: 'group:default/PAYMENTS', clusters: 0 }],
        },
      },
      {},
      'quota',
      'spec.owner',
      /0 of 0/,
    ],
    [
      'a range that is none',
      {},
      { spec: { ...spec, network: { vpcCidr: '10.0.0.1/16' } } },
      'cidr',
      'spec.network.vpcCidr',
      /not an IPv4 range/,
    ],
    [
      'a range outside of the pool',
      { network: { pool: '10.0.0.0/8' } },
      { spec: { ...spec, network: { vpcCidr: '172.16.0.0/16' } } },
      'cidr',
      'spec.network.vpcCidr',
      /outside of the platform's pool/,
    ],
    [
      'a reserved range',
      { network: { pool: '10.0.0.0/8', reserved: ['10.1.0.0/16'] } },
      { spec: { ...spec, network: { vpcCidr: '10.1.128.0/20' } } },
      'cidr',
      'spec.network.vpcCidr',
      /overlaps 10\.1\.0\.0\/16, which is used elsewhere/,
    ],
    [
      'a range of another cluster',
      {},
      {
        spec: { ...spec, network: { vpcCidr: '10.1.0.0/16' } },
        fleet: [used('10.0.0.0/12')],
      },
      'cidr',
      'spec.network.vpcCidr',
      // It may have been empty: the XRD's default came then, and comes again.
      /overlaps 10\.0\.0\.0\/12 of the cluster data-dev: choose another range\.$/,
    ],
    [
      'a range of another cluster where there is a pool',
      { network: { pool: '10.0.0.0/8' } },
      {
        spec: { ...spec, network: { vpcCidr: '10.1.0.0/16' } },
        fleet: [used('10.1.0.0/16')],
      },
      'cidr',
      'spec.network.vpcCidr',
      /of the cluster data-dev: choose another range, or leave it empty to get one\.$/,
    ],
  ])('refuses %s', (_, policy, change, rule, field, message) => {
    expect(check(policy, change)).toEqual([
      ['error', rule, field, expect.stringMatching(message)],
    ]);
  });

  it.each<[string, object, Partial<PolicyInput>]>([
    ['everything without a policy', {}, {}],
    [
      'what the policy offers',
      environments({
        regions: ['eu-west-1'],
        kubernetesVersions: ['1.34'],
        nodeSizes: ['small'],
        maxNodes: 4,
      }),
      {},
    ],
    [
      'values that the cluster has already',
      environments({
        regions: [],
        kubernetesVersions: [],
        nodeSizes: [],
        maxNodes: 1,
      }),
      { before: spec },
    ],
    [
      'a name that the cluster has already',
      { name: { pattern: 'x' } },
      { before: spec },
    ],
    [
      'a quota that is not used up',
      { quota: { clustersPerOwner: 2 } },
      { fleet: [own('a'), used('10.0.0.0/16')] },
    ],
    [
      "a cluster's own place in the quota",
      { quota: { clustersPerOwner: 1 } },
      { fleet: [own('payments-dev')] },
    ],
    [
      'a change by an owner above the quota',
      { quota: { clustersPerOwner: 1 } },
      { before: spec, fleet: [own('a'), own('b')] },
    ],
    [
      'a range that is free',
      { network: { pool: '10.0.0.0/8' } },
      {
        spec: { ...spec, network: { vpcCidr: '10.9.0.0/16' } },
        fleet: [used('10.8.0.0/16'), used('none')],
      },
    ],
    [
      "a cluster's own range",
      {},
      {
        spec: { ...spec, network: { vpcCidr: '10.9.0.0/16' } },
        fleet: [{ ...used('10.9.0.0/16'), name: 'payments-dev' }],
      },
    ],
    [
      'a range that stays, whatever the pool',
      { network: { pool: '10.0.0.0/8' } },
      {
        spec: { ...spec, network: { vpcCidr: '172.16.0.0/16' } },
        before: { ...spec, network: { vpcCidr: '172.16.0.0/16' } },
      },
    ],
  ])('allows %s', (_, policy, change) => {
    expect(check(policy, change)).toEqual([]);
  });

  it.each<[string, object, Partial<PolicyInput>, string]>([
    ['quota', { quota: { clustersPerOwner: 1 } }, {}, 'quota'],
    [
      'address range',
      {},
      { spec: { ...spec, network: { vpcCidr: '10.9.0.0/16' } } },
      'cidr',
    ],
  ])(
    'warns that the %s is not checked while the fleet cannot be read',
    (_, policy, change, rule) => {
      expect(check(policy, { ...change, fleet: undefined })).toEqual([
        [
          'warning',
          rule,
          undefined,
          expect.stringMatching(/fleet cannot be read/),
        ],
      ]);
    },
  );
});

describe('approvalFindings', () => {
  const policy = (secondApprover?: object) =>
    readPolicy(
      new ConfigReader({ environments: { prod: { secondApprover } } } as any),
    );
  it.each<[string, ReturnType<typeof policy>, string, RegExp | undefined]>([
    [
      'names teams and reviewers',
      policy({ teams: ['leads'], reviewers: ['grace'] }),
      'prod',
      /by leads \/ grace\.$/,
    ],
    [
      'names nobody where none is configured',
      policy({}),
      'prod',
      /somebody else of the platform team\.$/,
    ],
    [
      'is silent for other environments',
      policy({ teams: ['leads'] }),
      'dev',
      undefined,
    ],
    ['is silent without an approver', policy(), 'prod', undefined],
    [
      'is silent for a property of objects',
      policy({ teams: ['leads'] }),
      'constructor',
      undefined,
    ],
  ])('%s', (_, given, environment, message) => {
    const findings = approvalFindings(given, environment);
    expect(findings.map(({ severity, rule }) => [severity, rule])).toEqual(
      message ? [['info', 'approval']] : [],
    );
    expect(findings[0]?.message ?? '').toMatch(message ?? /^$/);
  });
});
