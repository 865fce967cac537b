import type { ArgoApplication, WorkerObservation } from '../observe/types';
import {
  application,
  at,
  nowAt,
  observation,
  stored,
  worker,
} from './__testUtils__/observation';
import { deriveCluster } from './deriveCluster';

const controller = (ready: number, desired: number) => ({
  name: 'argocd-application-controller',
  ready,
  desired,
});

/** What is derived at minute 60 of a cluster with one good Application, compared at minute 58. */
function derive(
  options: {
    applications?: ArgoApplication[];
    previous?: Parameters<typeof deriveCluster>[0]['previous'];
  } & Partial<WorkerObservation> = {},
) {
  const { previous, ...rest } = options;
  return deriveCluster({
    observation: observation({
      worker: worker({
        applications: [application('web', { reconciledAt: at(58) })],
        ...rest,
      }),
    }),
    previous,
    now: nowAt(),
  });
}

const minutes = (time: number | undefined) =>
  time === undefined ? undefined : (time - nowAt(0).getTime()) / 60_000;

describe('the verdicts of a cluster', () => {
  it('count a good Application as green, and are due when its comparison is overdue', () => {
    const { state, verdictsDue } = derive();
    expect(state.health).toBe('Healthy');
    expect(state.applications.byVerdict).toEqual({
      green: 1,
      pending: 0,
      muted: 0,
      wrong: 0,
    });
    expect(minutes(verdictsDue)).toBe(68);
  });

  it('mute what a scaled-down controller has left', () => {
    const { state } = derive({ workloads: [controller(0, 0)] });
    expect(state.health).toBe('Unknown');
    expect(state.applications.byHealth).toMatchObject({
      Healthy: 0,
      Unknown: 1,
    });
    expect(state.applications.byVerdict).toMatchObject({ green: 0, muted: 1 });
  });

  it('mute a comparison that is overdue by the interval of argocd-cm', () => {
    const applications = [application('web', { reconciledAt: at(48) })];
    const verdict = (argocdReconciliation?: {
      timeout?: string;
      jitter?: string;
    }) => derive({ applications, argocdReconciliation }).state.health;
    expect(verdict()).toBe('Unknown');
    expect(verdict({ timeout: '120s', jitter: '60s' })).toBe('Unknown');
    expect(verdict({ timeout: '5m' })).toBe('Healthy');
    expect(verdict({ timeout: '0' })).toBe('Healthy');
    expect(verdict({ timeout: 'nonsense' })).toBe('Unknown');
    // A comparison that comes after all is noticed soon.
    expect(minutes(derive({ applications }).verdictsDue)).toBe(60.5);
  });

  it('mute the last known state of a worker that is not reached', () => {
    const { state } = derive({
      connection: { status: 'unreachable', since: at(59), lastSeen: at(58) },
    });
    expect(state.health).toBe('Unknown');
    expect(state.applications.byVerdict).toMatchObject({ muted: 1 });
  });

  it('mute the stored counts of a worker that was not heard since a start', () => {
    const connection = {
      status: 'live',
      since: at(0),
      lastSeen: at(55),
    } as const;
    const previous = { ...stored('ready'), ...derive().state, connection };
    const later = (status: 'connecting' | 'unreachable', since: number) => {
      const { state, verdictsDue } = derive({
        previous,
        complete: false,
        applications: [],
        connection: { status, since: at(since) },
      });
      return [
        state.health,
        state.applications.byVerdict?.muted,
        minutes(verdictsDue),
      ];
    };
    expect(later('connecting', 59)).toEqual(['Healthy', 0, 61]);
    expect(later('connecting', 57)).toEqual(['Unknown', 1, undefined]);
    expect(later('unreachable', 59)).toEqual(['Unknown', 1, undefined]);
  });

  it('are due when a worker without Applications is not heard any more', () => {
    const due = (status: 'stale' | 'live') =>
      derive({
        applications: [],
        connection: { status, since: at(59), lastSeen: at(59) },
      }).verdictsDue;
    expect(minutes(due('stale'))).toBe(61);
    expect(due('live')).toBeUndefined();
  });

  it('leave the timeline as it is: the cluster has come up', () => {
    const { state } = derive({ workloads: [controller(0, 0)] });
    expect(state.timeline.at(-1)).toMatchObject({
      id: 'applications',
      state: 'done',
    });
  });

  it('say why a resource is not healthy', () => {
    const { applications } = derive({
      applications: [
        application('web', {
          health: 'Degraded',
          selfHealAttempts: 2,
          resourceProblems: [
            {
              group: 'apps',
              version: 'v1',
              kind: 'Deployment',
              namespace: 'web',
              name: 'web',
              sync: 'Synced',
              health: 'Degraded',
              message: 'Deployment "web" exceeded its progress deadline',
            },
          ],
        }),
      ],
    });
    expect(applications?.changed[0]).toMatchObject({
      selfHealAttempts: 2,
      resourceProblems: [
        { kind: 'Deployment', health: 'Degraded', sync: 'Synced' },
      ],
    });
  });
});

describe('a claim that Argo CD deletes only after a confirmation', () => {
  const syncing = (rest: Partial<ArgoApplication>) =>
    application('worker-cluster-dev', {
      project: 'infrastructure',
      operationPhase: 'Running',
      operationTime: at(55),
      ...rest,
    });
  const phase = (rest: Partial<ArgoApplication>) =>
    deriveCluster({
      observation: observation({ syncedBy: syncing(rest) }),
      previous: stored('ready'),
      now: nowAt(),
    }).state.phase;
  const PRUNING = 'waiting for pruning confirmation of ';
  const ID = 'platform.example.org/WorkerCluster/dev';

  it('awaits a confirmation, and says who can confirm', () => {
    expect(phase({ operationMessage: `${PRUNING}${ID}` })).toEqual({
      phase: 'awaiting-confirmation',
      reason: 'PruneConfirmationRequired',
      message: expect.stringContaining(
        'Whoever may sync Application worker-cluster-dev (project infrastructure) can confirm it there',
      ),
      messageCode: {
        code: 'prune-confirmation',
        values: {
          application: 'worker-cluster-dev',
          namespace: 'argocd',
          project: 'infrastructure',
        },
      },
      since: at(55),
    });
  });

  it.each<[string, Partial<ArgoApplication>, string]>([
    [
      'is named first of several',
      { operationMessage: `${PRUNING}${ID} and 2 more resources` },
      'awaiting-confirmation',
    ],
    [
      'is one of those that are not named',
      {
        operationMessage: `${PRUNING}platform.example.org/WorkerCluster/other and 1 more resources`,
        resourceProblems: [
          {
            kind: 'WorkerCluster',
            name: 'dev',
            namespace: 'clusters-dev',
            requiresPruning: true,
          },
        ],
      },
      'awaiting-confirmation',
    ],
    [
      'is not among them',
      {
        operationMessage: `${PRUNING}platform.example.org/WorkerCluster/dev-2`,
      },
      'ready',
    ],
    [
      'was among them',
      { operationMessage: `${PRUNING}${ID}`, operationPhase: 'Succeeded' },
      'ready',
    ],
  ])('that %s', (_, rest, expected) => {
    expect(phase(rest).phase).toBe(expected);
  });
});
