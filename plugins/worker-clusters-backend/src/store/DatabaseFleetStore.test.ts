import { TestDatabases } from '@backstage/backend-test-utils';
import {
  type PhaseTransition,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  aCluster,
  allOf,
  anApplication,
  aSource,
  aRequest,
  openStore,
  refOf,
} from './__testUtils__/fleet';
import { KEPT_TRANSITIONS } from './transitions';
import type { DerivedCluster } from './types';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

/** The same cluster in another phase. */
function inPhase(
  cluster: DerivedCluster,
  phase: DerivedCluster['state']['phase']['phase'],
  since: string,
): DerivedCluster {
  return {
    ...cluster,
    state: {
      ...cluster.state,
      phase: { phase, reason: 'Test', message: `Is ${phase}.`, since },
    },
  };
}

describe.each(databases.eachSupportedId())('DatabaseFleetStore on %s', id => {
  describe('writing clusters', () => {
    it('gives back what was written', async () => {
      const { store } = await openStore(databases, id);
      const cluster = aCluster(
        'alpha',
        {
          argocd: {
            version: 'v3.1.0',
            url: 'https://argocd.alpha.example.org',
            availability: 'available',
            components: [{ name: 'argocd-server', ready: 1, desired: 1 }],
          },
          nodes: { size: 'small', min: 1, max: 3 },
          apiServer: 'https://alpha.example.org',
          syncedBy: {
            name: 'worker-cluster-dev',
            sync: 'Synced',
            health: 'Healthy',
          },
          connection: {
            status: 'live',
            since: '2026-11-23T07:10:00.000Z',
            lastSeen: '2026-11-23T07:59:00.000Z',
          },
          blocking: [
            { apiVersion: 'v1', kind: 'Secret', name: 's', message: 'Missing' },
          ],
          errors: { 'uid-1': '2026-11-23T07:58:00.000Z' },
        },
        [anApplication('web'), anApplication('api', { health: 'Degraded' })],
      );
      await expect(store.writeClusters([cluster])).resolves.toEqual({
        revision: 1,
        changed: [refOf('alpha')],
        entities: [refOf('alpha')],
      });

      const states = await store.getStates([refOf('alpha'), refOf('nobody')]);
      expect([...states]).toEqual([['main/clusters-dev/alpha', cluster.state]]);

      const { ref, uid, errors, ...shown } = cluster.state;
      await expect(store.get(ref)).resolves.toEqual({
        ...ref,
        ...shown,
        entityRef: 'resource:default/alpha',
        revision: 1,
        transitions: [cluster.state.phase],
      });
      await expect(store.listApplications(ref)).resolves.toEqual([
        anApplication('api', { health: 'Degraded' }),
        anApplication('web'),
      ]);
    });

    it('writes nothing and keeps the revision if nothing differs', async () => {
      const { store, knex } = await openStore(databases, id);
      const cluster = aCluster('alpha', {}, [anApplication('web')]);
      await store.writeClusters([cluster]);
      const rows = await knex('clusters');

      const sameInOtherOrder = {
        applications: cluster.applications,
        state: Object.fromEntries(
          Object.entries(cluster.state).reverse(),
        ) as unknown as DerivedCluster['state'],
      };
      await expect(store.writeClusters([sameInOtherOrder])).resolves.toEqual({
        revision: 1,
        changed: [],
      });
      await expect(knex('clusters')).resolves.toEqual(rows);
    });

    it('raises the revision of the clusters that changed, and of no other', async () => {
      const { store } = await openStore(databases, id);
      await store.writeClusters([aCluster('alpha'), aCluster('beta')]);
      await expect(
        store.writeClusters([
          aCluster('alpha', { region: 'eu-west-1' }),
          aCluster('beta'),
        ]),
      ).resolves.toEqual({
        revision: 2,
        changed: [refOf('alpha')],
        entities: [refOf('alpha')],
      });
      const { items, revision } = await store.list({});
      expect(items.map(c => [c.name, c.revision])).toEqual([
        ['alpha', 2],
        ['beta', 1],
      ]);
      expect(revision).toBe(2);
    });

    it('marks what a portal that has started waits for, until it is written again', async () => {
      const { store } = await openStore(databases, id);
      const lastSeen = '2026-11-23T07:59:00.000Z';
      const live = {
        status: 'live' as const,
        since: '2026-11-23T07:10:00.000Z',
        lastSeen,
      };
      const unknown = { ...live, status: 'unknown' as const };
      const clusters = [
        aCluster('alpha', { connection: live }, [anApplication('web')]),
        aCluster('beta', { connection: unknown }),
        aCluster('gamma', { ref: refOf('gamma', 'other'), connection: live }),
        aCluster('only-requested', { uid: undefined, connection: live }),
      ];
      await store.writeClusters(clusters);
      const since = '2026-11-23T09:00:00.000Z';
      const { revision, changed } = await store.markWaiting(['main'], since);
      expect([revision, changed]).toEqual([2, [refOf('alpha'), refOf('beta')]]);
      const connections = async () =>
        (await store.list({})).items.map(c => c.connection);
      const waiting = {
        status: 'connecting',
        since,
        ...writeMessage('connection-waiting'),
        lastSeen,
      };
      expect(await connections()).toEqual([waiting, unknown, live, live]);
      const states = await store.getStates([refOf('alpha')]);
      expect([...states.values()][0].connection).toEqual(waiting);

      // Started once more: waited for since the first time, and no change.
      await expect(
        store.markWaiting(['main'], '2026-11-23T10:00:00.000Z'),
      ).resolves.toEqual({ revision: 2, changed: [] });
      // What is heard is what was stored before: that is a change.
      await expect(store.writeClusters(clusters)).resolves.toMatchObject({
        revision: 3,
        changed: [refOf('alpha'), refOf('beta')],
      });
      expect(await connections()).toEqual([live, unknown, live, live]);
    });

    it('tells which changes are changes of the catalog entity', async () => {
      const { store } = await openStore(databases, id);
      const entitiesOf = async (...args: Parameters<typeof aCluster>) =>
        (await store.writeClusters([aCluster(...args)])).entities;
      const alpha = [refOf('alpha')];
      expect(await entitiesOf('alpha')).toEqual(alpha);
      expect(await entitiesOf('alpha', { phase: 'degraded' })).toBeUndefined();
      expect(
        await entitiesOf('alpha', {}, [
          anApplication('web', { health: 'Degraded' }),
        ]),
      ).toBeUndefined();
      expect(
        await entitiesOf('alpha', { owner: 'group:default/search' }),
      ).toEqual(alpha);
      expect(
        (await store.saveRequests([aRequest('alpha', 1)])).entities,
      ).toEqual(alpha);
      await expect(store.listEntityParts()).resolves.toMatchObject([
        {
          name: 'alpha',
          owner: 'group:default/search',
          claimPath: 'crossplane/claims/dev/alpha.yaml',
        },
      ]);
      expect((await store.removeClusters(alpha)).entities).toEqual(alpha);
    });

    it('raises the revision of a cluster when a pull request about it changes', async () => {
      const { store } = await openStore(databases, id);
      await store.writeClusters([aCluster('alpha'), aCluster('beta')]);
      await store.saveRequests([aRequest('alpha', 1)]);
      await expect(store.clusterRevision(refOf('alpha'))).resolves.toBe(2);
      await expect(store.clusterRevision(refOf('beta'))).resolves.toBe(1);
      await expect(
        store.clusterRevision(refOf('alpha'), q => q.where('owner', 'nobody')),
      ).resolves.toBeUndefined();
    });

    it('sees a change of an application of which the cluster itself tells nothing', async () => {
      const { store } = await openStore(databases, id);
      await store.writeClusters([
        aCluster('alpha', {}, [anApplication('web')]),
      ]);
      await expect(
        store.writeClusters([
          aCluster('alpha', {}, [
            anApplication('web', { sources: [aSource('bbbb')] }),
          ]),
        ]),
      ).resolves.toEqual({ revision: 2, changed: [refOf('alpha')] });
      await expect(store.listApplications(refOf('alpha'))).resolves.toEqual([
        anApplication('web', { sources: [aSource('bbbb')] }),
      ]);
    });

    it('adds, changes and deletes applications', async () => {
      const { store } = await openStore(databases, id);
      await store.writeClusters([
        aCluster(
          'alpha',
          {},
          ['a', 'b', 'c'].map(n => anApplication(n)),
        ),
        aCluster('beta', {}, [anApplication('a')]),
      ]);
      await store.writeClusters([
        aCluster('alpha', {}, [
          anApplication('a'),
          anApplication('c', { sync: 'OutOfSync' }),
          anApplication('d'),
        ]),
      ]);
      const names = async (cluster: string) =>
        (await store.listApplications(refOf(cluster))).map(
          a => `${a.name} ${a.sync}`,
        );
      await expect(names('alpha')).resolves.toEqual([
        'a Synced',
        'c OutOfSync',
        'd Synced',
      ]);
      await expect(names('beta')).resolves.toEqual(['a Synced']);
    });

    it('keeps what Argo CD reports of an Application, and writes it again only when it differs', async () => {
      const { store } = await openStore(databases, id);
      const at = (lastTransitionTime: string) =>
        anApplication('web', {
          sync: 'Unknown',
          conditions: [
            {
              type: 'ComparisonError',
              message: `Failed to load target state: ${'x'.repeat(900)}`,
              lastTransitionTime,
            },
          ],
          hydration: { drySource: aSource('a'.repeat(40)), phase: 'Failed' },
          owner: {
            kind: 'ApplicationSet',
            namespace: 'argocd',
            name: 'per-team',
          },
          resourcesOutOfSync: 2,
        });
      const [first, second] = [
        '2026-11-23T08:00:00.000Z',
        '2026-11-23T09:00:00.000Z',
      ];
      for (const [time, revision] of [
        [first, 1],
        [first, 1],
        [second, 2],
      ] as const) {
        const written = await store.writeClusters([
          aCluster('alpha', {}, [at(time)]),
        ]);
        expect(written.revision).toBe(revision);
        await expect(store.listApplications(refOf('alpha'))).resolves.toEqual([
          at(time),
        ]);
      }
      // The health that it reports is not believed.
      await expect(store.summary()).resolves.toMatchObject({
        applications: { byHealth: { Healthy: 0, Unknown: 1 } },
      });
    });

    it('serves an Application that a replica of the release before has written', async () => {
      const { store, knex } = await openStore(databases, id);
      await store.writeClusters([
        aCluster('alpha', {}, [anApplication('web')]),
      ]);
      await knex('applications').update({
        data: JSON.stringify({ health: 'Healthy', sync: 'Synced' }),
      });
      await expect(
        store.listApplications(refOf('alpha')),
      ).resolves.toMatchObject([{ name: 'web', sources: [] }]);
    });

    it('takes a new reconciledAt without raising the revision', async () => {
      const { store } = await openStore(databases, id);
      const at = (reconciledAt: string | undefined) =>
        aCluster('alpha', {}, [
          anApplication('web', { reconciledAt }),
          anApplication('api'),
        ]);
      const time = '2026-11-23T08:03:00.000Z';
      await store.writeClusters([at('2026-11-23T08:00:00.000Z')]);
      // The time alone is no difference: it comes in bulk.
      await expect(store.writeClusters([at(time)])).resolves.toEqual({
        revision: 1,
        changed: [],
      });
      const touch = { ref: refOf('alpha'), namespace: 'argocd' };
      await store.touchApplications([
        { ...touch, name: 'web', reconciledAt: time },
        { ...touch, name: 'unknown', reconciledAt: time },
        { ...touch, ref: refOf('nobody'), name: 'web', reconciledAt: time },
      ]);
      await store.touchApplications([]);
      await expect(store.revision()).resolves.toBe(1);
      await expect(
        store.listApplications(refOf('alpha')),
      ).resolves.toMatchObject([
        { name: 'api', reconciledAt: '2026-11-23T08:00:00.000Z' },
        { name: 'web', reconciledAt: time },
      ]);
      // Without one its health counts as Unknown, and that is a change.
      const lost = await store.writeClusters([at(undefined)]);
      expect(lost.revision).toBe(2);
      const [, web] = await store.listApplications(refOf('alpha'));
      expect(web).not.toHaveProperty('reconciledAt');
    });

    it('keeps the applications of a worker that was not heard', async () => {
      const { store } = await openStore(databases, id);
      await store.writeClusters([
        aCluster('alpha', {}, [anApplication('web')]),
      ]);
      const { state } = aCluster('alpha', { region: 'eu-west-1' });
      await store.writeClusters([{ state }]);
      await expect(store.listApplications(refOf('alpha'))).resolves.toEqual([
        anApplication('web'),
      ]);
      // And still knows them: the same applications are no change.
      await expect(
        store.writeClusters([
          { state, applications: allOf([anApplication('web')]) },
        ]),
      ).resolves.toEqual({ revision: 2, changed: [] });
    });

    it('drops the applications of another cluster of the same name', async () => {
      const { store } = await openStore(databases, id);
      await store.writeClusters([
        aCluster('alpha', {}, [anApplication('web')]),
      ]);
      const { state } = aCluster('alpha', { uid: 'another' });
      await expect(store.writeClusters([{ state }])).resolves.toMatchObject({
        revision: 2,
        changed: [refOf('alpha')],
      });
      await expect(store.listApplications(refOf('alpha'))).resolves.toEqual([]);
    });

    it('takes texts that a database refuses', async () => {
      const { store } = await openStore(databases, id);
      const hostile = `nul \0, quote ', percent %, half \ud800, ${'x'.repeat(
        9000,
      )}`;
      await store.writeClusters([
        aCluster('alpha', { owner: hostile, environment: "'; drop table x" }, [
          anApplication('web', {
            healthMessage: hostile,
            sources: [aSource(hostile)],
          }),
        ]),
      ]);
      const [item] = (await store.list({ search: 'percent %' })).items;
      expect(item.environment).toBe("'; drop table x");
      await expect(
        store.listApplications(refOf('alpha')),
      ).resolves.toHaveLength(1);
    });

    it('writes a large fleet in one go', async () => {
      const { store } = await openStore(databases, id);
      const fleet = Array.from({ length: 450 }, (_, i) =>
        aCluster(`c${i}`, {}, [anApplication('a'), anApplication('b')]),
      );
      const written = await store.writeClusters(fleet);
      expect(written.changed).toHaveLength(450);
      await expect(store.summary()).resolves.toMatchObject({
        total: 450,
        applications: { total: 900, byHealth: { Healthy: 900 } },
      });
      await expect(store.writeClusters(fleet)).resolves.toEqual({
        revision: 1,
        changed: [],
      });
    });

    it('leaves nothing half-written when a write fails', async () => {
      const { store, knex } = await openStore(databases, id);
      await store.writeClusters([aCluster('alpha')]);
      const broken = aCluster('beta');
      (broken.state as any).phase.since = null;
      await expect(
        store.writeClusters([aCluster('alpha', { region: 'x' }), broken]),
      ).rejects.toThrow();
      await expect(store.revision()).resolves.toBe(1);
      await expect(knex('clusters').select('region')).resolves.toEqual([
        { region: 'eu-central-1' },
      ]);
    });

    it('counts each of several concurrent writes once', async () => {
      const { store } = await openStore(databases, id);
      await Promise.all(
        Array.from({ length: 12 }, (_, i) =>
          store.writeClusters([
            aCluster(`c${i}`, {}, [anApplication('web')]),
            aCluster('shared', { region: `r${i}` }, [
              anApplication('web', {
                sources: [aSource(`r${i}`)],
              }),
            ]),
          ]),
        ),
      );
      const { totalItems, revision, items } = await store.list({});
      expect({ totalItems, revision }).toEqual({
        totalItems: 13,
        revision: 12,
      });
      // What belongs together was written together.
      const shared = items.find(c => c.name === 'shared')!;
      const [application] = await store.listApplications(refOf('shared'));
      expect(application.sources[0].revision!.value).toBe(shared.region);
      expect((await store.get(refOf('shared')))!.transitions).toHaveLength(1);
    });
  });

  describe('history', () => {
    it('records each phase once, with its last words', async () => {
      const { store } = await openStore(databases, id);
      const base = aCluster('alpha');
      const first = inPhase(base, 'provisioning', '2026-11-23T07:00:00.000Z');
      await store.writeClusters([first]);
      const last = writeMessage('resources-not-ready', {
        count: 2,
        resource: 'Subnet <b>"x\'',
      });
      Object.assign(first.state.phase, last);
      await store.writeClusters([first]);
      await expect(store.get(refOf('alpha'))).resolves.toMatchObject({
        phase: last,
        transitions: [last],
      });
      await store.writeClusters([
        inPhase(base, 'ready', '2026-11-23T07:20:00.000Z'),
      ]);
      await expect(store.get(refOf('alpha'))).resolves.toMatchObject({
        transitions: [
          {
            phase: 'provisioning',
            message: last.message,
            messageCode: last.messageCode,
            since: '2026-11-23T07:00:00.000Z',
            until: '2026-11-23T07:20:00.000Z',
          },
          { phase: 'ready', since: '2026-11-23T07:20:00.000Z' },
        ],
      });
    });

    it('keeps the code of what is wrong with connections, and reads rows without one', async () => {
      const { store } = await openStore(databases, id);
      const said = writeMessage('subject-problem', {
        subject: 'https://<b>"x\'',
        problem: writeMessage('remedy-kubeconfig', { file: '{{file}}' }),
      });
      const connection = {
        status: 'unauthorized' as const,
        since: '2026-11-23T07:10:00.000Z',
      };
      const unread = [{ apiVersion: 'v1', kind: 'A', ...said }];
      const notices = [{ reason: 'B', ...said }];
      await store.writeClusters([
        aCluster('alpha', {
          connection: { ...connection, ...said },
          unread,
          notices,
        }),
        aCluster('beta', { connection: { ...connection, message: 'Old.' } }),
      ]);
      await expect(store.get(refOf('alpha'))).resolves.toMatchObject({
        connection: said,
        unread,
        notices,
      });
      const { items } = await store.list({});
      expect(items.map(c => c.connection)).toEqual([
        { ...connection, ...said },
        { ...connection, message: 'Old.' },
      ]);
      await store.writeManagementCluster(
        { name: 'main', listed: true, connection: { ...connection, ...said } },
        undefined,
      );
      const stored = await store.getManagementClusters();
      expect(stored.get('main')!.connection).toEqual({
        ...connection,
        ...said,
      });
    });

    it('follows a request into its cluster', async () => {
      const { store } = await openStore(databases, id);
      const { state } = aCluster('alpha', { phase: 'merged' });
      delete state.uid;
      await store.writeClusters([{ state, applications: allOf([]) }]);
      await expect(store.get(refOf('alpha'))).resolves.not.toHaveProperty(
        'entityRef',
      );
      await expect(store.listRefs('main')).resolves.toEqual([]);
      await store.writeClusters([aCluster('alpha', { phase: 'provisioning' })]);
      const details = await store.get(refOf('alpha'));
      expect(details?.transitions.map(t => t.phase)).toEqual([
        'merged',
        'provisioning',
      ]);
      expect(details?.entityRef).toBe('resource:default/alpha');
      await expect(store.listRefs('main')).resolves.toEqual([refOf('alpha')]);
    });

    it('forgets the oldest transitions', async () => {
      const { store, knex } = await openStore(databases, id);
      const since = (i: number) =>
        new Date(1_780_000_000_000 + i * 60_000).toISOString();
      await store.writeClusters([
        inPhase(aCluster('alpha'), 'ready', since(0)),
      ]);
      await knex('phase_transitions').update({ until: since(1) });
      await knex.batchInsert(
        'phase_transitions',
        Array.from({ length: KEPT_TRANSITIONS }, (_, i) => ({
          cluster_key: 'main/clusters-dev/alpha',
          phase: 'ready',
          reason: 'Available',
          message: `${i}`,
          since: since(i + 1),
          until: i + 1 < KEPT_TRANSITIONS ? since(i + 2) : null,
        })),
        50,
      );
      await store.writeClusters([
        inPhase(aCluster('alpha'), 'degraded', since(KEPT_TRANSITIONS + 2)),
      ]);
      const { transitions } = (await store.get(refOf('alpha')))!;
      expect(transitions).toHaveLength(50);
      expect(transitions.at(-1)).not.toHaveProperty('until');
      expect(transitions.slice(0, -1).every(t => t.until)).toBe(true);
      const [{ count }] = await knex('phase_transitions').count({ count: '*' });
      expect(Number(count)).toBe(KEPT_TRANSITIONS);
      const pages: PhaseTransition[][] = [];
      let cursor: string | undefined;
      do {
        const page = (await store.listTransitions(refOf('alpha'), { cursor }))!;
        pages.push(page.items);
        cursor = page.nextCursor;
      } while (cursor);
      expect(pages).toHaveLength(KEPT_TRANSITIONS / 50);
      expect(pages[0]).toEqual([...transitions].reverse());
      expect(new Set(pages.flat().map(p => p.since)).size).toBe(
        KEPT_TRANSITIONS,
      );
      await expect(
        store.listTransitions(refOf('alpha'), { cursor: 'made-up' }),
      ).rejects.toThrow(/cursor is not valid/);
    });

    it('lists no phase of a cluster that is hidden, and none of one that is not there', async () => {
      const { store } = await openStore(databases, id);
      await store.writeClusters([aCluster('alpha')]);
      expect(
        await store.listTransitions(refOf('alpha'), {}, query =>
          query.where({ owner: 'group:default/others' }),
        ),
      ).toBeUndefined();
      expect(await store.listTransitions(refOf('nobody'), {})).toBeUndefined();
    });
  });

  describe('removing clusters', () => {
    it('removes all that belongs to them, but no open request', async () => {
      const { store, knex } = await openStore(databases, id);
      await store.writeClusters([
        aCluster('alpha', {}, [anApplication('web')]),
        aCluster('beta', {}, [anApplication('web')]),
      ]);
      await store.saveRequests([
        aRequest('alpha', 1, { state: 'merged' }),
        aRequest('alpha', 2),
      ]);
      await expect(
        store.removeClusters([refOf('alpha'), refOf('nobody')]),
      ).resolves.toMatchObject({ revision: 3, changed: [refOf('alpha')] });
      await expect(store.get(refOf('alpha'))).resolves.toBeUndefined();
      for (const table of ['applications', 'phase_transitions']) {
        await expect(
          knex(table).select('cluster_key').distinct(),
        ).resolves.toEqual([{ cluster_key: 'main/clusters-dev/beta' }]);
      }
      await expect(store.listOpenRequests()).resolves.toEqual([
        aRequest('alpha', 2),
      ]);
      await expect(knex('requests')).resolves.toHaveLength(1);
    });

    it('is no change if there is nothing to remove', async () => {
      const { store } = await openStore(databases, id);
      await expect(store.removeClusters([refOf('nobody')])).resolves.toEqual({
        revision: 0,
        changed: [],
      });
    });
  });

  it('touches connections without a change, and never back in time', async () => {
    const { store } = await openStore(databases, id);
    await store.writeClusters([aCluster('alpha'), aCluster('beta')]);
    const seen = async () =>
      (await store.list({})).items.map(c => c.connection.lastSeen);
    await store.touchConnections([
      { ref: refOf('alpha'), lastSeen: '2026-11-23T08:00:00Z' },
      { ref: refOf('nobody'), lastSeen: '2026-11-23T08:00:00Z' },
    ]);
    await expect(seen()).resolves.toEqual([
      '2026-11-23T08:00:00.000Z',
      undefined,
    ]);
    await store.touchConnections([
      { ref: refOf('alpha'), lastSeen: '2026-11-23T07:00:00Z' },
      { ref: refOf('beta'), lastSeen: '2026-11-23T08:01:00Z' },
    ]);
    await store.touchConnections([]);
    await expect(seen()).resolves.toEqual([
      '2026-11-23T08:00:00.000Z',
      '2026-11-23T08:01:00.000Z',
    ]);
    await expect(store.revision()).resolves.toBe(1);
    // A write of a state that does not know the time keeps it.
    await store.writeClusters([aCluster('alpha', { region: 'x' })]);
    expect((await seen())[0]).toBe('2026-11-23T08:00:00.000Z');
    expect(
      (await store.getStates([refOf('alpha')])).get('main/clusters-dev/alpha')
        ?.connection.lastSeen,
    ).toBe('2026-11-23T08:00:00.000Z');
  });

  describe('requests', () => {
    it('saves each once and finds the newest of a cluster', async () => {
      const { store } = await openStore(databases, id);
      await expect(
        store.saveRequests([
          aRequest('alpha', 1),
          aRequest('alpha', 7),
          aRequest('beta', 3),
        ]),
      ).resolves.toEqual({
        revision: 1,
        changed: [refOf('alpha'), refOf('beta')],
        entities: [refOf('alpha'), refOf('beta')],
      });
      await expect(
        store.saveRequests([aRequest('alpha', 1), aRequest('beta', 3)]),
      ).resolves.toEqual({ revision: 1, changed: [] });
      await expect(
        store.saveRequests([
          aRequest('alpha', 1),
          aRequest('beta', 3, { state: 'merged' }),
        ]),
      ).resolves.toMatchObject({ revision: 2, changed: [refOf('beta')] });

      const newest = await store.getRequests([refOf('alpha'), refOf('beta')]);
      expect(
        [...newest.values()].map(r => r.pullRequest.number).sort(),
      ).toEqual([3, 7]);
      expect(
        (await store.listOpenRequests()).map(r => r.pullRequest.number),
      ).toEqual([1, 7]);

      await store.writeClusters([aCluster('alpha')]);
      await expect(store.get(refOf('alpha'))).resolves.toMatchObject({
        claimPath: 'crossplane/claims/dev/alpha.yaml',
        pullRequest: { number: 7, state: 'open' },
      });
    });

    it('finds the newest whatever the notation of the time', async () => {
      const { store } = await openStore(databases, id);
      await store.saveRequests([
        aRequest('alpha', 1, { createdAt: '2026-11-23T10:30:00+02:00' }),
        aRequest('alpha', 2, { createdAt: '2026-11-23T09:00:00Z' }),
      ]);
      const newest = await store.getRequests([refOf('alpha')]);
      expect(newest.get('main/clusters-dev/alpha')?.pullRequest.number).toBe(2);
    });
  });
});
