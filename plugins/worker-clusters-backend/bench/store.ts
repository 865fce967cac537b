/* eslint-disable no-console */
import type { DatabaseService } from '@backstage/backend-plugin-api';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import createKnex from 'knex';
import { DatabaseFleetStore, type DerivedCluster } from '../src/store';
import type { ReconciledApplication } from '../src/store/types';
import { changesSince, makeFleet } from './fleet';

/**
 * Figures of the store: what a write and a page cost on file-backed SQLite. It prints figures only; compare
 * the ratios, which depend less on the machine than the times do.
 */
const CLUSTERS = 1000;
const APPLICATIONS = 20;
const ROUNDS = 15;

interface Figure {
  name: string;
  milliseconds: number;
}

/** The median of several runs; what `prepare` does is not counted. */
async function measure<Input>(
  name: string,
  run: (input: Input) => Promise<unknown>,
  prepare?: (round: number) => Input,
  rounds = ROUNDS,
): Promise<Figure> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const input = prepare?.(round) as Input;
    const begin = performance.now();
    await run(input);
    times.push(performance.now() - begin);
  }
  times.sort((a, b) => a - b);
  const figure = { name, milliseconds: times[Math.floor(times.length / 2)] };
  console.log(
    `  ${name.padEnd(58)} ${figure.milliseconds.toFixed(2).padStart(9)} ms`,
  );
  return figure;
}

function compare(a: Figure, b: Figure) {
  const ratio = (a.milliseconds / b.milliseconds).toFixed(1);
  console.log(`  ${ratio.padStart(7)} x  ${a.name}  :  ${b.name}`);
}

async function main() {
  const directory = await mkdtemp(join(tmpdir(), 'worker-clusters-bench-'));
  const filename = join(directory, 'fleet.sqlite');
  const knex = createKnex({
    client: 'better-sqlite3',
    connection: { filename },
    useNullAsDefault: true,
  });
  try {
    const database: DatabaseService = { getClient: async () => knex };
    const store = await DatabaseFleetStore.create({ database });
    const size = { clusters: CLUSTERS, applications: APPLICATIONS };
    const fleet = makeFleet(size);

    console.log(
      `Writes: ${CLUSTERS} clusters with ${APPLICATIONS} applications each`,
    );
    const write = (clusters: DerivedCluster[]) => store.writeClusters(clusters);
    const first = await measure(
      'first write of everything',
      write,
      () => fleet,
      1,
    );
    const unchanged = await measure('nothing changed', write, () => fleet);
    const reconciled = await measure(
      'only reconciledAt of everything',
      async (applications: ReconciledApplication[]) => {
        for (let i = 0; i < applications.length; i += 1000) {
          await store.touchApplications(applications.slice(i, i + 1000));
        }
      },
      round =>
        makeFleet({ ...size, reconciled: round + 1 }).flatMap(
          ({ state, applications }) =>
            applications!.changed.map(({ namespace, name, reconciledAt }) => ({
              ref: state.ref,
              namespace,
              name,
              reconciledAt: reconciledAt!,
            })),
        ),
    );
    const degraded = makeFleet({ ...size, changed: () => true });
    const onePercent = await measure(
      'one application in 1 % of the clusters',
      write,
      round => {
        const [before, after] =
          round % 2 ? [degraded, fleet] : [fleet, degraded];
        return changesSince(before, after).filter((_, i) => i % 100 === 0);
      },
      2 * ROUNDS,
    );
    const all = await measure(
      'one application in every cluster',
      write,
      round =>
        round % 2
          ? changesSince(degraded, fleet)
          : changesSince(fleet, degraded),
      2 * ROUNDS,
    );
    const compared = await measure(
      'the same, compared with what is stored',
      write,
      round => (round % 2 ? fleet : degraded),
      2 * ROUNDS,
    );
    const one = await measure('one cluster, one application', write, round =>
      makeFleet({ ...size, clusters: 1, changed: () => round % 2 > 0 }),
    );
    const touched = await measure(
      'last seen of every connection',
      (entries: Parameters<typeof store.touchConnections>[0]) =>
        store.touchConnections(entries),
      round =>
        fleet.map(({ state }) => ({
          ref: state.ref,
          lastSeen: new Date(Date.UTC(2027, 0, 1, 0, round)).toISOString(),
        })),
    );

    console.log(`\nReads: pages of 100 out of ${CLUSTERS}`);
    const page = await measure('first page, by name', () => store.list({}));
    let cursor: string | undefined;
    for (let i = 0; i < 9; i++)
      cursor = (await store.list({ cursor })).nextCursor;
    const deep = await measure('tenth page, by name', () =>
      store.list({ cursor }),
    );
    const byHealth = await measure('first page, worst health first', () =>
      store.list({ sort: 'health', order: 'desc' }),
    );
    await measure('search that matches ten', () =>
      store.list({ search: 'cluster-0012' }),
    );
    const filtered = await measure('with a permission condition', () =>
      store.list({}, query => query.where('owner', 'group:default/team-7')),
    );
    await measure('counts of the whole fleet', () => store.summary());
    const totals = await store.fleetTotals();
    const counted = await measure(
      'fleet page of another filter, counts read with it',
      async () => store.fleet({ search: '0012' }, await store.fleetTotals()),
    );
    const shared = await measure(
      'fleet page of another filter, counts known',
      () => store.fleet({ search: '0012' }, totals),
    );
    await measure('one cluster in detail', () =>
      store.get(fleet[500].state.ref),
    );
    await measure('its applications', () =>
      store.listApplications(fleet[500].state.ref),
    );
    await measure('states of all clusters, for deriving', () =>
      store.getStates(fleet.map(c => c.state.ref)),
    );

    console.log('\nRatios');
    compare(first, unchanged);
    compare(all, unchanged);
    compare(all, onePercent);
    compare(compared, all);
    compare(reconciled, unchanged);
    compare(unchanged, one);
    compare(touched, one);
    compare(deep, page);
    compare(byHealth, page);
    compare(page, filtered);
    compare(counted, shared);

    const { size: bytes } = await stat(filename);
    console.log(`\nDatabase: ${(bytes / 1e6).toFixed(1)} MB`);
  } finally {
    await knex.destroy();
    await rm(directory, { recursive: true, force: true });
  }
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
