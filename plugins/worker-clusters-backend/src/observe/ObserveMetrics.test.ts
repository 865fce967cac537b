import { ApiError } from './http/ApiError';
import { ObserveMetrics } from './ObserveMetrics';

const APPLICATIONS = { group: 'argoproj.io', plural: 'applications' };

function setup() {
  const lines: string[] = [];
  const metrics = new ObserveMetrics(line => lines.push(line));
  const watch = (worker: string) =>
    metrics
      .forServer({ managementCluster: 'main', worker })
      .watch(APPLICATIONS);
  return { metrics, watch, lines };
}

describe('ObserveMetrics', () => {
  it('sums up all workers of a management cluster by kind', () => {
    const { metrics, watch } = setup();
    for (const name of ['team-a/orders', 'team-b/search']) {
      const recorder = watch(name);
      recorder.listBegan();
      recorder.received(1000);
      recorder.listEnded(3);
      recorder.opened();
      recorder.received(100);
      recorder.event();
    }
    expect(metrics.figures()).toEqual([
      {
        managementCluster: 'main',
        role: 'worker',
        kind: 'applications.argoproj.io',
        watches: { listing: 0, watching: 2, waiting: 0 },
        lists: 2,
        relists: {},
        restarts: 0,
        events: 2,
        bytes: 2200,
        errors: {},
      },
    ]);
  });

  it('counts relists by their reason, restarts, and errors by kind', () => {
    const { metrics, watch } = setup();
    const recorder = watch('team-a/orders');
    recorder.listBegan();
    recorder.listEnded(1);
    recorder.opened();
    recorder.closed();
    recorder.opened();
    recorder.failed(
      new ApiError('gone', {
        message: 'too old',
        messageCode: { code: 'test' },
      }),
      800,
    );
    expect(metrics.figures()[0]).toMatchObject({
      watches: { listing: 0, watching: 0, waiting: 1 },
      restarts: 1,
      errors: {},
    });
    recorder.listBegan();
    expect(metrics.figures()[0]).toMatchObject({
      watches: { listing: 1, watching: 0, waiting: 0 },
      relists: { gone: 1 },
    });
    recorder.failed(
      new ApiError('unreachable', {
        message: 'no route',
        messageCode: { code: 'test' },
      }),
      800,
    );
    expect(metrics.figures()[0].errors).toEqual({ unreachable: 1 });
  });

  it('counts a watch that is stopped no longer', () => {
    const { metrics, watch } = setup();
    const recorder = watch('team-a/orders');
    recorder.listBegan();
    recorder.stopped();
    expect(metrics.figures()[0].watches).toEqual({
      listing: 0,
      watching: 0,
      waiting: 0,
    });
  });

  it('writes lines to the debug log that name cluster and kind', () => {
    const { metrics, watch, lines } = setup();
    const recorder = watch('team-a/orders');
    recorder.listBegan();
    recorder.received(10_240);
    recorder.listEnded(1);
    recorder.opened();
    recorder.failed(
      new ApiError('unreachable', {
        message: 'https://a refuses connections',
        messageCode: { code: 'test' },
      }),
      1600,
    );
    metrics
      .forServer({ managementCluster: 'main' })
      .watch({
        group: '',
        plural: 'secrets',
        fieldSelector: 'metadata.name=orders-portal',
      })
      .listBegan();
    const of = 'Worker cluster main/team-a/orders: applications.argoproj.io';
    expect(lines).toEqual([
      `${of}: lists for the first time`,
      `${of}: listed 1 objects, 10240 bytes in 0.0 s`,
      `${of}: watch opened`,
      `${of}: unreachable: https://a refuses connections; next attempt in 1.6 s`,
      'Management cluster main: secrets (metadata.name=orders-portal): lists for the first time',
    ]);
  });
});
