import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { ApiServer } from '@worker-clusters/sandbox';
import { eventually } from '../__testUtils__/eventually';
import { FAULTS } from './__testUtils__/faults';
import { FaultyServer } from './__testUtils__/FaultyServer';
import type { Usage } from './__testUtils__/observeWorker';
import { installArgoCd, TestFleet, TOKEN } from './__testUtils__/TestFleet';

jest.setTimeout(120_000);

const MIB = 1024 * 1024;

/** Far less than one page of what was sent. */
const MARGIN = 8 * MIB;

describe('after an overrun', () => {
  let fleet: TestFleet;
  let worker: ApiServer;
  let faulty: FaultyServer;
  let program: ChildProcess;

  async function usage(): Promise<Usage> {
    program.send('usage');
    const [answer] = await once(program, 'message');
    return answer;
  }

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
    await eventually(
      async () => assert.equal((await usage()).status, 'live'),
      60_000,
    );
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
    const after = await eventually(async () => {
      const now = await usage();
      expect(now.status).toBe('paused');
      expect(now.heap).toBeLessThan(before.heap + MARGIN);
      return now;
    }, 60_000);
    expect(after.applications).toBe(1);
  });
});
