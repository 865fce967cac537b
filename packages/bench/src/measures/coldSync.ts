import { join } from 'node:path';
import { type Database, FLEET, type Portal } from '../Portal';
import { pause } from '../pause';
import { bytes, ms, times } from '../report';
import type { Simulation } from '../Simulation';
import { median, spread } from '../statistics';
import {
  type Context,
  newDatabase,
  profiled,
  startPortal,
  startSimulation,
} from './context';

const MAX_RATIO = 1.5;
const MAX_ANSWER_MS = 200;
const POLL_MS = 100;

export interface ColdSync {
  milliseconds: number;
  /** Slowest answer of the summary meanwhile. */
  slowest: number;
  bytes: number;
}

/** Time that a backend has to come to rest after its start, before the requests that are held time out. */
const REST_MS = 3000;

/**
 * Starts a backend without a state and waits until everything that the fleet has is served. The time counts from the
 * moment at which the management cluster begins to answer: by then the backend has started, and its start is not
 * counted.
 */
export async function syncFromNothing(
  context: Context,
  simulation: Simulation,
  database: Database = newDatabase(context),
): Promise<ColdSync & { portal: Portal }> {
  const { clusters, applications } = simulation.size;
  await simulation.resetTraffic();
  await simulation.hold();
  const portal = await startPortal(context, simulation, database);
  for (const path of [`${FLEET}/v1/summary`, '/api/catalog/entities?limit=1']) {
    await portal.until(path, ({ status }) => status === 200);
  }
  await pause(REST_MS);
  const began = await simulation.release();
  const deadline = began + 900_000;
  let slowest = 0;
  await profiled(context, portal, 'cold-sync', async () => {
    for (;;) {
      const { milliseconds, json } = await portal.get(`${FLEET}/v1/summary`);
      slowest = Math.max(slowest, milliseconds);
      if (
        json?.total === clusters &&
        json.applications.total === clusters * applications
      ) {
        break;
      }
      if (Date.now() > deadline) {
        throw new Error(`not synced after 15 minutes: ${JSON.stringify(json)}`);
      }
      await pause(POLL_MS);
    }
  });
  const milliseconds = Date.now() - began;
  const { bytes: sent } = await simulation.stats();
  return { portal, milliseconds, slowest, bytes: sent };
}

/** Cold syncs, each after a bare download of the same bytes. The last backend goes on running. */
export async function measureColdSync(
  context: Context,
  size: { clusters: number; applications: number },
) {
  const { options, say } = context;
  const simulation = await startSimulation(context, size);
  const label = `${size.clusters}×${size.applications}`;
  const ratios: number[] = [];
  const syncs: ColdSync[] = [];
  const bares: number[] = [];
  let bareBytes = 0;
  let portal: Portal | undefined;
  for (let run = 1; run <= options.runs; run++) {
    await portal?.stop('SIGKILL');
    const bare = await simulation.downloadBare(
      join(context.directory, 'bare.log'),
    );
    bares.push(bare.milliseconds);
    bareBytes = bare.bytes;
    const sync = await syncFromNothing(context, simulation);
    portal = sync.portal;
    syncs.push(sync);
    ratios.push(sync.milliseconds / bare.milliseconds);
    say(
      `cold sync ${label}, run ${run}: ${ms(sync.milliseconds)} (${bytes(
        sync.bytes,
      )}), bare ${ms(bare.milliseconds)} (${bytes(
        bare.bytes,
      )}), slowest answer ${ms(sync.slowest)}`,
    );
  }
  const ratio = spread(ratios);
  const time = median(syncs.map(s => s.milliseconds));
  const slowest = Math.max(...syncs.map(s => s.slowest));
  context.add({
    measure: `cold sync ${label}`,
    goal: `≤ ${MAX_RATIO}× bare`,
    figure: `${ms(time)}; bare ${ms(median(bares))}, ${bytes(bareBytes)}`,
    ratio: times(ratio),
    met: ratio.median <= MAX_RATIO,
    values: { milliseconds: time, bare: median(bares), ratio: ratio.median },
  });
  context.add({
    measure: `slowest answer during cold sync ${label}`,
    goal: `≤ ${MAX_ANSWER_MS} ms`,
    figure: ms(slowest),
    met: slowest <= MAX_ANSWER_MS,
    values: { milliseconds: slowest },
  });
  // Sockets that are left over from the sync are closed after half a minute.
  await pause(35_000);
  const { openSockets, openedSockets } = await simulation.stats();
  context.add({
    measure: `sockets to ${size.clusters} workers half a minute after cold sync`,
    goal: '1 a worker',
    figure: `${openSockets} open, ${openedSockets} were opened`,
    ratio: `${(openSockets / size.clusters).toFixed(1)} a worker`,
    met: openSockets <= size.clusters,
    values: { open: openSockets, opened: openedSockets },
  });
  return { simulation, portal: portal!, size };
}
