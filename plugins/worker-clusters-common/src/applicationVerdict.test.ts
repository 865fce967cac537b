import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  countApplications,
  muteCounts,
  worstCounted,
} from './applicationCounts';
import { applicationProblems } from './applicationProblems';
import {
  applicationVerdict,
  assessedHealth,
  findings,
  verdictDue,
} from './applicationVerdict';
import { overdueAfterMs } from './reportAge';
import { pruneConfirmation } from './syncOperation';
import { VERDICT_RULES } from './verdictRules';
import type {
  VerdictContext,
  VerdictLevel,
  VerdictSubject,
} from './verdictTypes';

const NOW = Date.parse('2026-11-23T08:00:00.000Z');
const MINUTE = 60_000;
const ago = (minutes: number) => new Date(NOW - minutes * MINUTE).toISOString();

const good: VerdictSubject = {
  health: 'Healthy',
  sync: 'Synced',
  reconciledAt: ago(2),
};
const live: VerdictContext = {
  connection: { status: 'live', since: ago(600), lastSeen: ago(0) },
  argocd: {
    components: [
      { name: 'argocd-application-controller', ready: 1, desired: 1 },
      { name: 'argocd-server', ready: 1, desired: 1 },
    ],
  },
  now: NOW,
};
const connection = (
  status: NonNullable<VerdictContext['connection']>['status'],
  since: number,
  lastSeen = since,
): Partial<VerdictContext> => ({
  connection: { status, since: ago(since), lastSeen: ago(lastSeen) },
});
const controller = (ready: number, desired: number) => ({
  argocd: {
    components: [
      { name: 'gitops-argocd-application-controller', ready, desired },
    ],
  },
});
const every = (intervalSeconds: number, jitterSeconds = 0) => ({
  argocd: {
    components: [],
    reconciliation: { intervalSeconds, jitterSeconds },
  },
});
const failed = (sync: VerdictSubject['sync']): VerdictSubject => ({
  ...good,
  sync,
  operationPhase: 'Failed',
  operationMessage:
    'one or more synchronization tasks completed unsuccessfully',
});
const comparisonError = (message: string): VerdictSubject => ({
  ...good,
  sync: 'Unknown',
  conditions: [{ type: 'ComparisonError', message }],
});
const running = (minutes: number, operationMessage?: string) =>
  ({
    ...good,
    operationPhase: 'Running',
    operationTime: ago(minutes),
    operationMessage,
  } as const);
const healed = (selfHealAttempts: number, minutes: number) =>
  ({
    ...good,
    operationPhase: 'Succeeded',
    operationTime: ago(minutes),
    selfHealAttempts,
  } as const);
const PRUNE =
  'waiting for pruning confirmation of platform.example.org/WorkerCluster/dev';

/** Rules that apply, verdict, and health that counts. */
type Row = [
  string,
  Partial<VerdictSubject>,
  Partial<VerdictContext>,
  string[],
  VerdictLevel,
  VerdictSubject['health'],
];

