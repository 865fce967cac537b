import {
  hostSimulations,
  openRepository,
  RunningHost,
  SimulatedHost,
} from '../__testUtils__/gitHosts';
import { MemoryHost } from '../__testUtils__/MemoryHost';
import { SandboxHost } from '../__testUtils__/SandboxHost';
import {
  claimFile,
  createTestAction,
  REPOSITORY_FILES,
} from '../__testUtils__/platform';

jest.setTimeout(120_000);

const PATH = 'crossplane/claims/dev/payments-dev.yaml';
const FILES = {
  ...REPOSITORY_FILES,
  [PATH]: claimFile(),
  'crossplane/claims/dev/kustomization.yaml':
    'resources:\n  - namespace.yaml\n  - payments-dev.yaml\n',
};

const VERBS: Array<[verb: string, input: object]> = [
  ['create', { name: 'search-dev' }],
  [
    'update',
    { name: 'payments-dev', environment: 'dev', spec: { nodes: { max: 9 } } },
  ],
  [
    'decommission',
    { name: 'payments-dev', environment: 'dev', confirmedName: 'payments-dev' },
  ],
];

describe.each(Object.keys(hostSimulations))('on %s', type => {
  let host: SimulatedHost;
  let running: RunningHost;

  const start = async () => {
    const { provider, host: fresh } = hostSimulations[type](FILES);
    host = fresh;
    running = await host.start();
    return () => openRepository(running, provider, { timeoutMs: 15_000 });
  };
  const pullRequests = () => host.memory.pullRequests;

  afterEach(() => running?.close());

  describe.each(VERBS)('%s', (verb, input) => {
    const run = (open: () => any) =>
      createTestAction(new MemoryHost({}), {
        id: `worker-cluster:${verb}`,
        repositories: { open } as any,
      }).run(input);

    it('ends in exactly one pull request after a crash at every call that writes, the first and the last, before and after its effect', async () => {
      const undisturbed = await start();
      await run(undisturbed);
      expect(pullRequests()).toHaveLength(1);
      const { length } = host.requests;
      const writes = host.requests
        .filter(r => r.write)
        .map(r => r.n)
        .concat([1, length]);
      await running.close();

      for (const n of [...new Set(writes)]) {
        for (const when of ['before', 'after'] as const) {
          const open = await start();
          let down = false;
          // From this call on the host is gone, as after a crash of the portal in this moment.
          host.onRequest(request => {
            if (request.n === n) {
              down = true;
              return { when, how: 'cut' };
            }
            return down
              ? { when: 'before', how: { status: 500, body: {} } }
              : undefined;
          });
          await run(open).catch(() => {});
          host.onRequest();
          const { output } = await run(open);
          expect({ n, when, open: pullRequests().length }).toEqual({
            n,
            when,
            open: 1,
          });
          expect(output.pullRequestNumber).toBe(1);
          await running.close();
        }
      }
      // For afterEach.
      running = { ...running, close: async () => {} };
    });
  });

  it('amends the open pull request of a repeated request, whatever crashes meanwhile', async () => {
    const policy = { amendRequests: true };
    const run = (open: () => any, max: number, id: string) =>
      createTestAction(new MemoryHost({}), {
        repositories: { open } as any,
        policy,
      }).run(
        { name: 'search-dev', spec: { nodes: { size: 'small', min: 2, max } } },
        { id },
      );
    const claim = () =>
      host.memory
        .resolve('worker-cluster/dev/search-dev/create')
        ?.files.get('crossplane/claims/dev/search-dev.yaml');

    const undisturbed = await start();
    await run(undisturbed, 4, 'task-1');
    const before = host.requests.length;
    const { output } = await run(undisturbed, 6, 'task-2');
    expect(output.pullRequestNumber).toBe(1);
    const writes = host.requests
      .filter(r => r.write && r.n > before)
      .map(r => r.n);
    expect(writes.length).toBeGreaterThanOrEqual(2);
    await running.close();

    for (const n of writes) {
      for (const when of ['before', 'after'] as const) {
        const open = await start();
        await run(open, 4, 'task-1');
        let down = false;
        host.onRequest(request => {
          if (request.n === n) {
            down = true;
            return { when, how: 'cut' };
          }
          return down
            ? { when: 'before', how: { status: 500, body: {} } }
            : undefined;
        });
        await run(open, 6, 'task-2').catch(() => {});
        host.onRequest();
        await run(open, 6, 'task-2');
        expect(pullRequests()).toHaveLength(1);
        expect(pullRequests()[0].body).toContain('task-2');
        expect(claim()).toMatch(/max: 6/);
        await running.close();
      }
    }
    running = { ...running, close: async () => {} };
  });

  it('gives two people who ask at the same moment one pull request and one clear message', async () => {
    const open = await start();
    const test = createTestAction(new MemoryHost({}), {
      repositories: { open } as any,
    });
    const results = await Promise.allSettled([
      test.run({ name: 'search-dev' }, { id: 'task-1', user: 'ada' }),
      test.run({ name: 'search-dev' }, { id: 'task-2', user: 'bob' }),
    ]);
    expect(results.map(r => r.status).sort()).toEqual([
      'fulfilled',
      'rejected',
    ]);
    const refused = results.find(
      r => r.status === 'rejected',
    ) as PromiseRejectedResult;
    expect(refused.reason.message).toMatch(
      /requested already, in pull request #1/,
    );
    expect(pullRequests()).toHaveLength(1);
  });
});

