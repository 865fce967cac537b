import {
  claimText,
  fleetCluster,
  testPlatform,
} from './__testUtils__/testPlatform';
import { listRequests } from './findTaken';
import type { FleetCluster } from './Platform';
import { withEarlierRequests } from './withEarlierRequests';

const network = {
  pool: { base: 0x0a000000, prefix: 8 },
  prefix: 16,
  reserved: [],
};
const head = (name: string) => `worker-cluster/dev/${name}/create`;

/** Ranges by name of what the request with number 9 is checked against. */
async function rangesBefore(
  requests: Array<[number: number, name: string, range: string]>,
  fleet: FleetCluster[] | undefined = [],
  policy: object = { network },
) {
  const platform = testPlatform({
    fleet,
    policy,
    open: requests.map(([number, name]) => ({ number, head: head(name) })),
    files: Object.fromEntries(
      requests.map(([, name, range]) => [
        `${head(name)}:crossplane/claims/dev/${name}.yaml`,
        claimText(`network: { vpcCidr: ${range} }`, name),
      ]),
    ),
  });
  const open = await listRequests(platform, { openedAs: 9 });
  const { fleet: all } = await withEarlierRequests(platform, open, {
    name: 'z',
  });
  return all?.map(({ name, vpcCidr }) => `${name} ${vpcCidr}`);
}

describe('withEarlierRequests', () => {
  it('adds earlier requests only, in the order in which they were opened', async () => {
    await expect(
      rangesBefore([
        [12, 'd', '10.3.0.0/16'],
        [8, 'c', '10.2.0.0/16'],
        [7, 'b', '10.1.0.0/16'],
      ]),
    ).resolves.toEqual(['b 10.1.0.0/16', 'c 10.2.0.0/16']);
  });

  it('moves later ones of those that share a range to the next free ones', async () => {
    await expect(
      rangesBefore(
        [
          [5, 'b', '10.0.0.0/16'],
          [6, 'c', '10.0.0.0/16'],
          [7, 'd', '10.0.0.0/16'],
        ],
        [fleetCluster('a', { vpcCidr: '10.1.0.0/16' })],
      ),
    ).resolves.toEqual([
      'a 10.1.0.0/16',
      'b 10.0.0.0/16',
      'c 10.2.0.0/16',
      'd 10.3.0.0/16',
    ]);
  });

  it('comes to the same result once the others have moved', async () => {
    await expect(
      rangesBefore([
        [5, 'b', '10.0.0.0/16'],
        [6, 'c', '10.1.0.0/16'],
        [7, 'd', '10.0.0.0/16'],
      ]),
    ).resolves.toEqual(['b 10.0.0.0/16', 'c 10.1.0.0/16', 'd 10.2.0.0/16']);
  });

  it('leaves out rows of the fleet that may stand for later requests', async () => {
    await expect(
      rangesBefore(
        [],
        [
          fleetCluster('a', { phase: 'requested', vpcCidr: '10.0.0.0/16' }),
          fleetCluster('b', { phase: 'merged', vpcCidr: '10.1.0.0/16' }),
        ],
      ),
    ).resolves.toEqual(['b 10.1.0.0/16']);
  });

  it('moves nothing without a pool', async () => {
    await expect(
      rangesBefore(
        [
          [5, 'b', '10.0.0.0/16'],
          [6, 'c', '10.0.0.0/16'],
        ],
        [],
        {},
      ),
    ).resolves.toEqual(['b 10.0.0.0/16', 'c 10.0.0.0/16']);
  });
});