const rows: Row[] = [
  ['is as it should be', {}, {}, [], 'green', 'Healthy'],
  [
    'is suspended',
    { health: 'Suspended' },
    {},
    ['suspended'],
    'green',
    'Suspended',
  ],
  [
    'has a warning',
    { conditions: [{ type: 'OrphanedResourceWarning' }] },
    {},
    ['warning'],
    'green',
    'Healthy',
  ],
  [
    'is OutOfSync',
    { sync: 'OutOfSync' },
    {},
    ['out-of-sync'],
    'pending',
    'Healthy',
  ],
  [
    'is Progressing',
    { health: 'Progressing' },
    {},
    ['progressing'],
    'pending',
    'Progressing',
  ],
  [
    'is being synced',
    running(5),
    {},
    ['operation-running'],
    'green',
    'Healthy',
  ],
  [
    'is Degraded',
    { health: 'Degraded' },
    {},
    ['degraded'],
    'wrong',
    'Degraded',
  ],
  [
    'is Missing',
    { health: 'Missing', sync: 'OutOfSync' },
    {},
    ['missing', 'out-of-sync'],
    'wrong',
    'Missing',
  ],
  [
    'has no health',
    { health: 'Unknown' },
    {},
    ['health-unknown'],
    'wrong',
    'Unknown',
  ],
  [
    'failed to sync',
    failed('OutOfSync'),
    {},
    ['sync-failed', 'out-of-sync'],
    'wrong',
    'Healthy',
  ],
  [
    'is Synced but failed',
    failed('Synced'),
    {},
    ['synced-but-failed'],
    'wrong',
    'Healthy',
  ],
  [
    'has a spec that is refused',
    { conditions: [{ type: 'InvalidSpecError' }] },
    {},
    ['condition-error'],
    'wrong',
    'Healthy',
  ],
  [
    'could not be hydrated',
    { hydration: { phase: 'Failed', drySource: { type: 'git' } } },
    {},
    ['hydration-failed'],
    'wrong',
    'Healthy',
  ],
  [
    'has a repository that does not answer',
    comparisonError(
      'failed to list refs: dial tcp: lookup git.example.org: no such host',
    ),
    {},
    ['repository-not-reachable'],
    'wrong',
    'Unknown',
  ],
  [
    'has a repository that refuses the credential',
    comparisonError('rpc error: code = Unknown desc = authentication required'),
    {},
    ['repository-not-reachable'],
    'wrong',
    'Unknown',
  ],
  [
    'has manifests that cannot be made',
    comparisonError('kustomize build failed: no kustomization.yaml'),
    {},
    ['comparison-failed'],
    'wrong',
    'Unknown',
  ],
  [
    'has a branch that is not there',
    comparisonError("unable to resolve 'fraud-2' to a commit SHA"),
    {},
    ['comparison-failed'],
    'wrong',
    'Unknown',
  ],
  [
    'has been syncing for over half an hour',
    running(31),
    {},
    ['operation-too-long', 'operation-running'],
    'wrong',
    'Healthy',
  ],
  [
    'waits for a prune confirmation, for hours',
    running(300, PRUNE),
    {},
    ['prune-confirmation', 'operation-running'],
    'wrong',
    'Healthy',
  ],
  ['drifts', healed(4, 59), {}, ['drifting'], 'wrong', 'Healthy'],
  ['drifted once', healed(1, 1), {}, [], 'green', 'Healthy'],
  ['has drifted in the past', healed(9, 61), {}, [], 'green', 'Healthy'],
  [
    'is of a cluster that is unreachable',
    {},
    connection('unreachable', 0),
    ['worker-not-heard'],
    'muted',
    'Unknown',
  ],
  [
    'is of a cluster that refuses the token',
    {},
    connection('unauthorized', 0),
    ['worker-not-heard'],
    'muted',
    'Unknown',
  ],
  [
    'is of a cluster that forbids to read',
    {},
    connection('forbidden', 0),
    ['worker-not-heard'],
    'muted',
    'Unknown',
  ],
  [
    'is of a cluster without a credential',
    {},
    connection('unknown', 0),
    ['worker-not-heard'],
    'muted',
    'Unknown',
  ],
  [
    'is of a cluster whose connection was just cut',
    {},
    connection('stale', 1),
    ['resuming'],
    'green',
    'Healthy',
  ],
  [
    'is of a cluster whose connection stays cut',
    {},
    connection('stale', 3),
    ['worker-not-heard'],
    'muted',
    'Unknown',
  ],
  [
    'is known from before a restart of the portal',
    {},
    connection('connecting', 1, 60),
    ['resuming'],
    'green',
    'Healthy',
  ],
  [
    'is of a cluster that does not come back after a restart of the portal',
    {},
    connection('connecting', 3, 60),
    ['worker-not-heard'],
    'muted',
    'Unknown',
  ],
  [
    'has a controller that is scaled to 0',
    {},
    controller(0, 0),
    ['controller-not-running'],
    'muted',
    'Unknown',
  ],
  [
    'has a controller of which no replica is ready',
    {},
    controller(0, 2),
    ['controller-not-running'],
    'muted',
    'Unknown',
  ],
  [
    'has a controller of which one replica is ready',
    {},
    controller(1, 2),
    [],
    'green',
    'Healthy',
  ],
  [
    'has a controller that is outside the cluster',
    {},
    { argocd: { components: [] } },
    [],
    'green',
    'Healthy',
  ],
  [
    'was Degraded when its controller stopped',
    { health: 'Degraded' },
    controller(0, 0),
    ['degraded', 'controller-not-running'],
    'wrong',
    'Degraded',
  ],
  [
    'was Progressing when its controller stopped',
    { health: 'Progressing' },
    controller(0, 0),
    ['controller-not-running', 'progressing'],
    'muted',
    'Progressing',
  ],
  [
    'was never compared',
    { reconciledAt: undefined },
    {},
    ['never-compared'],
    'muted',
    'Unknown',
  ],
  [
    'was compared ten minutes ago',
    { reconciledAt: ago(10) },
    {},
    [],
    'green',
    'Healthy',
  ],
  [
    'was compared eleven minutes ago',
    { reconciledAt: ago(11) },
    {},
    ['comparison-overdue'],
    'muted',
    'Unknown',
  ],
  [
    'is compared every ten minutes',
    { reconciledAt: ago(11) },
    every(600),
    [],
    'green',
    'Healthy',
  ],
  [
    'is compared every ten minutes, and was not',
    { reconciledAt: ago(31) },
    every(600),
    ['comparison-overdue'],
    'muted',
    'Unknown',
  ],
  [
    'is compared on request only',
    { reconciledAt: ago(1000) },
    every(0),
    ['no-periodic-comparison'],
    'green',
    'Healthy',
  ],
  [
    'has the sync status Unknown without a reason',
    { sync: 'Unknown' },
    {},
    ['sync-unknown'],
    'muted',
    'Unknown',
  ],
];

