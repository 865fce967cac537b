import { join } from 'node:path';
import { bytes } from '../report';
import { syncFromNothing } from './coldSync';
import { type Context, type Fleet, startSimulation } from './context';

const MAX_PER_APPLICATION = 1000;
const MAX_PER_CLUSTER = 60_000;
const MAX_RSS = 1e9;

/**
 * What is held of a fleet: compared with the same backend with no Applications, and with one cluster, which has loaded all
 * code that clusters need.
 */
export async function measureMemory(context: Context, fleet: Fleet) {
  const { clusters, applications } = fleet.size;
  await fleet.portal.untilIdle();
  const full = await fleet.portal.heap();
  const { now, peak } = fleet.portal.residentMemory();
  const withoutApplications = await heapOf(context, clusters);
  const one = await heapOf(context, 1);

  const perApplication =
    (full - withoutApplications.heap) / (clusters * applications);
  const perCluster = (withoutApplications.heap - one.heap) / (clusters - 1);
  context.add({
    measure: `heap an Application, ${clusters}×${applications}`,
    goal: '≤ 1 kB',
    figure: `${perApplication.toFixed(0)} B`,
    met: perApplication <= MAX_PER_APPLICATION,
    values: { perApplication, full },
  });
  context.add({
    measure: `heap a cluster without Applications, ${clusters} clusters`,
    goal: '≤ 60 kB',
    figure: bytes(perCluster),
    met: perCluster <= MAX_PER_CLUSTER,
    values: { perCluster, one: one.heap },
  });
  context.add({
    measure: `RSS, ${clusters}×${applications}`,
    goal: '≤ 1 GB',
    figure: `${bytes(now)}, peak ${bytes(peak)}; with one cluster ${bytes(
      one.rss,
    )}`,
    met: now <= MAX_RSS,
    values: { now, peak, one: one.rss },
  });
}

async function heapOf(context: Context, clusters: number) {
  const simulation = await startSimulation(context, {
    clusters,
    applications: 0,
  });
  const { portal } = await syncFromNothing(context, simulation);
  await portal.untilIdle();
  const result = {
    heap: await portal.heap(),
    rss: portal.residentMemory().now,
  };
  if (context.options.profile) {
    const file = join(context.directory, `${clusters}-clusters.heapsnapshot`);
    await portal.writeHeap(file);
    context.say(`heap of ${clusters} clusters: ${file}`);
  }
  await portal.stop('SIGKILL');
  await simulation.stop();
  return result;
}
