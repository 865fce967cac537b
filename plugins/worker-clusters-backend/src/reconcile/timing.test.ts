import { mockServices } from '@backstage/backend-test-utils';
import type { ClusterRef } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { FakeObserver } from '../__testUtils__/FakeObserver';
import { observation, worker } from '../derive/__testUtils__/observation';
import { onlyReplica } from '../replicas/__testUtils__/membership';
import { ChangeNotifier } from './ChangeNotifier';
import { FaultLog } from './FaultLog';
import { LastSeenWriter } from './LastSeenWriter';

function refOf(name: string): ClusterRef {
  return { managementCluster: 'main', namespace: 'clusters-dev', name };
}

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

describe('ChangeNotifier', () => {
  function create() {
    const signals = { publish: jest.fn(async () => {}) };
    const events = { publish: jest.fn(async () => {}), subscribe: jest.fn() };
    const logger = mockServices.logger.mock();
    const faults = new FaultLog(logger);
    const notifier = new ChangeNotifier({
      signals,
      events: { ...events, isBusMissing: async () => false },
      faults,
    });
    const revisions = () =>
      signals.publish.mock.calls.map(
        ([signal]: any) => signal.message.revision,
      );
    const clusters = () =>
      events.publish.mock.calls.map(
        ([event]: any) => event.eventPayload.clusters,
      );
    return { notifier, signals, events, logger, revisions, clusters };
  }

  it('publishes at once, then at most once a second with the latest revision', () => {
    const { notifier, revisions, clusters } = create();
    notifier.notify({ revision: 1, changed: [refOf('a')] });
    expect(revisions()).toEqual([1]);
    for (let revision = 2; revision <= 500; revision += 1) {
      notifier.notify({
        revision: revision,
        changed: [refOf(`c${revision % 3}`)],
      });
    }
    expect(revisions()).toEqual([1]);
    jest.advanceTimersByTime(1000);
    expect(revisions()).toEqual([1, 500]);
    expect(clusters()).toEqual([
      ['main/clusters-dev/a'],
      ['main/clusters-dev/c2', 'main/clusters-dev/c0', 'main/clusters-dev/c1'],
    ]);
    jest.advanceTimersByTime(10_000);
    expect(revisions()).toEqual([1, 500]);
    notifier.notify({ revision: 501, changed: [] });
    expect(revisions()).toEqual([1, 500, 501]);
    // How a management cluster is reached is no change of a cluster.
    expect(clusters()).toHaveLength(2);
  });

  it('splits what is too much for one event', () => {
    const { notifier, events, clusters } = create();
    notifier.notify({
      revision: 1,
      changed: Array.from({ length: 2500 }, (_, i) => refOf(`c${i}`)),
      entities: [refOf('c1'), refOf('c2400')],
    });
    expect(clusters().map((c: string[]) => c.length)).toEqual([
      1000, 1000, 500,
    ]);
    expect(
      events.publish.mock.calls.map(
        ([event]: any) => event.eventPayload.entities,
      ),
    ).toEqual([['main/clusters-dev/c1'], [], ['main/clusters-dev/c2400']]);
  });

  it('survives a bus that is down and logs it once', async () => {
    const { notifier, signals, logger } = create();
    signals.publish.mockRejectedValue(new Error('no bus'));
    for (let i = 1; i < 4; i += 1) {
      notifier.notify({ revision: i, changed: [] });
      await jest.advanceTimersByTimeAsync(1000);
    }
    expect(signals.publish).toHaveBeenCalledTimes(3);
    expect(logger.warn.mock.calls).toEqual([
      ['Publishing the change signal to open pages failed: no bus'],
    ]);
    signals.publish.mockResolvedValue(undefined);
    notifier.notify({ revision: 4, changed: [] });
    await jest.advanceTimersByTimeAsync(0);
    expect(logger.info).toHaveBeenCalledTimes(1);
  });

  it('is silent once stopped', () => {
    const { notifier, revisions } = create();
    notifier.notify({ revision: 1, changed: [] });
    notifier.notify({ revision: 2, changed: [] });
    notifier.stop();
    jest.advanceTimersByTime(10_000);
    notifier.notify({ revision: 3, changed: [] });
    expect(revisions()).toEqual([1]);
  });
});

describe('LastSeenWriter', () => {
  it('writes those that were heard since, in bulk', async () => {
    const observer = new FakeObserver('main');
    const touchConnections = jest.fn(
      async (_: Array<{ ref: ClusterRef; lastSeen: string }>) => {},
    );
    const touchManagementClusters = jest.fn(
      async (_: Array<{ name: string; lastSeen: string }>) => {},
    );
    const logger = mockServices.logger.mock();
    const writer = new LastSeenWriter({
      observer,
      store: { touchConnections, touchManagementClusters },
      membership: onlyReplica,
      faults: new FaultLog(logger),
    });
    const seen = (name: string, lastSeen: string | undefined) =>
      observer.see(
        observation({
          ref: refOf(name),
          worker: worker({
            connection: {
              status: 'live',
              since: '2026-11-23T07:00:00Z',
              lastSeen,
            },
          }),
        }),
      );
    seen('a', '2026-11-23T08:00:00Z');
    seen('b', '2026-11-23T08:00:01Z');
    seen('never', undefined);
    const management = (lastSeen: string) =>
      observer.manage('main', {
        connection: { status: 'live', since: lastSeen, lastSeen },
      });
    management('2026-11-23T08:00:02Z');
    writer.start();
    await jest.advanceTimersByTimeAsync(15_000);
    seen('b', '2026-11-23T08:00:16Z');
    management('2026-11-23T08:00:17Z');
    await jest.advanceTimersByTimeAsync(15_000);
    touchConnections.mockRejectedValueOnce(new Error('locked'));
    seen('a', '2026-11-23T08:00:40Z');
    await jest.advanceTimersByTimeAsync(15_000);
    await jest.advanceTimersByTimeAsync(15_000);
    await writer.stop();
    const a = { ref: refOf('a'), lastSeen: '2026-11-23T08:00:00Z' };
    const again = { ref: refOf('a'), lastSeen: '2026-11-23T08:00:40Z' };
    expect(touchConnections.mock.calls.map(args => args.slice(0, 1))).toEqual([
      [[a, { ref: refOf('b'), lastSeen: '2026-11-23T08:00:01Z' }]],
      [[{ ref: refOf('b'), lastSeen: '2026-11-23T08:00:16Z' }]],
      [[again]],
      // What could not be written is written the next time.
      [[again]],
    ]);
    expect(touchManagementClusters.mock.calls.map(args => args[0])).toEqual([
      [{ name: 'main', lastSeen: '2026-11-23T08:00:02Z' }],
      [{ name: 'main', lastSeen: '2026-11-23T08:00:17Z' }],
      [],
    ]);
    expect(logger.warn).toHaveBeenCalledTimes(1);
  });
});
