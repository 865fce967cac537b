import { ConfigReader } from '@backstage/config';
import { ServiceUnavailableError } from '@backstage/errors';
import { readPolicy } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import {
  hostSimulations,
  openRepository,
  type RunningHost,
  type SimulatedHost,
} from '../__testUtils__/gitHosts';
import { MemoryHost } from '../__testUtils__/MemoryHost';
import {
  createFleet,
  createTestAction,
  REPOSITORY_FILES,
} from '../__testUtils__/platform';

jest.setTimeout(60_000);

const XRD = 'crossplane/xrds/workercluster.yaml';
const FILES = {
  ...REPOSITORY_FILES,
  [XRD]: `${REPOSITORY_FILES[XRD]}                network:
                  type: object
                  properties:
                    vpcCidr: {type: string}
`,
};
const NAMES = ['search-dev', 'orders-dev', 'ledger-dev'];
const policyOf = (policy: object) =>
  readPolicy(new ConfigReader(policy as any));
const pool = { network: { pool: '10.0.0.0/8' } };
const path = (name: string) => `crossplane/claims/dev/${name}.yaml`;
const rangeIn = (text: string | undefined) =>
  /vpcCidr: (\S+)/.exec(text ?? '')?.[1];

/** Runs one request per name, all at once, and returns the messages of those that were refused. */
async function createAll(
  open: () => any,
  policy: object,
  inputs: Array<{ name: string; network?: object }>,
) {
  const { run } = createTestAction(new MemoryHost({}), {
    repositories: { open } as any,
    policy: policyOf(policy),
    fleet: createFleet().fleet,
  });
  const results = await Promise.allSettled(
    inputs.map(({ name, network }, i) =>
      run(
        { name, ...(network && { spec: { network } }) },
        { id: `task-${name}`, user: i % 2 ? 'ada' : 'bob' },
      ),
    ),
  );
  return results.flatMap(r =>
    r.status === 'rejected' ? [`${r.reason.name}: ${r.reason.message}`] : [],
  );
}

