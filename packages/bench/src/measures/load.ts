import { pause } from '../pause';
import { bytes, ms, percent } from '../report';
import { percentile } from '../statistics';
import { type Context, type Fleet, profiled } from './context';
import { ServedProbe } from './served';

/** Time until the caches, the catalog and the collector have come to rest in a load. */
const WARM_UP_MS = 10_000;

/** Argo CD's own refresh of every Application: nothing changes but `reconciledAt`. */
export async function measureStorm(context: Context, fleet: Fleet) {
  const { portal, simulation, size } = fleet;
  const { seconds } = context.options;
  // Each Application every three minutes, Argo CD's default.
  const rate = Math.ceil((size.clusters * size.applications) / 180);
  await portal.untilIdle();
  await simulation.setLoad({ refreshes: rate });
  await pause(WARM_UP_MS);
  await portal.resetUsage();
  const answers: number[] = [];
  await profiled(context, portal, 'storm', async () => {
    const end = Date.now() + seconds * 1000;
    while (Date.now() < end) {
      answers.push(
        (await portal.get('/api/worker-clusters/v1/summary')).milliseconds,
      );
      await pause(500);
    }
  });
  const usage = await portal.usage();
  await simulation.setLoad({});
  const slowest = percentile(answers, 0.95);
  context.add({
    measure: `${rate}/s of reconciledAt, ${size.clusters}×${size.applications}`,
    goal: 'CPU ≤ 25 %, event loop p99 ≤ 50 ms',
    figure: `CPU ${percent(usage.cpuPercent)}, event loop p99 ${ms(
      usage.loopP99,
    )}, answer p95 ${ms(slowest)}, RSS ${bytes(usage.maxRss)}`,
    met: usage.cpuPercent <= 25 && usage.loopP99 <= 50,
    values: { rate, answerP95: slowest, ...usage },
  });
}

/** Health, sync and commit of Applications change all over the fleet. */
export async function measureChanges(
  context: Context,
  fleet: Fleet,
  rate: number,
) {
  const { portal, simulation, size } = fleet;
  const { seconds } = context.options;
  await portal.untilIdle();
  await simulation.setLoad({ changes: rate });
  await pause(WARM_UP_MS);
  await portal.resetUsage();
  const probe = new ServedProbe(portal, simulation);
  await profiled(context, portal, `changes-${rate}`, () =>
    probe.run(Date.now() + seconds * 1000),
  );
  const usage = await portal.usage();
  await simulation.setLoad({});
  const p95 = percentile(probe.times, 0.95);
  const goal = rate >= 500;
  context.add({
    measure: `${rate} real changes/s, ${size.clusters}×${
      size.applications
    }, catalog module ${
      context.options.withoutCatalogModule ? 'off' : 'on'
    }: event → served`,
    goal: goal ? 'p95 ≤ 500 ms, CPU ≤ 60 %' : '–',
    figure: `p50 ${ms(percentile(probe.times, 0.5))}, p95 ${ms(
      p95,
    )}, CPU ${percent(usage.cpuPercent)}, event loop p99 ${ms(usage.loopP99)}`,
    met: goal ? p95 <= 500 && usage.cpuPercent <= 60 : undefined,
    values: { rate, p95, samples: probe.times.length, ...usage },
  });
}
