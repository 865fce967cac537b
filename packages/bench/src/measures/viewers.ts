import { join } from 'node:path';
import { pause } from '../pause';
import { FLEET_PAGE } from '../Portal';
import { sourceFile, startProgram } from '../programs';
import { ms, percent } from '../report';
import { percentile } from '../statistics';
import type { ViewersResult } from '../viewers';
import { type Context, type Fleet, profiled } from './context';

const VIEWERS = [1, 50, 200];
const CHANGES_PER_SECOND = 50;
const MAX_MS = 50;
const FLAT = 0.2;

/** Open fleet pages while the fleet changes: what one more costs. */
export async function measureViewers(context: Context, fleet: Fleet) {
  const { portal, simulation } = fleet;
  const { seconds } = context.options;
  let alone: number | undefined;
  for (const viewers of VIEWERS) {
    await portal.untilIdle();
    const program = startProgram(sourceFile('viewers.ts'), {
      logFile: join(context.directory, `viewers-${viewers}.log`),
    });
    try {
      const token = await portal.userToken();
      await program.call('open', {
        url: portal.url,
        path: FLEET_PAGE,
        token,
        viewers,
      });
      await simulation.setLoad({ changes: CHANGES_PER_SECOND });
      await pause(5000);
      await program.call('clear');
      await portal.resetUsage();
      await profiled(context, portal, `viewers-${viewers}`, () =>
        pause(seconds * 1000),
      );
      const usage = await portal.usage();
      const result = await program.call<ViewersResult>('close');
      const p95 = percentile(result.times, 0.95);
      alone ??= p95;
      const ratio = p95 / alone;
      context.add({
        measure: `${viewers} viewer${
          viewers > 1 ? 's' : ''
        } at ${CHANGES_PER_SECOND} changes/s: list`,
        goal: 'p95 ≤ 50 ms, flat (± 20 %)',
        figure: `p50 ${ms(percentile(result.times, 0.5))}, p95 ${ms(
          p95,
        )}, CPU ${percent(usage.cpuPercent)}, ${result.times.length} answers, ${
          result.failed
        } failed`,
        ratio: `${ratio.toFixed(2)}× one viewer`,
        met:
          p95 <= MAX_MS &&
          ratio <= 1 + FLAT &&
          result.failed === 0 &&
          result.times.length > 0,
        values: {
          viewers,
          p95,
          notModified: result.notModified,
          signals: result.signals,
          bytes: result.bytes,
          ...usage,
        },
      });
    } finally {
      await simulation.setLoad({});
      await program.stop();
    }
  }
}
