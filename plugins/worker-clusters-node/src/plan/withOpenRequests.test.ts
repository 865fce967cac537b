import {
  claimText,
  fleetCluster,
  testPlatform,
  type TestPlatformOptions,
} from './__testUtils__/testPlatform';
import { listRequests } from './findTaken';
import { planRequest } from './planRequest';
import { withOpenRequests } from './withOpenRequests';

const head = 'worker-cluster/dev/data-dev/create';
const pathOf = (name: string) =>
  `worker-cluster/dev/${name}/create:crossplane/claims/dev/${name}.yaml`;
const path = pathOf('data-dev');
const claim = claimText('network: { vpcCidr: 10.4.0.0/16 }', 'data-dev');
const requested = {
  name: 'data-dev',
  environment: 'dev',
  owner: 'group:default/payments',
  vpcCidr: '10.4.0.0/16',
  phase: 'requested',
};
const network = {
  pool: { base: 10 * 2 ** 24, prefix: 8 },
  prefix: 16,
  reserved: [],
};

async function read(options: TestPlatformOptions, name = 'search-dev') {
  const platform = testPlatform(options);
  return withOpenRequests(platform, await listRequests(platform, {}), { name });
}

describe('withOpenRequests', () => {
  it.each<[string, TestPlatformOptions, unknown]>([
    [
      'adds the cluster of an open request',
      { open: [{ head }], files: { [path]: claim } },
      [requested],
    ],
    [
      'keeps a cluster that the fleet knows',
      {
        open: [{ head }],
        files: { [path]: claim },
        fleet: [fleetCluster('data-dev')],
      },
      [fleetCluster('data-dev')],
    ],
    [
      'skips changes and removals',
      {
        open: [
          { head: 'worker-cluster/dev/data-dev/update' },
          { head: 'worker-cluster/dev/data-dev/decommission' },
        ],
      },
      [],
    ],
    [
      'returns no fleet while it cannot be read',
      { fleet: undefined, open: [{ head }], files: { [path]: claim } },
      undefined,
    ],
  ])('%s', async (_, options, expected) => {
    const { fleet, open } = await read(options);
    expect(fleet).toEqual(expected);
    expect(open).toHaveLength(options.open!.length);
  });

  it.each<[string, TestPlatformOptions]>([
    ['a branch without the claim, such as one of a fork', {}],
    ['a file that is not a claim', { files: { [path]: 'a: [' } }],
    ['a file that is too large', { files: { [path]: 'x'.repeat(300_000) } }],
    [
      'a file with 25,000 keys',
      {
        files: {
          [path]:
            claim +
            Array.from({ length: 25_000 }, (__, i) => `  k${i}: 1\n`).join(''),
        },
      },
    ],
    [
      'the claim of another cluster',
      { files: { [path]: claimText('', 'other-dev') } },
    ],
    [
      'a claim that the XRD refuses',
      { files: { [path]: claim.replace('eu-west-1', 'mars-1') } },
    ],
    [
      'a claim that the policy refuses',
      {
        files: { [path]: claim },
        policy: { environments: { prod: {} } },
      },
    ],
    [
      'the whole pool as the range of one cluster',
      {
        files: { [path]: claim.replace('10.4.0.0/16', '10.0.0.0/8') },
        policy: { network },
      },
    ],
  ])('does not count %s', async (_, options) => {
    const all = { ...options, open: [{ head }] };
    const { fleet, open, invalid } = await read(all);
    expect(fleet).toEqual(options.fleet ?? []);
    expect(open).toEqual([]);
    expect(invalid).toEqual([1]);
    // Neither does it stop the request of the same name, or take the pool.
    const { preview, write } = await planRequest(
      testPlatform({
        policy: { network },
        ...all,
        ...(all.policy?.environments && { policy: {} }),
      }),
      {
        verb: 'create',
        environment: 'dev',
        name: 'data-dev',
        spec: {
          region: 'eu-west-1',
          owner: 'group:default/payments',
          kubernetesVersion: '1.34',
        },
      },
    );
    expect(preview.findings.filter(f => f.rule === 'cidr')).toEqual([]);
    expect(write.branch).toBe(head);
  });

  it('counts requests in the order in which they were opened', async () => {
    const other = claimText('network: { vpcCidr: 10.5.0.0/16 }', 'other-dev');
    const { fleet } = await read(
      {
        open: [
          { head: 'worker-cluster/dev/other-dev/create', number: 7 },
          { head, number: 3 },
        ],
        files: { [path]: claim, [pathOf('other-dev')]: other },
      },
      'other-dev',
    );
    expect(fleet?.map(c => c.name)).toEqual(['data-dev', 'other-dev']);
  });

  it('reads a request again that the fleet knows and nobody has evaluated', async () => {
    const row = fleetCluster('data-dev', {
      phase: 'requested',
      vpcCidr: '10.0.0.0/8',
    });
    const options = { open: [{ head }], files: { [path]: claim } };
    expect((await read({ ...options, fleet: [row] })).fleet).toEqual([
      requested,
    ]);
    const evaluated = { ...row, request: { number: 1, valid: true } };
    expect((await read({ ...options, fleet: [evaluated] })).fleet).toEqual([
      evaluated,
    ]);
  });

  it('reads 50 requests, those of the same name first', async () => {
    const names = Array.from({ length: 80 }, (_, i) => `flood-${i}`);
    const reads: string[] = [];
    const platform = testPlatform({
      open: [...names, 'data-dev'].map(name => ({
        head: `worker-cluster/dev/${name}/create`,
      })),
    });
    const { getFile } = platform.repository;
    platform.repository.getFile = async (file, branch, options) => {
      reads.push(branch);
      return getFile(file, branch, options);
    };
    const open = await listRequests(platform, {});
    const { unread } = await withOpenRequests(platform, open, {
      name: 'data-dev',
    });
    expect(unread).toBe(31);
    expect(reads).toHaveLength(50);
    expect(reads).toContain(head);
  });

  it('fails with the Git host', async () => {
    const platform = testPlatform({ open: [{ head }] });
    platform.repository.getFile = async () => {
      throw new Error('no answer');
    };
    const open = await listRequests(platform, {});
    await expect(
      withOpenRequests(platform, open, { name: 'a' }),
    ).rejects.toThrow('no answer');
  });

  it('does not read a file that the Git host says is too large', async () => {
    const platform = testPlatform({ open: [{ head }] });
    platform.repository.getFile = async (_, __, options) => {
      expect(options?.maxBytes).toBe(256 * 1024);
      throw Object.assign(new Error('too large'), {
        name: 'FileTooLargeError',
      });
    };
    const open = await listRequests(platform, {});
    const { invalid } = await withOpenRequests(platform, open, { name: 'a' });
    expect(invalid).toEqual([1]);
  });
});
