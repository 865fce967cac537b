import { groupNotifications } from './groupNotifications';
import { type DueNotification, planNotifications } from './planNotifications';
import { NOTIFICATION_TOPICS, type NotificationCause } from './types';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.parse('2026-11-29T12:00:00.000Z');
const OWNER = 'group:default/payments';

const aCause = (
  change: Partial<NotificationCause> = {},
): NotificationCause => ({
  topic: 'cluster-degraded',
  subject: 'main/clusters-dev/alpha#',
  managementCluster: 'main',
  from: NOW,
  createdAt: NOW - 100 * HOUR,
  recipients: [OWNER],
  owner: OWNER,
  message: {
    title: 'alpha is degraded',
    severity: 'high',
    link: '/worker-clusters/clusters/main/clusters-dev/alpha',
    item: 'alpha',
  },
  ...change,
});

/** Plans one after the other, with what was recorded before. */
function portal(listed = true) {
  const records = new Map<string, number>();
  const plan = (
    causes: NotificationCause[],
    now: number,
    clusters: Record<string, boolean> = { main: listed },
  ) => {
    const result = planNotifications({
      causes,
      records,
      managementClusters: new Map(
        Object.entries(clusters).map(([name, is]) => [name, { listed: is }]),
      ),
      now,
    });
    for (const { id } of result.silent) records.set(id, now);
    for (const { record } of result.due) records.set(record.id, now);
    for (const id of result.forget) records.delete(id);
    return result;
  };
  return { records, plan };
}

describe('planNotifications', () => {
  it('tells nothing of what holds when it is switched on, then what begins, once', () => {
    const { plan } = portal();
    const before = aCause();
    const after = aCause({ subject: 'beta', from: NOW + HOUR });
    expect(plan([before], NOW)).toMatchObject({ due: [] });
    expect(plan([before, after], NOW + HOUR).due).toMatchObject([
      { cause: after, recipient: OWNER },
    ]);
    expect(plan([before, after], NOW + 2 * HOUR).due).toEqual([]);
  });

  it('begins for each management cluster once that has been read', () => {
    const { plan, records } = portal();
    plan([], NOW, { main: true, other: false });
    const cause = aCause({ managementCluster: 'other', from: NOW });
    expect(
      plan([cause], NOW + HOUR, { main: true, other: false }),
    ).toMatchObject({ due: [], silent: [] });
    const added = plan([cause], NOW + HOUR + 1, { main: true, other: true });
    expect(added.due).toEqual([]);
    expect(records.size).toBe(2 * NOTIFICATION_TOPICS.length + 1);
  });

  it('does not tell of old clusters until the workers are connected, but of a new one', () => {
    const { plan } = portal();
    plan([], NOW);
    const soon = NOW + 5 * MINUTE;
    const old = aCause({ from: soon });
    const fresh = aCause({ subject: 'new', from: soon, createdAt: soon - 1 });
    expect(plan([old, fresh], soon).due).toMatchObject([{ cause: fresh }]);
    expect(plan([old, fresh], NOW + HOUR).due).toEqual([]);
  });

  it('takes what is older than a day for no news', () => {
    const { plan } = portal();
    plan([], NOW);
    const later = NOW + 100 * HOUR;
    const old = aCause({ from: later - 25 * HOUR });
    const young = aCause({ subject: 'young', from: later - 23 * HOUR });
    const ageless = aCause({ subject: 'ageless', from: undefined });
    expect(plan([old, young, ageless], later).due).toMatchObject([
      { cause: young },
      { cause: ageless },
    ]);
  });

  it('waits for what falls due later', () => {
    const { plan } = portal();
    plan([], NOW);
    const cause = aCause({ from: NOW + HOUR });
    const never = aCause({ subject: 'never', from: Infinity });
    expect(plan([cause, never], NOW + MINUTE)).toEqual({
      silent: [],
      due: [],
      forget: [],
      nextDue: NOW + HOUR,
    });
    expect(plan([cause, never], NOW + HOUR).due).toHaveLength(1);
  });

  it('tells of a state that flaps every minute four times a day at most', () => {
    const { plan } = portal();
    plan([], NOW);
    let told = 0;
    for (let minute = 60; minute < 25 * 60; minute++) {
      const now = NOW + minute * MINUTE;
      const causes = minute % 2 ? [] : [aCause({ from: now })];
      told += plan(causes, now).due.length;
    }
    expect(told).toBeGreaterThan(1);
    expect(told).toBeLessThanOrEqual(4);
  });

  it('forgets what does not hold any more, and nothing that does', () => {
    const { plan, records } = portal();
    plan([aCause()], NOW);
    const all = records.size;
    plan([aCause()], NOW + 1000 * HOUR);
    expect(records.size).toBe(all);
    plan([], NOW + 1001 * HOUR);
    expect(records.size).toBe(NOTIFICATION_TOPICS.length);
  });

  it('tells a new owner of what still holds', () => {
    const { plan } = portal();
    plan([], NOW);
    const from = NOW + HOUR;
    plan([aCause({ from })], from);
    const recipients = ['group:default/new'];
    expect(plan([aCause({ from, recipients })], from + HOUR).due).toMatchObject(
      [{ recipient: 'group:default/new' }],
    );
  });
});

