import { pause } from '../pause';
import { bytes, percent } from '../report';
import { median, slope } from '../statistics';
import { type Context, type Fleet } from './context';

const CHANGES_PER_SECOND = 50;
/** Above this share the last third of the samples counts as grown over the first one. */
const FLAT = 0.05;

/** Changes for a long time: the heap after garbage collection stays what it is. */
export async function measureSoak(context: Context, fleet: Fleet) {
  const { portal, simulation, size } = fleet;
  const { soakMinutes } = context.options;
  const samples: Array<[minute: number, heap: number]> = [];
  await simulation.setLoad({ changes: CHANGES_PER_SECOND });
  await pause(30_000);
  await portal.resetUsage();
  const began = Date.now();
  // Three samples at least.
  const every = Math.min(60_000, (soakMinutes * 60_000) / 6);
  while (Date.now() - began < soakMinutes * 60_000) {
    samples.push([(Date.now() - began) / 60_000, await portal.heap()]);
    await pause(every);
  }
  const { cpuPercent, maxRss } = await portal.usage();
  await simulation.setLoad({});
  const heaps = samples.map(([, heap]) => heap);
  const third = Math.ceil(heaps.length / 3);
  const first = median(heaps.slice(0, third));
  const last = median(heaps.slice(-third));
  const growth = slope(samples);
  context.add({
    measure: `soak ${soakMinutes} min at ${CHANGES_PER_SECOND} changes/s, ${size.clusters}×${size.applications}`,
    goal: 'flat heap',
    figure: `${bytes(first)} → ${bytes(last)}, ${bytes(
      growth,
    )} a minute, CPU ${percent(cpuPercent)}, RSS ${bytes(maxRss)}`,
    ratio: `${(last / first).toFixed(3)}×`,
    met: last / first <= 1 + FLAT,
    values: { first, last, growth, maxRss },
  });
}
