import { Browser, hasBrowser } from '../browser/Browser';
import { pause } from '../pause';
import { bytes, ms } from '../report';
import { percentile } from '../statistics';
import { type Context, type Fleet, profiled } from './context';

const FLEET_PATH = '/worker-clusters/clusters';
const APPLICATIONS_PATH = '/worker-clusters/applications';
/** Turns of the wheel in each direction. */
const WHEELS = 40;
/** A page of the portal that shows nothing of ours. */
const EMPTY_PATH = '/settings';
const SAMPLES = 10;
/** The first cluster by name: its row is on the first screen. */
const FIRST = 'cluster-00000';

const rowShown = (name: string) =>
  `() => [...document.querySelectorAll('[role=row] a')].some(a => a.textContent === ${JSON.stringify(
    name,
  )})`;

/** The pages in Debian's Chromium, as a person has them: against the whole fleet. */
export async function measurePages(context: Context, fleet: Fleet) {
  if (!hasBrowser()) {
    context.say('pages: not run, this machine has no /usr/bin/chromium');
    return;
  }
  await fleet.portal.untilIdle();
  const browser = await Browser.start(fleet.portal.url);
  try {
    await browser.signIn();
    await browser.open(EMPTY_PATH);
    await browser.page.getByRole('heading').first().waitFor();
    await pause(2000);
    const empty = { heap: await browser.heap(), size: await browser.loaded() };
    const phase = (
      name: string,
      measure: (
        context: Context,
        fleet: Fleet,
        browser: Browser,
      ) => Promise<void>,
    ) =>
      profiled(context, browser, name, () => measure(context, fleet, browser));
    await phase('pages-first-rows', measureFirstRows);
    await phase('pages-answers', measureAnswers);
    await phase('pages-live', measureLive);
    await addHeap(context, fleet, browser, empty.heap, 'fleet page');
    await phase('pages-matrix', measureMatrix);
    await addHeap(context, fleet, browser, empty.heap, 'applications page');
    await addSize(context, browser, empty.size);
  } finally {
    await browser.stop();
  }
}

/** From the arrival of the fleet's answer until the rows are on the screen. */
async function measureFirstRows(
  context: Context,
  { size }: Fleet,
  browser: Browser,
) {
  const times: number[] = [];
  for (let i = 0; i < SAMPLES; i++) {
    await browser.open(FLEET_PATH);
    times.push(
      await browser.page.evaluate(async source => {
        const painted = await window.benchClock.painted(source);
        return painted - window.benchClock.answer('/v1/fleet')!.arrived;
      }, rowShown(FIRST)),
    );
  }
  addTimes(context, `fleet page of ${size.clusters}: answer → first rows`, {
    times,
    max: 300,
  });
}

/** A person filters and sorts: until the rows are on the screen, and the part of it after the answer. */
async function measureAnswers(
  context: Context,
  { size }: Fleet,
  browser: Browser,
) {
  const { page } = browser;
  const last = `cluster-${String(size.clusters - 1).padStart(5, '0')}`;
  const sort = page.getByRole('columnheader', { name: 'Name' });
  const search = page.getByRole('searchbox').first();
  const waitFor = (name: string) =>
    page.evaluate(async source => {
      const painted = await window.benchClock.painted(source);
      const { input = 0 } = window.benchClock;
      const answer = window.benchClock.answer('/v1/fleet')!;
      // Of an answer that the browser has already there is none to wait for.
      const began = Math.max(input, answer.arrived);
      return { all: painted - input, after: painted - began };
    }, rowShown(name));
  const actions: Record<string, () => Promise<{ all: number; after: number }>> =
    {
      sort: async () => {
        const down = waitFor(last);
        await sort.click();
        const result = await down;
        const up = waitFor(FIRST);
        await sort.click();
        await up;
        return result;
      },
      search: async () => {
        const found = waitFor(last);
        await search.fill(last);
        const result = await found;
        const all = waitFor(FIRST);
        await search.fill('');
        await all;
        return result;
      },
    };
  for (const [name, act] of Object.entries(actions)) {
    const all: number[] = [];
    const after: number[] = [];
    for (let i = 0; i < SAMPLES; i++) {
      const result = await act();
      all.push(result.all);
      after.push(result.after);
      await pause(300);
    }
    addTimes(context, `fleet page of ${size.clusters}: ${name}`, {
      times: all,
      max: 100,
      detail: `; ${ms(percentile(after, 0.95))} of it after the answer`,
      values: { afterP95: percentile(after, 0.95) },
    });
  }
}

