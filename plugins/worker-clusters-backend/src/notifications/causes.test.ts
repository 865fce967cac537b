import {
  type ClusterRequestVerb,
  type ReviewRequest,
  SUPPORT_LIFE,
  type WorkerCluster,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { refOf } from '../store/__testUtils__/fleet';
import { clusterCauses } from './clusterCauses';
import { requestCauses } from './requestCauses';
import { duration } from './texts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const NOW = Date.parse('2026-11-29T12:00:00.000Z');
const at = (ms: number) => new Date(NOW + ms).toISOString();
const OWNER = 'group:default/payments';
const settings = {
  degradedAfterMs: 15 * MINUTE,
  staleAfterMs: 15 * MINUTE,
  pullRequestStaleAfterMs: 3 * DAY,
  policy: { environments: { dev: { lifetime: { defaultMs: 30 * DAY } } } },
  supportLife: {
    ...SUPPORT_LIFE,
    kubernetes: {
      '1.33': {
        standardUntil: '2026-12-20',
        extendedUntil: '2027-12-20',
        asOf: '2026-11-01',
        source: 'test',
      },
      '1.34': { asOf: '2026-11-01', source: 'test' },
    },
  },
};

const aCluster = (change: object = {}): WorkerCluster =>
  ({
    ...refOf('payments-dev'),
    environment: 'dev',
    owner: OWNER,
    createdAt: at(-DAY),
    phase: { phase: 'ready', since: at(0) },
    connection: { status: 'live', since: at(0) },
    kubernetesVersion: 'v1.34.1',
    ...change,
  } as unknown as WorkerCluster);

const causesOf = (change: object = {}, findings: any[] = []) =>
  clusterCauses(
    { cluster: aCluster(change), requestedBy: 'user:default/ann' },
    findings,
    settings,
    NOW,
  );

it.each([
  [3 * DAY, '3 days'],
  [DAY, '1 day'],
  [90 * MINUTE, '90 minutes'],
  [120 * MINUTE, '2 hours'],
  [1, '1 minute'],
])('writes %d ms as %s', (milliseconds, expected) => {
  expect(duration(milliseconds)).toBe(expected);
});

describe('clusterCauses', () => {
  it.each<[string, object, object]>([
    ['cluster-ready', {}, { from: NOW }],
    [
      'cluster-degraded',
      { phase: { phase: 'degraded', since: at(0) } },
      { from: NOW + 15 * MINUTE },
    ],
    [
      'cluster-degraded',
      { phase: { phase: 'failed', since: at(0) } },
      { from: NOW + 15 * MINUTE },
    ],
    [
      'cluster-stale',
      { connection: { status: 'unreachable', since: at(0) } },
      { from: NOW + 15 * MINUTE },
    ],
    [
      'version-support',
      { kubernetesVersion: 'v1.33.4-eks-1' },
      { detail: 'kubernetes 1.33 ending' },
    ],
    ['lifetime', { expiresAt: at(2 * DAY) }, { detail: `${NOW + 2 * DAY} 7` }],
  ])('is %s of %j', (topic, change, expected) => {
    const found = causesOf(change).filter(cause => cause.topic === topic);
    expect(found).toEqual([
      expect.objectContaining({
        subject: expect.stringContaining('main/clusters-dev/payments-dev'),
        recipients: [OWNER, 'user:default/ann'],
      }),
    ]);
    expect(found[0]).toMatchObject(expected);
  });

  it('is one finding for each rule', () => {
    const finding = {
      cluster: refOf('payments-dev'),
      rule: 'web-terminal',
      severity: 'medium',
      count: 2,
      firstSeen: at(-1),
    };
    const unknown = { ...finding, rule: 'of-a-newer-release' };
    const found = causesOf({}, [finding, unknown]).filter(
      cause => cause.topic === 'isolation-finding',
    );
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      detail: 'web-terminal',
      from: NOW - 1,
      message: {
        title: 'Isolation finding of medium severity in payments-dev',
        link: '/worker-clusters/clusters/main/clusters-dev/payments-dev/isolation',
      },
    });
  });

  it.each<[string, object]>([
    ['a cluster that is requested', { phase: { phase: 'requested' } }],
    ['a cluster that is built', { phase: { phase: 'provisioning' } }],
    [
      'a portal that has just started',
      {
        phase: { phase: 'provisioning' },
        connection: { status: 'connecting', since: at(-DAY) },
      },
    ],
    [
      'a cluster that is being deleted',
      {
        phase: { phase: 'deleting', since: at(-DAY) },
        connection: { status: 'unreachable', since: at(-DAY) },
      },
    ],
    ['nobody', { owner: 'payments', requester: undefined }],
  ])('is nothing for %s', (what, change) => {
    const causes = clusterCauses(
      {
        cluster: aCluster(change),
        requestedBy: what === 'nobody' ? 'ann' : undefined,
      },
      [],
      settings,
      NOW,
    );
    expect(causes).toEqual([]);
  });

  it('does not say of a cluster that is degraded by now that it is ready', () => {
    const [ready] = causesOf({ phase: { phase: 'degraded', since: at(0) } });
    expect(ready).toMatchObject({ topic: 'cluster-ready', from: Infinity });
  });

  it('is about another cluster once it was created anew', () => {
    const subjects = [at(-DAY), at(0)].map(
      createdAt => causesOf({ createdAt })[0].subject,
    );
    expect(new Set(subjects).size).toBe(2);
  });

  const HOSTILE = `<img src=x onerror=alert(1)>&<!channel> \u202e\ud800 ${'x'.repeat(
    5000,
  )}`;

  it('tells nothing but names of what a cluster says', () => {
    const causes = causesOf(
      {
        name: HOSTILE,
        namespace: HOSTILE.replace('\ud800', ''),
        owner: OWNER,
        phase: {
          phase: 'degraded',
          since: at(0),
          reason: HOSTILE,
          message: 'token=geheim',
        },
        connection: {
          status: 'unreachable',
          since: at(0),
          message: 'https://user:geheim@example.org',
        },
        expiresAt: at(DAY),
        kubernetesVersion: `v1.33.1${HOSTILE}`,
      },
      [
        {
          cluster: refOf('a'),
          rule: 'web-terminal',
          severity: 'high',
          count: 1,
          firstSeen: 'never',
        },
      ],
    );
    expect(causes.length).toBeGreaterThan(3);
    for (const { message } of causes) {
      const { link, ...texts } = message;
      expect(link).toMatch(/^\/worker-clusters\/clusters[\w/%.-]*$/);
      expect(JSON.stringify(texts)).not.toMatch(/[<>&\u202e]|geheim/);
      expect(message.title.length).toBeLessThan(256);
      expect(JSON.stringify(texts).length).toBeLessThan(1000);
    }
  });

  it.each(['..', '.', 'a/../../admin', '\ud800'])(
    'stays in the portal for a cluster that is named %j',
    name => {
      for (const { message } of causesOf({ name })) {
        expect(message.link).toMatch(/^\/worker-clusters\/clusters/);
        expect(new URL(message.link, 'https://portal').pathname).toMatch(
          /^\/worker-clusters\/clusters/,
        );
      }
    },
  );

  it.each([
    'payments',
    'https://evil.example.org',
    'group:default/',
    `group:default/${'x'.repeat(300)}`,
    'group:default/a b',
    'group:default/a\0',
    '',
  ])('sends nothing to %j, which is no entity', owner => {
    const recipients = causesOf({ owner }).flatMap(c => c.recipients);
    expect(new Set(recipients)).toEqual(new Set(['user:default/ann']));
  });
});

