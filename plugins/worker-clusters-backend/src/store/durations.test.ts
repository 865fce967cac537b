import { TestDatabases } from '@backstage/backend-test-utils';
import type { TimelineStage } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { aCluster, openStore, refOf } from './__testUtils__/fleet';
import { quantile, usualDurations } from './durations';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const NOW = Date.parse('2026-11-23T12:00:00.000Z');
const DAY = 86_400_000;

/** A stage that took some minutes and ended some days ago. */
const took = (
  id: TimelineStage['id'],
  minutes: number,
  daysAgo = 0,
): TimelineStage => {
  const end = NOW - daysAgo * DAY;
  return {
    id,
    state: 'done',
    begin: new Date(end - minutes * 60_000).toISOString(),
    end: new Date(end).toISOString(),
    ready: 1,
    expected: 1,
  };
};

describe('quantile', () => {
  const ten = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  it.each([
    [ten, 0.5, 5],
    [ten, 0.9, 9],
    [[7], 0.9, 7],
    [[1, 2, 3], 0.5, 2],
  ])('of %j, %s is %s', (values, share, expected) => {
    expect(quantile(values, share)).toBe(expected);
  });
});

describe('usualDurations', () => {
  const sample = (seconds: number, region: string, version: string) => ({
    stage: 'nodes' as const,
    region,
    kubernetes_version: version,
    seconds,
  });
  const of = { region: 'eu-west-1', kubernetesVersion: '1.34' };
  const alike = [1, 2, 3].map(s => sample(s, 'eu-west-1', '1.34'));
  const region = [10, 20, 30].map(s => sample(s, 'eu-west-1', '1.33'));
  const fleet = [100, 200, 300].map(s => sample(s, 'us-east-1', '1.33'));

  it.each([
    ['clusters that are alike', [...alike, ...region], 'regionAndVersion', 2],
    ['the region', [alike[0], ...region], 'region', 10],
    ['the fleet', [alike[0], ...fleet], 'fleet', 100],
  ])('are those of %s', (_, samples, scope, medianSeconds) => {
    expect(usualDurations(samples, of).nodes).toMatchObject({
      scope,
      medianSeconds,
    });
  });

  it('are unknown while there are too few', () => {
    expect(usualDurations(alike.slice(1), of)).toEqual({});
  });
});

describe.each(databases.eachSupportedId())('the history on %s', id => {
  it('keeps how long stages took, also of clusters that are gone, as long as it shall', async () => {
    const { store, knex } = await openStore(databases, id);
    const names = ['a', 'b', 'c', 'd'];
    await store.writeClusters(
      names.map((name, i) =>
        aCluster(name, {
          timeline: [took('network', i + 1, i), took('nodes', 0, i)],
        }),
      ),
    );
    const keep = (now: number) =>
      store.keepHistory({ retentionMs: 10 * DAY, now: new Date(now) });
    await keep(NOW);
    await keep(NOW);
    await store.removeClusters(names.slice(0, 3).map(name => refOf(name)));
    await keep(NOW);

    expect(await knex('stage_durations')).toHaveLength(4);
    expect((await store.get(refOf('d')))?.usualDurations).toEqual({
      network: {
        medianSeconds: 120,
        p90Seconds: 240,
        samples: 4,
        scope: 'regionAndVersion',
      },
    });

    // Ten days later the oldest two are older than that.
    await keep(NOW + 8.5 * DAY);
    expect(await knex('stage_durations')).toHaveLength(2);
  });

  it('does not take what is older than it keeps', async () => {
    const { store, knex } = await openStore(databases, id);
    await store.writeClusters([
      aCluster('old', { timeline: [took('network', 5, 20)] }),
    ]);
    await store.keepHistory({ retentionMs: 10 * DAY, now: new Date(NOW) });
    expect(await knex('stage_durations')).toEqual([]);
  });

  it('forgets phases that have been over for longer', async () => {
    const { store } = await openStore(databases, id);
    const phase = async (
      name: 'provisioning' | 'ready' | 'updating',
      day: number,
    ) => {
      const { state } = aCluster('alpha', { phase: name });
      const since = new Date(NOW + day * DAY).toISOString();
      await store.writeClusters([
        { state: { ...state, phase: { ...state.phase, since } } },
      ]);
    };
    await phase('provisioning', 0);
    await phase('ready', 1);
    await phase('updating', 20);
    await store.keepHistory({
      retentionMs: 10 * DAY,
      now: new Date(NOW + 21 * DAY),
    });
    const kept = (await store.get(refOf('alpha')))?.transitions;
    expect(kept?.map(t => t.phase)).toEqual(['ready', 'updating']);
  });
});
