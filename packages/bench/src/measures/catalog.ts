import type { Mutation } from '../backend/mutations';
import type { Portal } from '../Portal';
import { pause } from '../pause';
import { ms } from '../report';
import { percentile } from '../statistics';
import {
  type Context,
  type Fleet,
  newDatabase,
  startPortal,
  startSimulation,
} from './context';

const CHANGES = 10;
const POLL_MS = 20;
const LIMIT_MS = 60_000;
/** How often the ingestor reads the fleet; ten minutes unless configured. */
const CYCLE_SECONDS = 60;
const CYCLES = 3;

const clusterName = (cluster: number) =>
  `cluster-${String(cluster).padStart(5, '0')}`;

/** Entities of clusters that the catalog has. */
async function entities(portal: Portal): Promise<any[]> {
  const { json } = await portal.get(
    '/api/catalog/entities?fields=kind,metadata.name,spec.owner',
  );
  return Array.isArray(json)
    ? json.filter(({ metadata }) => /^cluster-\d{5}/.test(metadata.name))
    : [];
}

async function ownerOf(portal: Portal, name: string) {
  const all = await entities(portal);
  return all.find(({ metadata }) => metadata.name.startsWith(name))?.spec.owner;
}

const describe = (mutations: Mutation[]) => {
  const numbers = mutations.map(({ entities: count }) => count);
  const kinds = [...new Set(mutations.map(({ type }) => type))].join(' and ');
  return `${mutations.length} ${kinds} of ${[...new Set(numbers)].join(
    ' and ',
  )}`;
};

/**
 * What the catalog is told when claims change, and what that costs the management cluster: with our module, and with TeraSky's
 * Kubernetes ingestor against an equal fleet.
 */
export async function measureCatalog(context: Context, fleet: Fleet) {
  await measureOurs(context, fleet);
  const { ingestor } = context.options;
  if (ingestor) await measureIngestor(context, fleet.size, ingestor);
}

async function measureOurs(
  context: Context,
  { portal, simulation, size }: Fleet,
) {
  await portal.untilIdle();
  await untilKnown(portal, size.clusters);
  await portal.takeMutations();
  const times: number[] = [];
  const mutations: Mutation[] = [];
  let requests = 0;
  for (let i = 0; i < CHANGES; i++) {
    const cluster = i * Math.floor(size.clusters / CHANGES);
    const name = clusterName(cluster);
    await simulation.resetTraffic();
    const began = performance.now();
    await simulation.changeOwner(cluster, 100 + i);
    await portal.until(
      `/api/catalog/entities/by-name/resource/default/${name}`,
      ({ json }) => json?.spec?.owner === `group:default/team-${100 + i}`,
      { everyMs: POLL_MS, limitMs: LIMIT_MS },
    );
    times.push(performance.now() - began);
    requests += (await simulation.stats()).managementRequests;
    mutations.push(...(await portal.takeMutations()));
  }
  if (mutations.length === 0) {
    throw new Error('no mutation was counted: see backend/mutations.ts');
  }
  const deltas = mutations.every(
    ({ type, entities: count }) => type === 'delta' && count === 1,
  );
  context.add({
    measure: `catalog of ${size.clusters} clusters: ${CHANGES} claims change, one after the other`,
    goal: 'one delta of one entity for each',
    figure: `${describe(
      mutations,
    )}; ${requests} requests to the management cluster meanwhile; in the catalog after p50 ${ms(
      percentile(times, 0.5),
    )}, p95 ${ms(percentile(times, 0.95))}`,
    met: deltas && mutations.length === CHANGES,
    values: {
      mutations: mutations.length,
      requests,
      p50: percentile(times, 0.5),
      p95: percentile(times, 0.95),
    },
  });

  await simulation.resetTraffic();
  await pause(CYCLE_SECONDS * 1000);
  const idle = (await simulation.stats()).managementRequests;
  const silent = await portal.takeMutations();
  context.add({
    measure: `catalog of ${size.clusters} clusters: ${CYCLE_SECONDS} s without a change`,
    goal: 'none but the refresh after changes',
    figure: `${
      silent.length ? describe(silent) : 'no mutation'
    }; ${idle} requests to the management cluster, of all our plugins`,
    met: silent.length <= 1 && silent.every(({ type }) => type === 'full'),
    values: { mutations: silent.length, requests: idle },
  });
}

async function measureIngestor(
  context: Context,
  size: Fleet['size'],
  folder: string,
) {
  const simulation = await startSimulation(context, size);
  const portal = await startPortal(context, simulation, newDatabase(context), {
    withoutFleet: true,
    ingestor: { folder, everySeconds: CYCLE_SECONDS },
  });
  try {
    await untilKnown(portal, size.clusters);
    await nextCycle(portal);
    await simulation.changeOwner(0, 100);
    const requests: number[] = [];
    const mutations: Mutation[] = [];
    for (let i = 0; i < CYCLES; i++) {
      await simulation.resetTraffic();
      mutations.push(...(await nextCycle(portal)));
      requests.push((await simulation.stats()).managementRequests);
    }
    // The catalog works on what it was told.
    await pause(5000);
    const shown = await ownerOf(portal, clusterName(0));
    context.add({
      measure: `TeraSky's ingestor, the same fleet: ${CYCLES} cycles, one claim changes`,
      goal: '–',
      figure: `${requests.join(
        ', ',
      )} requests to the management cluster; ${describe(
        mutations,
      )}; the change is ${
        shown?.endsWith('team-100') ? 'in the catalog' : 'not in the catalog'
      } after ${CYCLES} cycles`,
      values: { requests: requests.join(', '), owner: shown },
    });
  } finally {
    await portal.stop('SIGKILL');
    await simulation.stop();
  }
}

async function untilKnown(portal: Portal, clusters: number) {
  const deadline = Date.now() + 10 * LIMIT_MS;
  while ((await entities(portal).catch(() => [])).length < clusters) {
    if (Date.now() > deadline) {
      throw new Error(
        `the catalog does not have the ${clusters} clusters after 10 minutes`,
      );
    }
    await pause(1000);
  }
}

/** Resolves with what the ingestor tells the catalog at the end of its next cycle. */
async function nextCycle(portal: Portal): Promise<Mutation[]> {
  await portal.takeMutations();
  const deadline = Date.now() + 20 * LIMIT_MS;
  while (Date.now() < deadline) {
    const mutations = await portal.takeMutations();
    if (mutations.length > 0) return mutations;
    await pause(250);
  }
  throw new Error('the ingestor told the catalog nothing in 20 minutes');
}