describe('groupNotifications', () => {
  const due = (
    count: number,
    recipients = [OWNER],
    change: Partial<NotificationCause> = {},
  ): DueNotification[] =>
    Array.from({ length: count }, (_, i) => {
      const cause = aCause({
        subject: `c${i}`,
        recipients,
        message: { ...aCause().message, item: `c${i}` },
        ...change,
      });
      return recipients.map(recipient => ({
        cause,
        recipient,
        record: { id: `${i} ${recipient}`, topic: cause.topic },
      }));
    }).flat();

  it('sends a cause to all of its recipients at once', () => {
    const [one, ...others] = groupNotifications(due(1, [OWNER, 'user:a/b']));
    expect(others).toEqual([]);
    expect(one).toEqual({
      topic: 'cluster-degraded',
      records: [
        { id: `0 ${OWNER}`, topic: 'cluster-degraded' },
        { id: '0 user:a/b', topic: 'cluster-degraded' },
      ],
      options: {
        recipients: { type: 'entity', entityRef: [OWNER, 'user:a/b'] },
        payload: {
          title: 'alpha is degraded',
          severity: 'high',
          link: '/worker-clusters/clusters/main/clusters-dev/alpha',
          topic: 'cluster-degraded',
          scope: expect.stringMatching(/^[\w-]{43}$/),
        },
      },
    });
  });

  it('makes one of more than three of a topic for a recipient', () => {
    expect(groupNotifications(due(3))).toHaveLength(3);
    const [digest, ...others] = groupNotifications(due(1000));
    expect(others).toEqual([]);
    expect(digest.records).toHaveLength(1000);
    const { payload, recipients } = digest.options;
    expect(recipients).toEqual({ type: 'entity', entityRef: OWNER });
    expect(payload).toMatchObject({
      title: '1000 clusters are degraded',
      severity: 'high',
      topic: 'cluster-degraded',
      link: '/worker-clusters/clusters?phase=degraded&phase=failed&owner=group%3Adefault%2Fpayments',
    });
    expect(payload.description).toMatch(/^c0, c1, .* c19 and 980 more$/);
  });

  it('makes one for the owner alone, where the requesters differ', () => {
    const all = [0, 1, 2, 3].flatMap(i =>
      due(1, [OWNER, `user:default/u${i}`], { subject: `c${i}` }),
    );
    const [digest, ...others] = groupNotifications(all);
    expect(digest.options.payload.title).toBe('4 clusters are degraded');
    expect(others.map(o => o.options.recipients)).toEqual(
      [0, 1, 2, 3].map(i => ({
        type: 'entity',
        entityRef: [`user:default/u${i}`],
      })),
    );
  });

  it('does not filter by the owner for who is none', () => {
    const [digest] = groupNotifications(due(4, ['user:default/ann']));
    expect(digest.options.payload.link).not.toContain('owner');
  });

  it.each(NOTIFICATION_TOPICS)('has a page for many of %s', topic => {
    const [digest] = groupNotifications(due(4, [OWNER], { topic }));
    expect(digest.options.payload).toMatchObject({
      title: expect.stringContaining('4'),
      link: expect.stringMatching(
        /^\/worker-clusters\/(clusters|requests)\?.*owner=group/,
      ),
    });
  });
});
