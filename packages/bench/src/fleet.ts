import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { measureCatalog } from './measures/catalog';
import { measureColdSync, syncFromNothing } from './measures/coldSync';
import { type Context, type Fleet, startSimulation } from './measures/context';
import { measureChanges, measureStorm } from './measures/load';
import { measureFaults } from './measures/faults';
import { measureMemory } from './measures/memory';
import { measurePages } from './measures/pages';
import { measureQueries } from './measures/queries';
import { measureRestart } from './measures/restart';
import { measureSoak } from './measures/soak';
import { measureViewers } from './measures/viewers';
import { HELP, type MeasureName, readOptions } from './options';
import { findPostgres, startPostgres } from './postgres';
import { endPrograms } from './programs';
import { bytes, type Row, toTable } from './report';

type Measure = (context: Context, fleet: Fleet) => Promise<void>;

const began = Date.now();
const say = (text: string) =>
  console.log(`▸ [${((Date.now() - began) / 1000).toFixed(0)} s] ${text}`);

/** A fleet that has synced, without measuring that. */
async function startFleet(
  context: Context,
  size: Fleet['size'],
): Promise<Fleet> {
  const simulation = await startSimulation(context, size);
  const { portal } = await syncFromNothing(context, simulation);
  return { simulation, portal, size };
}

/** What ends with the bench, also when it is interrupted: processes, the database server, databases. */
const endings: Array<() => void> = [endPrograms];

function end() {
  for (const ending of endings.splice(0)) ending();
}

const stopFleet = async ({ portal, simulation }: Fleet) => {
  await portal.stop('SIGKILL');
  await simulation.stop();
};

/** Everything on one kind of database. */
async function measureAll(context: Context) {
  const { options } = context;
  const wanted = (name: MeasureName) => options.only.includes(name);
  const sizes = options.applications.map(applications => ({
    clusters: options.clusters,
    applications,
  }));
  let fleet: Fleet | undefined;
  if (wanted('cold-sync')) {
    for (const size of sizes) {
      if (fleet) await stopFleet(fleet);
      fleet = await measureColdSync(context, size);
    }
  }
  const shared: Array<[MeasureName, Measure]> = [
    ['memory', measureMemory],
    ['storm', measureStorm],
    ['changes', measureEachRate],
    ['viewers', measureViewers],
    ['queries', measureQueries],
    ['soak', measureSoak],
    ['catalog', measureCatalog],
    ['pages', measurePages],
  ];
  for (const [name, measure] of shared) {
    if (!wanted(name)) continue;
    say(name);
    fleet ??= await startFleet(context, sizes.at(-1)!);
    await measure(context, fleet);
  }
  if (fleet) await stopFleet(fleet);
  if (wanted('faults')) {
    say('faults');
    fleet = await startFleet(context, {
      clusters: options.faultClusters,
      applications: options.applications[0],
    });
    await measureFaults(context, fleet);
    await stopFleet(fleet);
  }
  if (wanted('restart')) {
    say('restart');
    await measureRestart(context, sizes.at(-1)!);
  }
}

async function measureEachRate(context: Context, fleet: Fleet) {
  for (const rate of [1, 50, 500]) await measureChanges(context, fleet, rate);
}

async function main() {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') {
    console.log(HELP);
    return;
  }
  const directory = mkdtempSync(join(tmpdir(), 'worker-clusters-bench-'));
  say(`logs: ${directory}`);
  endings.push(() => removeDatabases(directory));
  const all: Record<string, Row[]> = {};
  for (const database of options.databases) {
    const rows: Row[] = [];
    all[database] = rows;
    const bin = database === 'postgres' ? findPostgres() : undefined;
    if (database === 'postgres' && !bin) {
      say(
        'PostgreSQL: not run, this machine has none under /usr/lib/postgresql',
      );
      continue;
    }
    const postgres = bin ? await startPostgres(bin) : undefined;
    if (postgres) endings.push(() => postgres.stop());
    await measureAll({
      options,
      directory,
      postgres,
      say,
      add(row) {
        rows.push(row);
        say(
          `${row.measure}: ${row.figure}${row.ratio ? ` (${row.ratio})` : ''}`,
        );
      },
    });
    console.log(`\n${database}, ${machine()}\n\n${toTable(rows)}\n`);
  }
  if (options.out) {
    writeFileSync(
      options.out,
      JSON.stringify({ machine: machine(), options, rows: all }, null, 2),
    );
  }
}

/** Logs and profiles stay. */
function removeDatabases(directory: string) {
  for (const name of readdirSync(directory)) {
    if (name.startsWith('database-')) {
      rmSync(join(directory, name), { recursive: true, maxRetries: 3 });
    }
  }
}

function machine(): string {
  const [{ model }] = cpus();
  return `${cpus().length} × ${model}, ${bytes(totalmem())}, Node.js ${
    process.version
  }`;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    end();
    process.exit(130);
  });
}
main()
  .catch(error => {
    console.error(error);
    process.exitCode = 1;
  })
  .finally(end);