describe('the rules of the verdict', () => {
  it.each(rows)(
    'an Application that %s',
    (_, subject, context, rules, level, health) => {
      const application = { ...good, ...subject };
      const around = { ...live, ...context };
      expect(findings(application, around).map(f => f.rule.id)).toEqual(rules);
      expect(applicationVerdict(application, around)).toBe(level);
      expect(assessedHealth(application, around)).toBe(health);
    },
  );

  it('are all in the table of this test', () => {
    const tested = new Set(rows.flatMap(([, , , rules]) => rules));
    expect([...tested].sort()).toEqual(VERDICT_RULES.map(r => r.id).sort());
  });

  it('that need the cluster or the time do not apply without them', () => {
    for (const [, subject, context] of rows) {
      const ids = findings({ ...good, ...subject }).map(f => f.rule);
      expect(ids.filter(r => r.contextual)).toEqual([]);
      expect(context).toBeDefined();
    }
  });

  it('are the table in docs/verdicts.md', () => {
    const cell = (text: string) => text.replaceAll('|', '\\|') || '–';
    const table = VERDICT_RULES.map(
      r =>
        `| \`${r.id}\` | ${r.level} | ${r.distrusts ? 'Unknown' : '–'} | ${cell(
          r.when,
        )} | ${cell(r.remedy)} |`,
    );
    const document = readFileSync(
      resolve(__dirname, '../../../docs/verdicts.md'),
      'utf8',
    );
    const written = document
      .split('\n')
      .filter(line => line.startsWith('| `'))
      .map(line => line.replace(/ +\|/g, ' |'));
    expect(written).toEqual(table);
  });
});

describe('verdictDue', () => {
  const due = (subject: VerdictSubject, context: VerdictContext = live) => {
    const time = verdictDue(subject, context);
    return time === undefined ? undefined : (time - NOW) / MINUTE;
  };

  it('is when the comparison is overdue', () => {
    expect(due({ ...good, reconciledAt: ago(4) })).toBe(6);
    expect(due({ ...good, reconciledAt: ago(11) })).toBeUndefined();
    expect(due(good, { ...live, ...every(0) })).toBeUndefined();
  });

  it('is when an operation takes too long', () => {
    expect(due({ ...running(28), reconciledAt: ago(0) })).toBe(2);
  });

  it('is when drift is over', () => {
    expect(due({ ...healed(4, 59), reconciledAt: ago(0) })).toBe(1);
  });

  it('is when a cut connection counts as lost', () => {
    expect(due(good, { ...live, ...connection('stale', 1) })).toBe(1);
    expect(due(good, { ...live, ...connection('unreachable', 1) })).toBe(8);
  });
});