/** One Application changes its health: from the arrival of what tells of it until its row shows it. */
async function measureLive(
  context: Context,
  { simulation, size }: Fleet,
  browser: Browser,
) {
  const fromSignal: number[] = [];
  const fromAnswer: number[] = [];
  let rows = 0;
  let longest = 0;
  for (let i = 0; i < SAMPLES; i++) {
    const degraded = i % 2 === 0;
    // Later than what the last change may have caused.
    await pause(2500);
    const shown = browser.page.evaluate(
      async ([name, wanted]) => {
        const { benchClock: clock } = window;
        clock.watchRows();
        clock.watchTasks();
        const painted = await clock.painted(
          `() => [...document.querySelectorAll('[role=row]')].some(row => row.textContent.includes('${name}') && row.textContent.includes('Degraded') === ${wanted})`,
        );
        return {
          signal: painted - clock.signal!,
          answer: painted - clock.answer('/v1/fleet')!.arrived,
          rows: clock.changedRows(),
          longest: Math.max(0, ...clock.longTasks()),
        };
      },
      [FIRST, degraded] as const,
    );
    await simulation.mark(0, degraded ? 2 : 0);
    const result = await shown;
    fromSignal.push(result.signal);
    fromAnswer.push(result.answer);
    rows = Math.max(rows, result.rows);
    longest = Math.max(longest, result.longest);
  }
  addTimes(context, `fleet page of ${size.clusters}: a live change → pixels`, {
    times: fromAnswer,
    max: 100,
    met: rows <= 1,
    goal: '≤ 100 ms after its answer, its row alone',
    detail: `; ${ms(
      percentile(fromSignal, 0.5),
    )} after the signal, the wait of the page included; ${rows} row(s) changed; longest task ${
      longest ? ms(longest) : '< 50 ms'
    }`,
    values: { rows, longest, signalP50: percentile(fromSignal, 0.5) },
  });
}

/** Scrolls through the matrix of applications, down and to the right, as fast as a wheel does. */
async function measureMatrix(
  context: Context,
  { size }: Fleet,
  browser: Browser,
) {
  const { page } = browser;
  await browser.open(APPLICATIONS_PATH);
  const grid = page.getByRole('grid');
  await grid.getByRole('gridcell').first().waitFor();
  await pause(2000);
  await grid.hover();
  await page.evaluate(() => window.benchClock.watchTasks());
  for (const [x, y] of [
    [0, 400],
    [900, 0],
    [0, -400],
    [-900, 0],
  ]) {
    for (let i = 0; i < WHEELS; i++) {
      await page.mouse.wheel(x, y);
      await pause(30);
    }
  }
  await pause(500);
  const tasks = await page.evaluate(() => window.benchClock.longTasks());
  const longest = Math.max(0, ...tasks);
  context.add({
    measure: `applications page, ${size.applications} applications on ${size.clusters} clusters: scrolling`,
    goal: 'no task > 100 ms',
    figure: `longest task ${longest ? ms(longest) : '< 50 ms'}, ${
      tasks.length
    } longer than 50 ms of ${4 * WHEELS} turns of the wheel`,
    met: longest <= 100,
    values: { longest, tasks: tasks.length },
  });
}

async function addHeap(
  context: Context,
  { size }: Fleet,
  browser: Browser,
  empty: number,
  name: string,
) {
  const heap = (await browser.heap()) - empty;
  context.add({
    measure: `${name} of ${size.clusters}: heap over an empty page`,
    goal: '≤ 60 MB',
    figure: bytes(heap),
    met: heap <= 60_000_000,
    values: { heap, empty },
  });
}

/** What the browser loads for our pages that an empty page of the portal does not need. */
async function addSize(context: Context, browser: Browser, empty: number) {
  for (const tab of [
    '',
    '/applications',
    '/infrastructure',
    '/argocd',
    '/isolation',
    '/claim',
    '/history',
  ]) {
    await browser.open(`${FLEET_PATH}/bench/clusters-dev/${FIRST}${tab}`);
    await browser.page.getByRole('tabpanel').waitFor();
    await pause(500);
  }
  const size = (await browser.loaded()) - empty;
  context.add({
    measure: 'scripts and styles of our pages, beyond an empty page',
    goal: '≤ 150 kB gz',
    figure: bytes(size),
    met: size <= 150_000,
    values: { size, empty },
  });
}

function addTimes(
  context: Context,
  measure: string,
  options: {
    times: number[];
    max: number;
    goal?: string;
    met?: boolean;
    detail?: string;
    values?: Record<string, number>;
  },
) {
  const { times, max, met = true, detail = '', values } = options;
  const p50 = percentile(times, 0.5);
  const p95 = percentile(times, 0.95);
  context.add({
    measure,
    goal: options.goal ?? `≤ ${max} ms`,
    figure: `p50 ${ms(p50)}, p95 ${ms(p95)}${detail}`,
    met: met && p95 <= max,
    values: { p50, p95, ...values },
  });
}
