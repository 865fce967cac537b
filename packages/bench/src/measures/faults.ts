import { FLEET } from '../Portal';
import { pause } from '../pause';
import { bytes, ms, percent } from '../report';
import { type Fault } from '../simulator/Worker';
import { median, percentile, spread } from '../statistics';
import { type Context, type Fleet } from './context';
import { ServedProbe } from './served';

const SHARE = 0.1;
const CHANGES_PER_SECOND = 50;
const TOLERANCE = 0.1;
const ONSET_MS = 5000;
const RECOVERY_LIMIT_MS = 180_000;

interface Phase {
  servedP95: number;
  answerP95: number;
  rss: number;
  cpu: number;
}

/** What a fault of a tenth of the workers costs the others: phases without it and with it in turn. */
export async function measureFaults(context: Context, fleet: Fleet) {
  const { portal, simulation } = fleet;
  await portal.untilIdle();
  for (const fault of context.options.faults) {
    const sound: Phase[] = [];
    const faulty: Phase[] = [];
    const recoveries: number[] = [];
    for (let run = 0; run < context.options.runs; run++) {
      sound.push(await measurePhase(context, fleet));
      await simulation.setFault(fault, SHARE);
      await pause(ONSET_MS);
      faulty.push(await measurePhase(context, fleet));
      await simulation.setFault(undefined);
      recoveries.push(await untilLive(fleet));
    }
    report(context, fleet, { fault, sound, faulty, recoveries });
  }
}

async function measurePhase(context: Context, fleet: Fleet): Promise<Phase> {
  const { portal, simulation, size } = fleet;
  await simulation.setLoad({
    changes: CHANGES_PER_SECOND,
    // The same workers in both phases.
    from: Math.round(size.clusters * SHARE),
  });
  await portal.resetUsage();
  const probe = new ServedProbe(portal, simulation);
  const milliseconds = Math.max(5, context.options.seconds / 3) * 1000;
  await probe.run(Date.now() + milliseconds);
  const { maxRss, cpuPercent } = await portal.usage();
  await simulation.setLoad({});
  return {
    servedP95: percentile(probe.times, 0.95),
    answerP95: percentile(probe.answers, 0.95),
    rss: maxRss,
    cpu: cpuPercent,
  };
}

/** How long it takes until every worker is connected again, milliseconds; at most the limit. */
async function untilLive({ portal, size }: Fleet): Promise<number> {
  const began = Date.now();
  while (Date.now() - began < RECOVERY_LIMIT_MS) {
    let live = 0;
    let cursor: string | undefined;
    do {
      const { json } = await portal.get(
        `${FLEET}/v1/clusters?limit=500${
          cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''
        }`,
      );
      live += json.items.filter(
        (item: any) => item.connection.status === 'live',
      ).length;
      cursor = json.nextCursor;
    } while (cursor);
    if (live === size.clusters) break;
    await pause(500);
  }
  return Date.now() - began;
}

function report(
  context: Context,
  { size }: Fleet,
  result: {
    fault: Fault;
    sound: Phase[];
    faulty: Phase[];
    recoveries: number[];
  },
) {
  const { fault, sound, faulty, recoveries } = result;
  const ratioOf = (key: keyof Phase) =>
    spread(faulty.map((phase, i) => phase[key] / sound[i][key]));
  const served = ratioOf('servedP95');
  const rss = ratioOf('rss');
  const middle = (phases: Phase[], key: keyof Phase) =>
    median(phases.map(phase => phase[key]));
  const range = ({ median: m, low, high }: typeof served) =>
    `${m.toFixed(2)}× (${low.toFixed(2)}–${high.toFixed(2)})`;
  context.add({
    measure: `10 % ${fault}, ${size.clusters}×${size.applications}: the others' event → served`,
    goal: '± 10 %, RSS ± 10 %',
    figure: `p95 ${ms(middle(sound, 'servedP95'))} → ${ms(
      middle(faulty, 'servedP95'),
    )}, answer p95 ${ms(middle(sound, 'answerP95'))} → ${ms(
      middle(faulty, 'answerP95'),
    )}, CPU ${percent(middle(sound, 'cpu'))} → ${percent(
      middle(faulty, 'cpu'),
    )}, RSS ${bytes(middle(sound, 'rss'))} → ${bytes(
      middle(faulty, 'rss'),
    )}; all live again after ${ms(median(recoveries))}`,
    ratio: `served ${range(served)}, RSS ${range(rss)}`,
    met: served.median <= 1 + TOLERANCE && rss.median <= 1 + TOLERANCE,
    values: {
      served: served.median,
      rss: rss.median,
      recovery: median(recoveries),
    },
  });
}
