import {
  CLAIM_PATH,
  claimText,
  fleetCluster,
  testPlatform,
} from './__testUtils__/testPlatform';
import { planRequest } from './planRequest';

/** A fleet of 40 clusters with a range each. */
const fleet = Array.from({ length: 40 }, (_, i) =>
  fleetCluster(`secret-${i}`, {
    ref: {
      managementCluster: 'main',
      namespace: 'clusters-prod',
      name: `secret-${i}`,
    },
    environment: 'prod',
    phase: 'degraded',
    owner: 'group:default/secret-team',
    vpcCidr: `10.${i * 6}.0.0/16`,
  }),
);
const SECRETS = /secret-\d|secret-team|degraded|prod|git\.test/;

const probe = (mayRead: boolean, name: string, vpcCidr: string, owner = 'a') =>
  planRequest(
    testPlatform({
      fleet,
      mayRead: async () => mayRead,
      policy: { quota: { clustersPerOwner: 2, owners: {} } },
    }),
    {
      verb: 'create',
      environment: 'dev',
      name,
      spec: {
        region: 'eu-west-1',
        owner: `group:default/${owner}`,
        kubernetesVersion: '1.34',
        nodes: { size: 'small', min: 1, max: 2 },
        network: { vpcCidr },
      },
    },
  );

describe('a plan for somebody who may read no cluster', () => {
  it('lists no fleet by 256 probes of address ranges', async () => {
    let overlaps = 0;
    for (let i = 0; i < 256; i++) {
      const { preview } = await probe(false, 'probe', `10.${i}.0.0/16`);
      overlaps += preview.findings.filter(f => f.rule === 'cidr').length;
      expect(JSON.stringify([preview.findings, preview.checks])).not.toMatch(
        SECRETS,
      );
    }
    expect(overlaps).toBe(40);
  });

  it('tells no name, owner, phase or link of a name that is taken', async () => {
    for (let i = 0; i < 40; i++) {
      const name = `secret-${i}`;
      const { preview } = await probe(false, name, '10.255.0.0/16');
      expect(preview.findings.map(f => f.message)).toContain(
        `The name '${name}' is taken. Choose another name.`,
      );
      const rest = JSON.stringify([preview.findings, preview.checks]);
      expect(rest.replaceAll(name, '')).not.toMatch(SECRETS);
    }
  });

  it('names no cluster of a quota that is used up', async () => {
    const range = '10.255.0.0/16';
    const of = async (mayRead: boolean) => {
      const plan = await probe(mayRead, 'probe', range, 'secret-team');
      return plan.preview.findings.find(f => f.rule === 'quota')!.message;
    };
    expect(await of(false)).toBe(
      'The quota of group:default/secret-team is used up: decommission a cluster, or ask the platform team for more.',
    );
    expect(await of(true)).toContain(
      'has 40 of 2 clusters (secret-0, secret-1',
    );
  });
});

it('tells the applications of the cluster that is removed, and of no namesake', async () => {
  const of = (managementCluster: string) => ({
    managementCluster,
    namespace: 'clusters-dev',
    name: 'payments-dev',
  });
  const asked: unknown[] = [];
  const connection = { status: 'live', since: '2026-11-28T08:00:00Z' } as const;
  const platform = testPlatform({
    files: { [CLAIM_PATH]: claimText() },
    fleet: ['other', 'main'].map(name =>
      fleetCluster('payments-dev', { ref: of(name), connection }),
    ),
    listApplications: async ref => {
      asked.push(ref);
      return [];
    },
  });
  await planRequest(platform, {
    verb: 'decommission',
    environment: 'dev',
    name: 'payments-dev',
    cluster: of('main'),
  });
  expect(asked).toEqual([of('main')]);
});
