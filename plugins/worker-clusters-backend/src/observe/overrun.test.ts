import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { on } from 'node:events';
import { resolve } from 'node:path';
import type { ApiServer } from '@worker-clusters/sandbox';
import { eventually } from '../__testUtils__/eventually';
import { FAULTS } from './__testUtils__/faults';
import { FaultyServer } from './__testUtils__/FaultyServer';
import type { Request, Status, Usage } from './__testUtils__/observeWorker';
import { installArgoCd, TestFleet, TOKEN } from './__testUtils__/TestFleet';

jest.setTimeout(420_000);

const MIB = 1024 * 1024;

/** Far less than one page of what was sent. */
const MARGIN = 8 * MIB;

/**
 * An attacker writes as fast as it is read, and is paused once it has sent an amount, of events or of 384 MiB: a busy
 * machine takes longer for the same. A pause lasts for a minute at least.
 */
const OVERRUN_MS = 300_000;
const RELEASE_MS = 50_000;

describe('after an overrun', () => {
  let fleet: TestFleet;
  let worker: ApiServer;
  let faulty: FaultyServer;
  let program: ChildProcess;

  let calls = 0;

  async function call<T>(request: Request['request']): Promise<T> {
    calls += 1;
    const id = calls;
    program.send({ id, request });
    for await (const [message] of on(program, 'message')) {
      if (message.id === id) return message.answer;
    }
    throw new Error('The program has ended');
  }
  const usage = () => call<Usage>('usage');
  /** Collects no garbage: while an attack lasts that would slow down what is attacked. */
  const isNow = async (status: string) =>
    assert.equal((await call<Status>('status')).status, status);

  beforeEach(async () => {
    fleet = await TestFleet.create();
    worker = await fleet.startServer('worker');
    installArgoCd(worker);
    faulty = await FaultyServer.start(worker.url, fleet.ca);
    const { NODE_OPTIONS: _, ...env } = process.env;
    program = fork(
      resolve(__dirname, '__testUtils__/observeWorker.ts'),
      [
        JSON.stringify({
          server: faulty.url,
          ca: fleet.ca.certificate,
          token: TOKEN,
        }),
      ],
      {
        env,
        execArgv: [
          '--expose-gc',
          '--require',
          require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        ],
      },
    );
    await eventually(() => isNow('live'), 60_000);
  });
  afterEach(async () => {
    program.kill('SIGKILL');
    await faulty.close();
    await fleet.close();
  });

  it.each(
    FAULTS.filter(({ shown }) => shown.includes('paused')).map(
      ({ fault, does }) => [fault, does] as const,
    ),
  )('the memory comes back from a worker that %s', async (_, does) => {
    const before = await usage();
    await faulty.set(does);
    await eventually(() => isNow('paused'), OVERRUN_MS);
    const after = await eventually(async () => {
      const now = await usage();
      expect(now.status).toBe('paused');
      expect(now.heap).toBeLessThan(before.heap + MARGIN);
      return now;
    }, RELEASE_MS);
    expect(after.applications).toBe(1);
  });
});
