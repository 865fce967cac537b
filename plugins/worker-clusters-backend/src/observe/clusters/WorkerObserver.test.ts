import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ApiServer } from '@worker-clusters/sandbox';
import { eventually } from '../../__testUtils__/eventually';
import {
  application,
  installArgoCd,
  TestFleet,
  TOKEN,
} from '../__testUtils__/TestFleet';
import { SharedBurst } from '../budget/Budget';
import { createSharedLimits } from '../budget/SharedLimits';
import { AddressPolicy } from '../credentials/addressPolicy';
import { ObserveMetrics } from '../ObserveMetrics';
import { WorkerObserver } from './WorkerObserver';

jest.setTimeout(60_000);

/** Events that are too many for a tenth of a worker's burst, and far from too many for all of it. */
const EVENTS = 2500;

describe('WorkerObserver', () => {
  let fleet: TestFleet;
  let worker: ApiServer;
  let observer: WorkerObserver | undefined;

  beforeEach(async () => {
    fleet = await TestFleet.create();
    worker = await fleet.startServer('worker');
    installArgoCd(worker);
  });
  afterEach(async () => {
    await observer?.stop();
    await fleet.close();
  });

  async function flood(burst: SharedBurst) {
    observer = new WorkerObserver({
      credentials: {
        server: worker.url,
        ca: fleet.ca.certificate,
        token: TOKEN,
      },
      policy: new AddressPolicy(['127.0.0.1']),
      argocdNamespace: 'argocd',
      shared: { ...createSharedLimits(), burst },
      metrics: new ObserveMetrics().forServer({ managementCluster: 'm' }),
      onChange: () => {},
    });
    const seen = observer;
    await eventually(() => expect(seen.connection.status).toBe('live'));
    for (let i = 0; i < EVENTS; i++) {
      worker.client.create(application(`application-${i}`));
      // A watch that is far behind would be answered 410, and the objects listed.
      if (i % 50 === 0) await nextTurn();
    }
    return seen;
  }

  it('takes a burst of a worker while the others are calm', async () => {
    const seen = await flood(new SharedBurst());
    await eventually(
      () =>
        expect(
          seen.observe({ credential: { pending: true } } as any).applications,
        ).toHaveLength(EVENTS + 1),
      30_000,
    );
    expect(seen.connection.status).toBe('live');
  });

  it('pauses a worker earlier while the others have used up the burst that they share', async () => {
    const used = new SharedBurst({ events: { perSecond: 1, burst: 1 } });
    const seen = await flood(used);
    await eventually(
      () =>
        expect(seen.connection).toMatchObject({
          status: 'paused',
          message: expect.stringMatching(/events\/s \(limit 100\)/),
        }),
      30_000,
    );
  });
});
