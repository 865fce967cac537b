import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { WorkerCluster } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { eventually } from '../__testUtils__/eventually';
import { FakeObserver } from '../__testUtils__/FakeObserver';
import { startPortal } from '../__testUtils__/testBackend';
import { aCluster, openStore, refOf } from '../store/__testUtils__/fleet';
import { dueReminder, remindOwners } from './remindOwners';

jest.setTimeout(60_000);

const DAY_MS = 24 * 60 * 60 * 1000;
const END = '2026-12-31T12:00:00.000Z';
const before = (ms: number) => new Date(Date.parse(END) - ms);
const policy = {
  environments: { dev: { lifetime: { defaultMs: 30 * DAY_MS } }, prod: {} },
};
const cluster = (change: object = {}) =>
  ({
    ...refOf('payments-dev'),
    environment: 'dev',
    owner: 'group:default/payments',
    phase: { phase: 'ready' },
    expiresAt: END,
    ...change,
  } as unknown as WorkerCluster);

describe('dueReminder', () => {
  it.each<[string, number, number | undefined]>([
    ['nothing long before', 8 * DAY_MS, undefined],
    ['7 days before', 7 * DAY_MS, 7],
    ['between two reminders the last one', 2 * DAY_MS, 7],
    ['1 day before', DAY_MS, 1],
    ['the end', 0, 0],
    ['the end, long after', -90 * DAY_MS, 0],
  ])('is %s', (_, left, daysLeft) => {
    expect(dueReminder(policy, cluster(), before(left))?.daysLeft).toBe(
      daysLeft,
    );
  });

  it.each<[string, object]>([
    ['a cluster without an end', { expiresAt: undefined }],
    ['an environment without a lifetime', { environment: 'prod' }],
    ['a request', { phase: { phase: 'requested' } }],
    ['a cluster that is being deleted', { phase: { phase: 'deleting' } }],
  ])('is none for %s', (_, change) => {
    expect(dueReminder(policy, cluster(change), before(0))).toBeUndefined();
  });
});

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('remindOwners with %p', id => {
  it('publishes each reminder once, also with two replicas, and anew after an extension', async () => {
    const { store, knex } = await openStore(databases, id);
    const events = mockServices.events.mock();
    const write = (expiresAt: string) =>
      store.writeClusters([
        { ...aCluster('payments-dev', { environment: 'dev', expiresAt }) },
      ]);
    await write(END);
    const remind = (now: Date) =>
      remindOwners({
        store,
        policy,
        events,
        logger: mockServices.logger.mock(),
        now,
      });
    const published = () =>
      events.publish.mock.calls.map(([{ topic, eventPayload }]) => [
        topic,
        (eventPayload as any).daysLeft,
        (eventPayload as any).expiresAt,
      ]);

    await remind(before(8 * DAY_MS));
    expect(published()).toEqual([]);
    await Promise.all([remind(before(6 * DAY_MS)), remind(before(6 * DAY_MS))]);
    await remind(before(5 * DAY_MS));
    await remind(before(DAY_MS / 2));
    const topic = 'worker-clusters.lifetime';
    expect(published()).toEqual([
      [topic, 7, END],
      [topic, 1, END],
    ]);
    expect(events.publish.mock.calls[0][0].eventPayload).toEqual({
      cluster: { ...refOf('payments-dev'), environment: 'dev' },
      owner: expect.stringMatching(/^group:/),
      expiresAt: END,
      daysLeft: 7,
    });

    const extended = '2027-01-31T12:00:00.000Z';
    await write(extended);
    await remind(new Date(Date.parse(extended) - 3 * DAY_MS));
    expect(published().at(-1)).toEqual([topic, 7, extended]);

    const forget = () =>
      store.keepHistory({
        retentionMs: 0,
        now: new Date('2028-01-01T00:00:00Z'),
      });
    const count = events.publish.mock.calls.length;
    await forget();
    await remind(new Date(Date.parse(extended) - 3 * DAY_MS));
    expect(published()).toHaveLength(count);
    await store.removeClusters([refOf('payments-dev')]);
    await forget();
    expect(await knex('lifetime_reminders')).toEqual([]);
  });
});

it('is scheduled by the plugin where an environment has a lifetime', async () => {
  const { store, knex } = await openStore(databases, 'SQLITE_3');
  const expiresAt = '2026-01-31T12:00:00.000Z';
  await store.writeClusters([aCluster('payments-dev', { expiresAt })]);
  const start = async (environment: object) => {
    const portal = await startPortal({
      observer: new FakeObserver('main'),
      knex,
      policy: { environments: { dev: environment } },
      delayedTasks: true,
    });
    return portal;
  };
  const reminders = ({ published }: { published: Array<{ topic: string }> }) =>
    published.filter(({ topic }) => topic === 'worker-clusters.lifetime');

  const off = await start({});
  const tables = await knex('lifetime_reminders');
  expect({ events: reminders(off), tables }).toEqual({
    events: [],
    tables: [],
  });
  await off.stop();

  const on = await start({ lifetime: { default: { days: 30 } } });
  await eventually(async () => {
    expect(reminders(on)).toMatchObject([
      { eventPayload: { expiresAt, daysLeft: 0 } },
    ]);
  });
  await on.stop();
});
