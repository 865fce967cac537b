import { FLEET, type Portal } from '../Portal';
import { pause } from '../pause';
import { ms } from '../report';
import { median, spread } from '../statistics';
import { syncFromNothing } from './coldSync';
import {
  type Context,
  newDatabase,
  startPortal,
  startSimulation,
} from './context';

const MAX_LATER_MS = 2000;
const MAX_STOP_MS = 10_000;
const SYNC_MS = 30_000;

/** Killed and started again with the database that it left: when is the stored fleet served? */
export async function measureRestart(
  context: Context,
  size: { clusters: number; applications: number },
) {
  const simulation = await startSimulation(context, size);
  const database = newDatabase(context);
  const { portal } = await syncFromNothing(context, simulation, database);
  await portal.untilIdle();
  await portal.stop('SIGKILL');

  const without: number[] = [];
  const served: number[] = [];
  /** Processor time until then, with our plugins and without: it depends less on what else runs. */
  const processor: Array<{ served: number; without: number }> = [];
  let slowest = 0;
  let stopping = 0;
  for (let run = 1; run <= context.options.runs; run++) {
    const plain = await startPortal(context, simulation, database, {
      withoutFleet: true,
    });
    await plain.until(
      '/api/catalog/entities?limit=1',
      ({ status }) => status === 200,
      { everyMs: 20 },
    );
    without.push(Date.now() - plain.startedAt);
    const withoutMs = await plain.processorTime();
    await plain.stop('SIGKILL');

    const again = await startPortal(context, simulation, database);
    await again.until(
      `${FLEET}/v1/summary`,
      ({ status, json }) => status === 200 && json.total === size.clusters,
      { everyMs: 20 },
    );
    served.push(Date.now() - again.startedAt);
    processor.push({
      served: await again.processorTime(),
      without: withoutMs,
    });
    const last = run === context.options.runs;
    if (last) slowest = await slowestAnswer(again);
    stopping = await again.stop(last ? 'SIGTERM' : 'SIGKILL');
  }
  await simulation.stop();

  const later = spread(served.map((time, i) => time - without[i]));
  const more = spread(processor.map(p => p.served - p.without));
  const label = `${size.clusters}×${size.applications}`;
  context.add({
    measure: `restart after kill -9, ${label}: the stored fleet is served`,
    goal: '≤ 2 s after the same backend without the fleet',
    figure: `${ms(median(served))}; without ${ms(
      median(without),
    )}; processor time until then ${ms(more.median)} more (${ms(
      more.low,
    )} to ${ms(more.high)}); slowest answer in the half minute after it ${ms(
      slowest,
    )}`,
    ratio: `${ms(Math.max(0, later.median))} later (${ms(later.low)} to ${ms(
      later.high,
    )}, ${later.runs} runs)`,
    met: later.median <= MAX_LATER_MS,
    values: {
      served: median(served),
      without: median(without),
      processorTime: more.median,
      slowest,
    },
  });
  context.add({
    measure: `SIGTERM, ${label}`,
    goal: '< 10 s',
    figure: ms(stopping),
    met: stopping < MAX_STOP_MS,
    values: { milliseconds: stopping },
  });
}

/** While the fleet is read again. */
async function slowestAnswer(portal: Portal): Promise<number> {
  const end = Date.now() + SYNC_MS;
  let slowest = 0;
  while (Date.now() < end) {
    const { milliseconds } = await portal.get(`${FLEET}/v1/summary`);
    slowest = Math.max(slowest, milliseconds);
    await pause(100);
  }
  return slowest;
}
