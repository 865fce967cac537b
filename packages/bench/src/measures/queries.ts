import { FLEET, FLEET_PAGE, type Portal } from '../Portal';
import { pause } from '../pause';
import { bytes, ms } from '../report';
import { percentile } from '../statistics';
import { type Context, type Fleet } from './context';

const SAMPLES = 20;
const MAX_MS = 50;
const MAX_BYTES = 100_000;
/** An answer may be shared for so long although the fleet has changed. */
const SHARED_MS = 1500;
const PAGES = 50;

/** What people request, while nothing else happens. */
export async function measureQueries(context: Context, fleet: Fleet) {
  await fleet.portal.untilIdle();
  await measureWholeFleet(context, fleet);
  await measureApplicationPages(context, fleet);
  await measureMatrix(context, fleet);
}

/** Every cluster of the fleet, as a signed-in user: right after a change, and again without one. */
async function measureWholeFleet(context: Context, fleet: Fleet) {
  const { portal, simulation, size } = fleet;
  const fresh: number[] = [];
  const again: number[] = [];
  let sent = 0;
  for (let i = 0; i < SAMPLES; i++) {
    await simulation.mark(size.clusters - 1, i % 2 ? 0 : 2);
    await pause(SHARED_MS);
    const first = await readFleet(portal, size.clusters);
    fresh.push(first.milliseconds);
    again.push((await readFleet(portal, size.clusters)).milliseconds);
    sent = first.bytes;
  }
  const p95 = percentile(fresh, 0.95);
  context.add({
    measure: `whole fleet of ${size.clusters}`,
    goal: 'one request, ≤ 50 ms, ≤ 100 kB gz',
    figure: `1 request, p95 ${ms(p95)} after a change, ${ms(
      percentile(again, 0.95),
    )} without one, ${bytes(sent)}`,
    met: p95 <= MAX_MS && sent <= MAX_BYTES,
    values: { p95, unchanged: percentile(again, 0.95), bytes: sent },
  });
}

async function readFleet(portal: Portal, clusters: number) {
  const response = await portal.get(`${FLEET_PAGE}?limit=${clusters}`, {
    asUser: true,
  });
  const served = response.json.clusters.length;
  if (served !== clusters) throw new Error(`${served} clusters were served`);
  return response;
}

/** Pages of 100 of all Applications: each query is requested once, so that nothing is served from memory. */
async function measureApplicationPages(context: Context, fleet: Fleet) {
  const { portal, size } = fleet;
  const total = size.clusters * size.applications;
  const base = `${FLEET}/v1/applications?limit=100`;
  const search = (i: number) => `search=service-${String(i).padStart(3, '0')}`;
  const queries: Record<string, (i: number) => string> = {
    'free text': i => search(i),
    'health and free text': i => `health=Progressing&${search(i)}`,
    'sync, by health': i => `sync=OutOfSync&sort=health&${search(i)}`,
    'by name, descending': i => `sort=name&order=desc&${search(i)}`,
    'nothing matches': i => `search=none-${i}`,
  };
  const slowest: Array<{ name: string; p95: number }> = [];
  for (const [name, query] of Object.entries(queries)) {
    const times: number[] = [];
    for (let i = 0; i < SAMPLES; i++) {
      times.push(await timed(portal, `${base}&${query(i)}`));
    }
    slowest.push({ name, p95: percentile(times, 0.95) });
  }
  for (const [name, query] of [
    ['without a filter', ''],
    ['by health', '&sort=health&order=desc'],
    ['one health', '&health=Healthy'],
    ['by project', '&sort=project'],
  ]) {
    slowest.push({ name, p95: await walk(portal, `${base}${query}`) });
  }
  slowest.sort((a, b) => b.p95 - a.p95);
  const [worst] = slowest;
  context.add({
    measure: `any page of 100 of ${total} Applications`,
    goal: '≤ 50 ms, any filter',
    figure: `p95 of the slowest filter ${ms(worst.p95)} (${
      worst.name
    }); ${slowest
      .slice(1)
      .map(({ name, p95 }) => `${name} ${ms(p95)}`)
      .join(', ')}`,
    met: worst.p95 <= MAX_MS,
    values: Object.fromEntries(slowest.map(({ name, p95 }) => [name, p95])),
  });
}

/**
 * First pages of the matrix of applications and clusters: the limit differs each time, so that nothing is served from memory. An
 * answer has 5,000 Applications at most, whatever the limit.
 */
async function measureMatrix(context: Context, fleet: Fleet) {
  const { portal, size } = fleet;
  const p95: Record<string, number> = {};
  let sent = 0;
  for (const [name, query] of [
    ['without a filter', ''],
    ['by version', '&version=1.2'],
    ['drift only', '&only=drift'],
    ['unhealthy only', '&only=unhealthy'],
    ['one application', '&search=service-001'],
  ]) {
    const times: number[] = [];
    for (let i = 0; i < SAMPLES; i++) {
      const path = `${FLEET}/v1/applications/matrix?limit=${100 + i}${query}`;
      const answer = await portal.get(path, { asUser: true });
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
      times.push(answer.milliseconds);
      sent = Math.max(sent, answer.bytes);
    }
    p95[name] = percentile(times, 0.95);
  }
  const worst = Math.max(...Object.values(p95));
  context.add({
    measure: `a page of the matrix of ${size.applications} applications × ${size.clusters} clusters`,
    goal: '–',
    figure: `p95 ${Object.entries(p95)
      .map(([name, time]) => `${name} ${ms(time)}`)
      .join(', ')}; at most ${bytes(sent)}`,
    values: { ...p95, worst, bytes: sent },
  });
}

async function timed(portal: Portal, path: string): Promise<number> {
  const { status, milliseconds } = await portal.get(path, { asUser: true });
  if (status !== 200) throw new Error(`${path}: ${status}`);
  return milliseconds;
}

/** 95th percentile of the first pages of a query, one after the other. */
async function walk(portal: Portal, path: string): Promise<number> {
  const times: number[] = [];
  let cursor: string | undefined;
  do {
    const { milliseconds, json } = await portal.get(
      cursor ? `${path}&cursor=${encodeURIComponent(cursor)}` : path,
      { asUser: true },
    );
    times.push(milliseconds);
    cursor = json?.nextCursor;
  } while (cursor && times.length < PAGES);
  return percentile(times, 0.95);
}