describe('requestCauses', () => {
  const change = (
    name: string,
    owner: string | undefined,
    verb: ClusterRequestVerb = 'create',
  ) => ({ cluster: refOf(name), owner, verb, environment: 'dev' });
  const aRequest = (over: object = {}): ReviewRequest & { title: string } =>
    ({
      number: 12,
      title: '<!channel> token=geheim',
      state: 'open',
      requestedBy: 'user:default/ann',
      createdAt: at(0),
      changes: [change('payments-dev', OWNER)],
      ...over,
    } as any);
  const noOwners = new Map<string, string>();

  it.each<[object, Array<[string, number | undefined, string]>]>([
    [
      {},
      [
        [
          'pull-request-opened',
          NOW,
          'Pull request 12 was opened: new cluster payments-dev',
        ],
        [
          'pull-request-stale',
          NOW + 3 * DAY,
          'Pull request 12 has been open for 3 days: new cluster payments-dev',
        ],
      ],
    ],
    [
      { state: 'merged', finishedAt: at(5) },
      [
        [
          'pull-request-merged',
          NOW + 5,
          'Pull request 12 was merged: new cluster payments-dev',
        ],
      ],
    ],
    [
      { state: 'closed', finishedAt: at(5) },
      [
        [
          'pull-request-closed',
          NOW + 5,
          'Pull request 12 was closed without a merge: new cluster payments-dev',
        ],
      ],
    ],
  ])('tells owner and requester of %j', (over, expected) => {
    const causes = requestCauses(aRequest(over), noOwners, settings);
    expect(
      causes.map(({ topic, from, message }) => [topic, from, message.title]),
    ).toEqual(expected);
    for (const cause of causes) {
      expect(cause.recipients).toEqual([OWNER, 'user:default/ann']);
      expect(cause.message.link).toBe('/worker-clusters/requests/12');
    }
  });

  it('tells each owner of his own clusters, and the requester of several of none', () => {
    const changes = [
      change('a', 'group:default/a'),
      change('b', 'group:default/b'),
    ];
    const opened = requestCauses(aRequest({ changes }), noOwners, settings)
      .filter(({ topic }) => topic === 'pull-request-opened')
      .map(({ recipients, message }) => [recipients, message.title]);
    expect(opened).toEqual([
      [['group:default/a'], 'Pull request 12 was opened: new cluster a'],
      [['group:default/b'], 'Pull request 12 was opened: new cluster b'],
      [['user:default/ann'], 'Pull request 12 was opened'],
    ]);
  });

  it.each<ClusterRequestVerb>(['update', 'decommission'])(
    'tells the owner that a cluster has of its %s, not the one that the pull request names',
    verb => {
      const owners = new Map([['main/clusters-dev/payments-dev', OWNER]]);
      const changes = [change('payments-dev', 'group:default/thieves', verb)];
      const causes = requestCauses(aRequest({ changes }), owners, settings);
      expect(causes[0].recipients).toEqual([OWNER, 'user:default/ann']);
    },
  );

  it('tells nothing that the pull request says', () => {
    const told = JSON.stringify(
      requestCauses(
        aRequest({ changes: [change('<!channel>', OWNER)] }),
        noOwners,
        settings,
      ),
    );
    expect(told).not.toMatch(/geheim|</);
  });

  it('is nothing where nobody is known, and for a pull request without a cluster', () => {
    const changes = [change('a', 'no reference')];
    for (const over of [{ changes, requestedBy: 'nobody' }, { changes: [] }]) {
      expect(requestCauses(aRequest(over), noOwners, settings)).toEqual([]);
    }
  });
});