describe('concurrent requests for new clusters', () => {
  const start = () => {
    const host = new MemoryHost(FILES);
    return { host, open: () => host.open() };
  };
  const claimsOf = (host: MemoryHost) =>
    host.pullRequests.map(({ head, body }) => {
      const [, , name] = head.split('/');
      return {
        range: rangeIn(host.branches.get(head)?.files.get(path(name))),
        body,
      };
    });

  it('get an address range each, which their pull requests name', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { host, open } = start();
      await expect(
        createAll(
          open,
          pool,
          NAMES.map(name => ({ name })),
        ),
      ).resolves.toEqual([]);
      const claims = claimsOf(host);
      expect(claims.map(({ range }) => range).sort()).toEqual([
        '10.0.0.0/16',
        '10.1.0.0/16',
        '10.2.0.0/16',
      ]);
      for (const { range, body } of claims) {
        expect(body).toContain(`| Address range | ${range} |`);
      }
    }
  });

  it('end in one pull request if they have chosen the same range', async () => {
    const { host, open } = start();
    const network = { vpcCidr: '10.7.0.0/16' };
    const refused = await createAll(
      open,
      pool,
      NAMES.slice(0, 2).map(name => ({ name, network })),
    );
    expect(refused).toEqual([
      expect.stringMatching(
        /^ConflictError: .*10\.7\.0\.0\/16 overlaps .*was withdrawn: nothing is left behind\.$/,
      ),
    ]);
    expect(host.requests).toHaveLength(1);
  });

  it('end in as many pull requests as the pool has ranges for', async () => {
    const { host, open } = start();
    const refused = await createAll(
      open,
      { network: { pool: '10.0.0.0/16' } },
      NAMES.slice(0, 2).map(name => ({ name })),
    );
    expect(refused).toEqual([
      expect.stringMatching(
        /^ConflictError: .*10\.0\.0\.0\/16 overlaps .*was withdrawn: nothing is left behind\.$/,
      ),
    ]);
    expect(host.requests).toHaveLength(1);
  });

  it('are withdrawn once, however often the task runs again', async () => {
    const { host, open } = start();
    const network = { vpcCidr: '10.7.0.0/16' };
    const first = open();
    let raced = false;
    const repository = {
      ...first,
      createPullRequest: async (options: any) => {
        if (!raced) {
          raced = true;
          await createAll(open, pool, [{ name: 'orders-dev', network }]);
        }
        return first.createPullRequest(options);
      },
      deleteBranch: jest
        .fn(first.deleteBranch)
        .mockRejectedValueOnce(new Error('the Git host is down')),
      closePullRequest: jest
        .fn(first.closePullRequest)
        .mockRejectedValueOnce(new Error('the Git host is down')),
    };
    const run = () =>
      createAll(() => repository, pool, [{ name: 'search-dev', network }]);
    await expect(run()).resolves.toEqual([
      expect.stringMatching(/#2 could not be withdrawn \(the Git host is down/),
    ]);
    await expect(run()).resolves.toEqual([
      expect.stringMatching(/#2 could not be withdrawn \(the Git host is down/),
    ]);
    expect(host.requests).toHaveLength(1);
    // This Git host leaves the pull request of a deleted branch open.
    expect(host.pullRequests[1].state).toBe('open');
    await expect(run()).resolves.toEqual([
      expect.stringMatching(/^ConflictError: Pull request #2 was withdrawn/),
    ]);
    expect(host.pullRequests[1].state).toBe('closed');
    expect(host.pullRequests.map(({ title }) => title)).toEqual([
      'worker-cluster: create orders-dev (eu-west-1)',
      'Withdrawn: worker-cluster: create search-dev (eu-west-1)',
    ]);
  });

  it('say that a pull request is open which was not checked again', async () => {
    const { host, open } = start();
    const first = open();
    let opened = false;
    const repository = {
      ...first,
      createPullRequest: async (options: any) => {
        const pullRequest = await first.createPullRequest(options);
        opened = true;
        return pullRequest;
      },
      defaultBranch: async () => {
        if (opened) throw new ServiceUnavailableError('No answer');
        return first.defaultBranch();
      },
    };
    const refused = await createAll(() => repository, pool, [
      { name: 'search-dev' },
    ]);
    expect(refused).toEqual([
      expect.stringMatching(
        /^ServiceUnavailableError: No answer\. Pull request #1 is open, but was not checked/,
      ),
    ]);
    expect(host.requests).toHaveLength(1);
  });

  it('end in as many pull requests as the quota has room for', async () => {
    const { host, open } = start();
    const refused = await createAll(
      open,
      { quota: { clustersPerOwner: 2 } },
      NAMES.map(name => ({ name })),
    );
    expect(refused).toEqual([
      expect.stringMatching(/^ConflictError: .*2 of 2 clusters/),
    ]);
    expect(host.requests).toHaveLength(2);
    const withdrawn = host.pullRequests.filter(p =>
      p.title.startsWith('Withdrawn: '),
    );
    expect(withdrawn).toHaveLength(1);
    expect(withdrawn[0].body).toMatch(/^Withdrawn: another request was opened/);
  });

  it('move to the next range when the task runs again after a crash at any later call', async () => {
    const other = async (host: MemoryHost) =>
      createAll(() => host.open(), pool, [{ name: 'orders-dev' }]);
    for (let call = 1; call <= 40; call += 1) {
      const { host, open } = start();
      const first = open();
      const { createPullRequest } = first;
      let raced = false;
      const raceOnce = {
        ...first,
        // The other request is opened first, and then this one crashes at some call.
        createPullRequest: async (options: any) => {
          if (!raced) {
            raced = true;
            await other(host);
            host.calls = 0;
            host.fault = { call, when: 'after' };
          }
          return createPullRequest(options);
        },
      };
      const run = () =>
        createAll(() => raceOnce, pool, [{ name: 'search-dev' }]);
      await run();
      const reached = host.down;
      host.fault = undefined;
      host.down = false;
      expect(await run()).toEqual([]);
      const claims = claimsOf(host);
      expect(claims.map(({ range }) => range)).toEqual([
        '10.0.0.0/16',
        '10.1.0.0/16',
      ]);
      expect(claims[1].body).toContain('| Address range | 10.1.0.0/16 |');
      if (!reached) break;
      expect(call).toBeLessThan(40);
    }
  });
});

describe.each(Object.keys(hostSimulations))('on %s', type => {
  let host: SimulatedHost;
  let running: RunningHost;
  afterEach(() => running?.close());

  it('two requests at the same moment get two address ranges', async () => {
    const simulation = hostSimulations[type](FILES);
    host = simulation.host;
    running = await host.start();
    const open = () =>
      openRepository(running, simulation.provider, { timeoutMs: 15_000 });
    await expect(
      createAll(
        open,
        pool,
        NAMES.slice(0, 2).map(name => ({ name })),
      ),
    ).resolves.toEqual([]);
    const ranges = host.memory.pullRequests.map(({ head }) =>
      rangeIn(host.memory.resolve(head)?.files.get(path(head.split('/')[2]))),
    );
    expect(ranges.sort()).toEqual(['10.0.0.0/16', '10.1.0.0/16']);
  });
});
