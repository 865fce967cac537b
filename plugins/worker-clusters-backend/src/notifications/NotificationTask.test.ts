import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { NotificationSendOptions } from '@backstage/plugin-notifications-node';
import { SUPPORT_LIFE } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { FaultLog } from '../reconcile';
import { aCluster, aRequest, openStore } from '../store/__testUtils__/fleet';
import type { QueuedRequest } from '../store/types';
import { NotificationTask } from './NotificationTask';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const MINUTE = 60_000;
const START = Date.parse('2026-11-29T12:00:00.000Z');
const at = (minutes: number) => new Date(START + minutes * MINUTE);
const iso = (minutes: number) => at(minutes).toISOString();

describe.each(databases.eachSupportedId())('NotificationTask with %p', id => {
  async function setUp(options: { maxSent?: number; sendMs?: number } = {}) {
    const { store, knex } = await openStore(databases, id);
    await store.writeManagementCluster(
      {
        name: 'main',
        listed: true,
        connection: { status: 'live', since: iso(0) },
      },
      undefined,
    );
    const logger = mockServices.logger.mock();
    const sent: NotificationSendOptions[] = [];
    const backend = {
      answer: async (_: NotificationSendOptions): Promise<void> => {},
      calls: 0,
    };
    const results: string[] = [];
    const replica = () =>
      new NotificationTask({
        ...options,
        onNotification: (topic, result) => results.push(`${topic} ${result}`),
        store,
        notifications: {
          async send(notification) {
            backend.calls++;
            await backend.answer(notification);
            sent.push(notification);
          },
        },
        settings: {
          degradedAfterMs: 15 * MINUTE,
          staleAfterMs: 15 * MINUTE,
          pullRequestStaleAfterMs: 3 * 24 * 60 * MINUTE,
          policy: {},
          supportLife: { ...SUPPORT_LIFE, kubernetes: {} },
        },
        faults: new FaultLog(logger),
        logger,
      });
    const write = (
      names: string[],
      minutes: number,
      phase: 'ready' | 'degraded' = 'ready',
    ) =>
      store.writeClusters(
        names.map(name => {
          const cluster = aCluster(name, { phase, createdAt: iso(minutes) });
          cluster.state.phase.since = iso(minutes);
          return cluster;
        }),
      );
    const titles = () => sent.map(({ payload }) => payload.title);
    return {
      ...{ store, knex, logger, sent, titles, results },
      ...{ backend, replica, write },
    };
  }

  it('sends what begins once, over replicas and restarts', async () => {
    const { replica, write, titles, sent, results } = await setUp();
    await write(['old'], -60);
    await replica().run(at(0));
    await write(['new'], 1);
    await Promise.all([replica().run(at(2)), replica().run(at(2))]);
    await replica().run(at(3));
    expect(titles()).toEqual(['new is ready']);
    expect(results).toEqual(['cluster-ready sent']);
    expect(sent[0].recipients).toEqual({
      type: 'entity',
      entityRef: ['group:default/payments'],
    });
  });

  it('tells the requester whose request was merged, and not whom an open one names', async () => {
    const { store, replica, write, sent } = await setUp();
    await replica().run(at(0));
    await write(['new'], 1);
    await store.saveRequests([
      aRequest('new', 1, { state: 'merged', requestedBy: 'user:default/ann' }),
      aRequest('new', 2, { state: 'open', requestedBy: 'user:default/thief' }),
      aRequest('new', 3, {
        state: 'closed',
        requestedBy: 'user:default/thief',
      }),
    ]);
    await replica().run(at(2));
    expect(sent.map(({ recipients }) => recipients)).toEqual([
      {
        type: 'entity',
        entityRef: ['group:default/payments', 'user:default/ann'],
      },
    ]);
  });

  it('tells of pull requests and of findings', async () => {
    const { store, replica, write, titles } = await setUp();
    await write(['alpha'], -60);
    await replica().run(at(0));
    const request = (
      number: number,
      minutes: number,
      over: object = {},
    ): QueuedRequest => ({
      head: 'branch',
      files: [],
      ranges: [],
      result: 'allowed',
      request: {
        number,
        url: 'https://git.example.org/1',
        title: 'A change',
        state: 'open',
        createdAt: iso(minutes),
        conflicts: [],
        changes: [
          {
            cluster: aCluster('alpha').state.ref,
            verb: 'update',
            environment: 'dev',
            owner: 'group:default/thieves',
            path: 'a.yaml',
            allowed: true,
            findings: [],
            changes: [],
            consequences: [],
          },
        ],
        ...over,
      },
    });
    await store.requestQueue.write([
      request(1, 20),
      request(2, -60, { state: 'merged', finishedAt: iso(20) }),
      request(3, -60, { state: 'closed', finishedAt: iso(-30 * 60) }),
    ]);
    await store.findings.write(
      [
        {
          subject: aCluster('alpha').state.ref,
          outcomes: [{ rule: 'web-terminal', state: 'found', count: 1 }],
          findings: [
            {
              rule: 'web-terminal',
              severity: 'medium',
              object: { kind: 'ConfigMap', name: 'argocd-cm' },
              evidence: 'exec.enabled is "true"',
            },
          ],
        },
      ],
      at(20),
    );
    await replica().run(at(21));
    expect(titles().sort()).toEqual([
      'Isolation finding of medium severity in alpha',
      'Pull request 1 was opened: change of alpha',
      'Pull request 2 was merged: change of alpha',
    ]);
  });

  it('sends after the threshold, although nothing else changes', async () => {
    const { replica, write, titles } = await setUp();
    const task = replica();
    await task.run(at(0));
    await write(['alpha'], 1, 'degraded');
    await task.run(at(2));
    await task.run(at(15));
    expect(titles()).toEqual([]);
    await task.run(at(16));
    await task.run(at(17));
    expect(titles()).toEqual(['alpha is degraded']);
  });

  it('reads nothing while nothing changes and nothing is due', async () => {
    const { store, replica, write } = await setUp();
    const task = replica();
    await write(['alpha'], -60);
    await task.run(at(0));
    await task.run(at(1));
    const read = jest.spyOn(store.notifications, 'readClusters');
    await task.run(at(2));
    expect(read).not.toHaveBeenCalled();
    await task.run(at(30));
    expect(read).toHaveBeenCalled();
  });

  it('makes one notification of many', async () => {
    const { replica, write, titles } = await setUp();
    await replica().run(at(0));
    const names = Array.from({ length: 600 }, (_, i) => `c${i}`);
    await write(names, 1);
    await replica().run(at(2));
    expect(titles()).toEqual(['600 clusters are ready']);
  });

  it('retries what the backend refuses, and says so once', async () => {
    const { replica, write, titles, backend, logger } = await setUp();
    const task = replica();
    await task.run(at(0));
    await write(['alpha', 'beta'], 1);
    backend.answer = async () => {
      throw new Error('Request failed with status 503');
    };
    await task.run(at(2));
    await task.run(at(3));
    expect(titles()).toEqual([]);
    expect(logger.warn.mock.calls).toEqual([
      ['Sending notifications failed: Request failed with status 503'],
    ]);
    backend.answer = async () => {};
    // Also by another replica.
    await replica().run(at(4));
    expect(titles().sort()).toEqual(['alpha is ready', 'beta is ready']);
    await task.run(at(5));
    expect(titles()).toHaveLength(2);
    expect(logger.info).toHaveBeenCalledWith(
      'Sending notifications works again',
    );
  });

  it('gives up one that fails alone, without keeping the others', async () => {
    const { store, replica, write, titles, backend, logger, results } =
      await setUp();
    const task = replica();
    await task.run(at(0));
    backend.answer = async ({ payload }) => {
      if (payload.title.startsWith('poison')) {
        throw new Error('Request failed with status 400');
      }
    };
    await write(['poison'], 1);
    for (let i = 0; i < 10; i++) {
      await write([`c${i}`], 2 + i);
      await task.run(at(2 + i));
    }
    expect(titles()).toHaveLength(10);
    expect(backend.calls).toBe(15);
    const times = (result: string) =>
      results.filter(r => r === `cluster-ready ${result}`).length;
    expect(['sent', 'failed', 'given-up'].map(times)).toEqual([10, 5, 1]);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining(
        'refused a notification of the topic cluster-ready 5 times',
      ),
    );
    expect(await store.revision()).toBeGreaterThan(0);
  });

  it('does not send again what a backend that hangs may have', async () => {
    const { replica, write, titles, backend, logger, results } = await setUp({
      sendMs: 20,
    });
    const task = replica();
    await task.run(at(0));
    await write(['alpha'], 1);
    backend.answer = () => new Promise(() => {});
    await task.run(at(2));
    backend.answer = async () => {};
    await task.run(at(3));
    expect(titles()).toEqual([]);
    expect(results).toEqual(['cluster-ready unanswered']);
    expect(backend.calls).toBe(1);
    expect(logger.warn.mock.calls).toEqual([
      [expect.stringContaining('has not answered within 20 ms')],
    ]);
  });

  it('sends no more in one run than it may', async () => {
    const { replica, write, titles } = await setUp({ maxSent: 2 });
    const task = replica();
    await task.run(at(0));
    await write(['a', 'b', 'c'], 1);
    await task.run(at(2));
    expect(titles()).toHaveLength(2);
    await task.run(at(2));
    expect(titles()).toHaveLength(3);
  });

  it('keeps no record of a cluster that is gone', async () => {
    const { store, knex, replica, write } = await setUp();
    const count = async () => (await knex('notification_records')).length;
    await replica().run(at(0));
    const followed = await count();
    await write(['alpha'], 1);
    await replica().run(at(2));
    expect(await count()).toBe(followed + 1);
    await store.removeClusters([aCluster('alpha').state.ref]);
    await replica().run(at(3));
    expect(await count()).toBe(followed + 1);
    await replica().run(at(7 * 60));
    expect(await count()).toBe(followed);
  });
});
