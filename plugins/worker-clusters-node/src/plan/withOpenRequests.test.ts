import {
  claimText,
  fleetCluster,
  testPlatform,
} from './__testUtils__/testPlatform';
import { listRequests } from './findTaken';
import { withOpenRequests } from './withOpenRequests';

const head = 'worker-cluster/dev/data-dev/create';
const path = `${head}:crossplane/claims/dev/data-dev.yaml`;
const claim = claimText('network: { vpcCidr: 10.4.0.0/16 }', 'data-dev');
const requested = {
  name: 'data-dev',
  environment: 'dev',
  owner: 'group:default/payments',
  vpcCidr: '10.4.0.0/16',
  phase: 'requested',
};

describe('withOpenRequests', () => {
  it.each<[string, Parameters<typeof testPlatform>[0], unknown]>([
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
      'skips a branch without the claim, such as one of a fork',
      { open: [{ head }] },
      [],
    ],
    [
      'skips a file that is not a claim',
      { open: [{ head }], files: { [path]: 'a: [' } },
      [],
    ],
    [
      'returns undefined while the fleet cannot be read',
      { fleet: undefined, open: [{ head }] },
      undefined,
    ],
  ])('%s', async (_, options, expected) => {
    const platform = testPlatform(options);
    const open = await listRequests(platform, {});
    await expect(withOpenRequests(platform, open)).resolves.toEqual(expected);
  });
});
