import { FLEET, type Portal } from '../Portal';
import { ms } from '../report';
import { syncFromNothing } from './coldSync';
import {
  type Context,
  newDatabase,
  pause,
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

  const plain = await startPortal(context, simulation, database, {
    withoutFleet: true,
  });
  await plain.until(
    '/api/catalog/entities?limit=1',
    ({ status }) => status === 200,
    { everyMs: 20 },
  );
  const without = Date.now() - plain.startedAt;
  await plain.stop('SIGKILL');

  const again = await startPortal(context, simulation, database);
  await again.until(
    `${FLEET}/v1/summary`,
    ({ status, json }) => status === 200 && json.total === size.clusters,
    { everyMs: 20 },
  );
  const served = Date.now() - again.startedAt;
  const slowest = await slowestAnswer(again);
  const stopping = await again.stop('SIGTERM');
  await simulation.stop();

  const label = `${size.clusters}×${size.applications}`;
  context.add({
    measure: `restart after kill -9, ${label}: the stored fleet is served`,
    goal: '≤ 2 s after the same backend without the fleet',
    figure: `${ms(served)}; without ${ms(
      without,
    )}; slowest answer in the half minute after it ${ms(slowest)}`,
    ratio: `${ms(Math.max(0, served - without))} later`,
    met: served - without <= MAX_LATER_MS,
    values: { served, without, slowest },
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
