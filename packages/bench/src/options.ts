import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Fault, FAULTS } from './simulator/Worker';

export const MEASURES = [
  'cold-sync',
  'memory',
  'storm',
  'changes',
  'viewers',
  'queries',
  'faults',
  'restart',
  'soak',
  'pages',
  'catalog',
] as const;
export type MeasureName = (typeof MEASURES)[number];

export interface BenchOptions {
  clusters: number;
  /** Applications of each cluster. A cold sync is measured for each number, everything else with the last one. */
  applications: number[];
  only: MeasureName[];
  databases: Array<'sqlite' | 'postgres'>;
  /** Paired runs of a cold sync and of each fault. */
  runs: number;
  /** How long a phase under load lasts. */
  seconds: number;
  soakMinutes: number;
  /** Clusters of the measure `faults`. */
  faultClusters: number;
  faults: Fault[];
  withoutCatalogModule: boolean;
  /** Folder of TeraSky's Kubernetes ingestor, unpacked: the measure `catalog` compares with it. */
  ingestor?: string;
  /** Writes a CPU profile of each phase under load and of each of a page, and heap snapshots with `memory`. */
  profile: boolean;
  /** File for the figures as JSON. */
  out?: string;
}

export const HELP = `yarn bench fleet [options]

  --clusters 1000           worker clusters
  --applications 10,100     Applications of each; cold-sync takes each number, the other measures the last
  --only cold-sync,storm    measures: ${MEASURES.join(
    ', ',
  )} (default: all but soak and pages)
  --database sqlite         sqlite, postgres or both (postgres: a server of its own, if Debian's packages are there)
  --runs 5                  paired runs of cold-sync and faults
  --seconds 60              duration of a phase under load
  --soak 30                 minutes of soak
  --fault-clusters 300      worker clusters of the measure faults
  --faults hang,flood       faults to measure (default: all)
  --ingestor folder         @terasky/backstage-plugin-kubernetes-ingestor as npm pack makes it, unpacked: catalog compares with it
  --without-catalog-module  without the module that puts clusters into the catalog
  --profile                 write a CPU profile of each phase under load and of each of pages, and heap snapshots with memory
  --out figures.json        write the figures as JSON, too
`;

/** @throws Error that names the option. */
export function readOptions(args: string[]): BenchOptions | 'help' {
  const { values } = parseArgs({
    // Yarn passes on the '--' that npm takes away.
    args: args[0] === '--' ? args.slice(1) : args,
    options: {
      clusters: { type: 'string', default: '1000' },
      applications: { type: 'string', default: '10,100' },
      only: {
        type: 'string',
        default: MEASURES.filter(
          name => name !== 'soak' && name !== 'pages',
        ).join(','),
      },
      database: { type: 'string', default: 'sqlite' },
      runs: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '60' },
      soak: { type: 'string', default: '30' },
      'fault-clusters': { type: 'string', default: '300' },
      faults: { type: 'string', default: FAULTS.join(',') },
      ingestor: { type: 'string' },
      'without-catalog-module': { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
      out: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  if (!['sqlite', 'postgres', 'both'].includes(values.database)) {
    throw new Error('--database: give sqlite, postgres or both');
  }
  return {
    clusters: whole('clusters', values.clusters),
    applications: values.applications
      .split(',')
      .map(value => whole('applications', value)),
    only: some('only', values.only, MEASURES),
    databases:
      values.database === 'both'
        ? ['sqlite', 'postgres']
        : [values.database as 'sqlite' | 'postgres'],
    runs: whole('runs', values.runs),
    seconds: whole('seconds', values.seconds),
    soakMinutes: whole('soak', values.soak),
    faultClusters: whole('fault-clusters', values['fault-clusters']),
    faults: some('faults', values.faults, FAULTS),
    ingestor: values.ingestor && resolve(values.ingestor),
    withoutCatalogModule: values['without-catalog-module'],
    profile: values.profile,
    out: values.out,
  };
}

function some<T extends string>(
  name: string,
  value: string,
  known: readonly T[],
): T[] {
  return value.split(',').map(item => {
    const found = known.find(each => each === item);
    if (found) return found;
    throw new Error(
      `--${name}: '${item}' is not known; there are ${known.join(', ')}`,
    );
  });
}

function whole(name: string, value: string): number {
  if (!/^[1-9][0-9]{0,6}$/.test(value)) {
    throw new Error(`--${name}: '${value}' is no positive whole number`);
  }
  return Number(value);
}