describe("on gitea: the sandbox's host, with real repositories", () => {
  // The host handles a deleted branch a while after its answer.
  const QUEUE_MS = 2000;
  const queueIsDone = () =>
    new Promise(resolve => setTimeout(resolve, QUEUE_MS + 500));

  it.each([
    ['and its branch left', false],
    ['and its branch deleted at this moment', true],
  ])(
    'keeps the pull request of a repeated request open when the first was closed %s',
    async (_, deleted) => {
      const host = new SandboxHost();
      const open = await host.start(FILES, QUEUE_MS);
      const { run } = createTestAction(new MemoryHost({}), {
        repositories: { open } as any,
      });
      await run({ name: 'search-dev' });
      await host.closePullRequest(1);
      const branch = 'worker-cluster/dev/search-dev/create';
      if (deleted) await open().deleteBranch(branch);
      const again = () =>
        run(
          { name: 'search-dev', region: 'us-east-1' },
          { id: 'task-2', user: 'bob' },
        );
      const { output } = await again();
      await queueIsDone();
      await expect(open().getPullRequest(2)).resolves.toMatchObject({
        state: 'open',
        head: `${branch}-2`,
      });
      expect(output).toMatchObject({
        pullRequestNumber: 2,
        branch: `${branch}-2`,
      });
      expect((await again()).output).toEqual(output);
      expect(await host.pullRequests()).toHaveLength(2);
      await host.close();
    },
  );

  it('ends in an open pull request when a branch of the same name was taken back a moment before', async () => {
    const host = new SandboxHost();
    const open = await host.start(FILES, QUEUE_MS);
    const { run } = createTestAction(new MemoryHost({}), {
      repositories: { open } as any,
      confirmAfterMs: QUEUE_MS + 1000,
    });
    let refused = false;
    host.onRequest(({ path }) => {
      if (!path.endsWith('/pulls') || refused) return undefined;
      refused = true;
      return { when: 'before', how: 'refuse' };
    });
    await expect(run({ name: 'search-dev' })).rejects.toThrow(
      /nothing is left behind/,
    );
    const { output } = await run({ name: 'search-dev' });
    await queueIsDone();
    const { state } = await open().getPullRequest(
      output.pullRequestNumber as number,
    );
    expect(state).toBe('open');
    await host.close();
  });

  it.each(VERBS)(
    '%s ends in exactly one pull request after a crash at every call that writes, before and after its effect',
    async (verb, input) => {
      const run = (open: () => any) =>
        createTestAction(new MemoryHost({}), {
          id: `worker-cluster:${verb}`,
          repositories: { open } as any,
        }).run(input);
      const undisturbed = new SandboxHost();
      await run(await undisturbed.start(FILES));
      const writes = undisturbed.requests.filter(r => r.write).map(r => r.n);
      expect(writes).toHaveLength(2);
      await undisturbed.close();

      for (const n of writes) {
        for (const when of ['before', 'after'] as const) {
          const host = new SandboxHost();
          const open = await host.start(FILES);
          let down = false;
          host.onRequest(request => {
            if (request.n === n) {
              down = true;
              return { when, how: 'cut' };
            }
            return down ? { when: 'before', how: 'refuse' } : undefined;
          });
          await run(open).catch(() => {});
          host.onRequest();
          const { output } = await run(open);
          const { length } = await host.pullRequests();
          expect({ n, when, length }).toEqual({ n, when, length: 1 });
          expect(output.pullRequestNumber).toBe(1);
          await host.close();
        }
      }
    },
  );
});