describe('overdueAfterMs', () => {
  it.each<[number | undefined, number, number | undefined]>([
    [undefined, 0, 10],
    [120, 60, 10],
    [300, 60, 18],
    [3600, 0, 180],
    [30, 0, 10],
    [0, 60, undefined],
  ])('of %s s and %s s of jitter is %s min', (interval, jitter, expected) => {
    const ms = overdueAfterMs(
      interval === undefined
        ? undefined
        : { intervalSeconds: interval, jitterSeconds: jitter },
    );
    expect(ms && ms / MINUTE).toBe(expected);
  });
});

describe('pruneConfirmation', () => {
  it.each<[string, string | undefined, string | undefined]>([
    ['Running', PRUNE, 'platform.example.org/WorkerCluster/dev'],
    [
      'Running',
      'Waiting for pruning confirmation of /Namespace/a and 2 more resources',
      '/Namespace/a and 2 more resources',
    ],
    ['Succeeded', PRUNE, undefined],
    ['Running', 'waiting for healthy state of apps/Deployment/web', undefined],
    ['Running', undefined, undefined],
  ])(
    'of an operation %s with %j is %j',
    (operationPhase, message, expected) => {
      expect(
        pruneConfirmation({ operationPhase, operationMessage: message }),
      ).toBe(expected);
    },
  );
});

describe('countApplications with a context', () => {
  it('counts a frozen green as not green', () => {
    const counts = countApplications(
      [good, { ...good, health: 'Degraded' }, { ...good, sync: 'OutOfSync' }],
      { ...live, ...controller(0, 0) },
    );
    expect(counts.byHealth).toMatchObject({
      Healthy: 0,
      Unknown: 2,
      Degraded: 1,
    });
    expect(counts.byVerdict).toEqual({
      green: 0,
      pending: 0,
      muted: 2,
      wrong: 1,
    });
    expect(worstCounted(counts)).toBe('Unknown');
  });

  it('counts a Synced but failed Application as wrong', () => {
    expect(countApplications([failed('Synced'), good], live).byVerdict).toEqual(
      {
        green: 1,
        pending: 0,
        muted: 0,
        wrong: 1,
      },
    );
  });
});

describe('muteCounts', () => {
  it('is what the rules say of each Application of a cluster that is not heard', () => {
    const applications: VerdictSubject[] = [
      good,
      { ...good, health: 'Suspended' },
      { ...good, health: 'Progressing' },
      { ...good, health: 'Degraded' },
      failed('Synced'),
      { ...good, reconciledAt: undefined },
    ];
    const muted = muteCounts(countApplications(applications, live));
    expect(muted).toEqual(
      countApplications(applications, {
        ...live,
        ...connection('unreachable', 0),
      }),
    );
    expect(muteCounts(muted)).toEqual(muted);
  });
});

describe('applicationProblems', () => {
  it('names the resources that are not healthy', () => {
    expect(
      applicationProblems({
        ...good,
        health: 'Degraded',
        resourceProblems: [
          { kind: 'Deployment', name: 'web', health: 'Degraded', message: 'm' },
          { kind: 'Service', name: 'web', health: 'Missing' },
          { kind: 'ConfigMap', name: 'web', sync: 'OutOfSync' },
        ],
      }).map(p => `${p.title}: ${p.message}`),
    ).toEqual(['Deployment web: Degraded: m', 'Service web: Missing']);
  });
});

describe('applicationProblems with a context', () => {
  it('says that a comparison is overdue', () => {
    const old = { ...good, reconciledAt: ago(11) };
    expect(applicationProblems(old, live)).toEqual([
      {
        rule: 'comparison-overdue',
        severity: 'warning',
        title: 'Comparison overdue',
        time: old.reconciledAt,
      },
    ]);
  });

  it('leaves to the cluster what is so for all of its Applications', () => {
    expect(applicationProblems(good, { ...live, ...controller(0, 0) })).toEqual(
      [],
    );
  });
});
