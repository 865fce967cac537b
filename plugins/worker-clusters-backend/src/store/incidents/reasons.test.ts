import { TestDatabases } from '@backstage/backend-test-utils';
import { isolationRulesOf } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { aCluster, openStore, refOf } from '../__testUtils__/fleet';
import type { ClusterReason } from '../types';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

const TOKEN: ClusterReason = { kind: 'connection', reason: 'unauthorized' };
const REPOSITORY: ClusterReason = {
  kind: 'applications',
  reason: 'repository-not-reachable',
  subject: 'git.example.org/team/app',
};
const EARLY = '2026-11-01T00:00:00.000Z';

describe.each(databases.eachSupportedId())('incidents on %s', id => {
  async function open(clusters: Record<string, ClusterReason[]> = {}) {
    const { store, knex } = await openStore(databases, id);
    const write = (of: Record<string, ClusterReason[]>, rest = {}) =>
      store.writeClusters(
        Object.entries(of).map(([name, reasons]) =>
          aCluster(name, { reasons, ...rest }),
        ),
      );
    await write(clusters);
    const counts = async (...args: Parameters<typeof store.incidents>) =>
      Object.fromEntries(
        (await store.incidents(...args)).items.map(i => [i.reason, i.count]),
      );
    return { store, knex, write, counts };
  }

  it('are reasons that several clusters have', async () => {
    const { store } = await open({
      alpha: [TOKEN, REPOSITORY],
      beta: [TOKEN],
      gamma: [],
    });
    expect(await store.incidents()).toEqual({
      items: [
        {
          ...TOKEN,
          id: expect.stringMatching(/^connection-/),
          count: 2,
          firstSeen: expect.any(String),
          lastJoined: expect.any(String),
          clusters: [refOf('alpha'), refOf('beta')],
        },
      ],
      total: 1,
      clusters: 3,
    });
  });

  it('count only clusters that may be seen', async () => {
    const { store, counts, write } = await open({ a: [TOKEN], b: [TOKEN] });
    await write({ c: [TOKEN] }, { owner: 'group:default/other' });
    const own = (q: any) => q.where('owner', 'group:default/payments');
    expect(await counts()).toEqual({ unauthorized: 3 });
    expect(await counts(own)).toEqual({ unauthorized: 2 });
    expect((await store.incidents(own)).clusters).toBe(2);
    expect(await counts(q => q.where('name', 'c'))).toEqual({});
  });

  it('are none of a new cluster whose rows another release has left', async () => {
    const { knex, write, counts } = await open({ a: [TOKEN], b: [TOKEN] });
    await knex('clusters').where({ name: 'a' }).delete();
    expect(await counts()).toEqual({});
    await write({ a: [] });
    expect(await counts()).toEqual({});
    expect(await knex('cluster_reasons').select('kind')).toHaveLength(1);
  });

  it('keep the time at which they were first seen while clusters change', async () => {
    const since = { ...TOKEN, since: EARLY };
    const { store, write } = await open({ a: [since], b: [TOKEN] });
    const first = (await store.incidents()).items[0];
    expect(first.firstSeen).toBe(EARLY);
    // The time of the evidence moves with a restart of the portal.
    await write(
      { a: [{ ...TOKEN, since: '2026-11-20T00:00:00.000Z' }] },
      { region: 'eu-west-1' },
    );
    expect((await store.incidents()).items[0]).toEqual(first);
  });

  it('end with the reason, with the cluster, and with the claim', async () => {
    const { store, knex, counts, write } = await open({
      a: [TOKEN],
      b: [TOKEN],
      c: [TOKEN],
      d: [TOKEN],
    });
    await write({ a: [] });
    expect(await counts()).toEqual({ unauthorized: 3 });
    await store.removeClusters([refOf('b')]);
    expect(await counts()).toEqual({ unauthorized: 2 });
    await write({ c: [] }, { uid: 'another' });
    expect(await counts()).toEqual({});
    expect(await knex('cluster_reasons').select('cluster_key')).toEqual([
      { cluster_key: 'main/clusters-dev/d' },
    ]);
  });

  it('write no row of a reason that stays', async () => {
    const { knex, write } = await open({ a: [TOKEN], b: [TOKEN] });
    const statements: string[] = [];
    knex.on('query', ({ sql }) => statements.push(sql));
    await write({ a: [TOKEN], b: [TOKEN] });
    expect(statements.some(s => s.includes('cluster_reasons'))).toBe(false);
    await write({ a: [TOKEN] }, { region: 'eu-west-1' });
    expect(statements.some(s => s.includes('cluster_reasons'))).toBe(false);
  });

  it('have the rules of isolation that are broken', async () => {
    const { store, counts } = await open({ a: [], b: [] });
    const write = (subject: any, found: number) =>
      store.findings.write(
        [
          {
            subject,
            outcomes: isolationRulesOf('worker').map(rule => ({
              rule,
              state: 'ok',
              ...(rule === 'web-terminal' &&
                found && { state: 'found', count: found }),
            })),
            findings: Array.from({ length: found }, (_, i) => ({
              rule: 'web-terminal' as const,
              severity: 'medium' as const,
              object: { kind: 'ConfigMap', name: `argocd-cm-${i}` },
              evidence: 'exec.enabled: "true"',
            })),
          },
        ],
        new Date(EARLY),
      );
    await write(refOf('a'), 3);
    expect(await counts()).toEqual({});
    await write(refOf('b'), 1);
    expect((await store.incidents()).items).toEqual([
      {
        id: 'isolation-web-terminal',
        kind: 'isolation',
        reason: 'web-terminal',
        count: 2,
        firstSeen: EARLY,
        lastJoined: EARLY,
        clusters: [refOf('a'), refOf('b')],
      },
    ]);
    const list = (incident: string[]) =>
      store.list({ incident }).then(r => r.items.map(c => c.name));
    expect(await list(['isolation-web-terminal'])).toEqual(['a', 'b']);
    await write(refOf('b'), 0);
    expect(await counts()).toEqual({});
    expect(await list(['isolation-web-terminal'])).toEqual(['a']);
  });

  it('filter the clusters', async () => {
    const { store } = await open({
      a: [TOKEN],
      b: [TOKEN, REPOSITORY],
      c: [REPOSITORY],
      d: [],
    });
    const { items } = await store.incidents();
    const idOf = (reason: string) => items.find(i => i.reason === reason)!.id;
    const list = async (incident: string[], filter?: any) =>
      (await store.list({ incident }, filter)).items.map(c => c.name);
    const token = idOf('unauthorized');
    const repository = idOf('repository-not-reachable');
    expect(await list([token])).toEqual(['a', 'b']);
    expect(await list([token, repository])).toEqual(['a', 'b', 'c']);
    expect(await list([token], (q: any) => q.where('name', 'b'))).toEqual([
      'b',
    ]);
    expect(await list(['made-up', `' or 1=1`, 'a\0b'])).toEqual([]);
    expect(await list(['a\0b'])).toEqual([]);
  });

  it('are not served with the cluster', async () => {
    const { store } = await open({ a: [TOKEN] });
    expect(await store.get(refOf('a'))).not.toHaveProperty('reasons');
    expect(
      (await store.getStates([refOf('a')])).get('main/clusters-dev/a'),
    ).toHaveProperty('reasons', [TOKEN]);
  });
});
