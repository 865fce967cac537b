import { join } from 'node:path';
import type { BenchOptions } from '../options';
import { type Database, Portal, type PortalOptions } from '../Portal';
import type { Postgres } from '../postgres';
import type { Row } from '../report';
import { Simulation } from '../Simulation';

/** What a measure works with. */
export interface Context {
  options: BenchOptions;
  /** Folder of this run: logs, databases, profiles. */
  directory: string;
  /** Absent: SQLite. */
  postgres?: Postgres;
  say(text: string): void;
  /** Takes a row of the table. */
  add(row: Row): void;
}

/** A simulated fleet with a backend that has synced with it. */
export interface Fleet {
  simulation: Simulation;
  portal: Portal;
  size: { clusters: number; applications: number };
}

let started = 0;

export function startSimulation(
  context: Context,
  size: { clusters: number; applications: number },
) {
  started += 1;
  return Simulation.start(
    size,
    join(context.directory, `simulator-${started}.log`),
  );
}

/** A database without content. */
export function newDatabase({ directory, postgres }: Context): Database {
  started += 1;
  return postgres
    ? { client: 'pg', server: postgres, prefix: `bench${started}_` }
    : {
        client: 'better-sqlite3',
        directory: join(directory, `database-${started}`),
      };
}

export function startPortal(
  context: Context,
  simulation: Simulation,
  database: Database,
  options: Pick<PortalOptions, 'withoutFleet' | 'ingestor'> = {},
) {
  started += 1;
  return Portal.start({
    simulation,
    database,
    directory: context.directory,
    name: `backend-${started}`,
    withoutCatalogModule: context.options.withoutCatalogModule,
    withApp: context.options.only.includes('pages'),
    ...options,
  });
}

/** Runs a phase, with a CPU profile of it if the bench is to make some: of the backend, or of the page. */
export async function profiled<T>(
  context: Context,
  program: Pick<Portal, 'startProfile' | 'stopProfile'>,
  name: string,
  phase: () => Promise<T>,
): Promise<T> {
  if (!context.options.profile) return phase();
  await program.startProfile();
  const result = await phase();
  const file = join(context.directory, `${name}.cpuprofile`);
  await program.stopProfile(file);
  context.say(`profile of ${name}: ${file}`);
  return result;
}
