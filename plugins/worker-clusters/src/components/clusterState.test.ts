import { mockApis } from '@backstage/frontend-test-utils';
import {
  type ConnectionState,
  countApplications,
  type HealthStatus,
  LIFECYCLE_PHASES,
  type LifecyclePhase,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersTranslationRef } from '../translations';
import { clusterState } from './clusterState';

const { t } = mockApis
  .translation()
  .getTranslation(workerClustersTranslationRef);
const now = Date.parse('2026-11-23T08:00:00.000Z');
const since = '2026-11-23T07:00:00.000Z';

const connection = (
  status: ConnectionState['status'],
  lastSeen: string | undefined = since,
): ConnectionState => ({ status, since, lastSeen });
const neverHeard: ConnectionState = { status: 'unknown', since };

const state = (
  phase: LifecyclePhase,
  given: {
    worker?: ConnectionState;
    management?: ConnectionState;
    health?: HealthStatus[];
  } = {},
) =>
  clusterState(
    {
      phase: { phase, reason: 'Reason', message: 'Message.', since },
      connection: given.worker ?? connection('live'),
      applications: countApplications(
        (given.health ?? []).map(health => ({
          health,
          sync: 'Synced',
          reconciledAt: since,
        })),
      ),
    },
    { t, now, management: given.management },
  );

describe('clusterState', () => {
  it.each<[Parameters<typeof state>, Partial<ReturnType<typeof state>>]>([
    [['ready'], { tone: 'good', shape: 'check', label: 'Ready', muted: false }],
    [
      ['ready', { health: ['Healthy', 'Progressing', 'Suspended'] }],
      { tone: 'good', muted: false },
    ],
    [
      ['ready', { health: ['Healthy', 'Degraded', 'Missing'] }],
      {
        tone: 'warn',
        shape: 'exclamation',
        label: 'Ready',
        reason: 'Degraded: 1 of 3 applications',
      },
    ],
    [
      ['ready', { health: ['Unknown'] }],
      { tone: 'warn', reason: 'Unknown: 1 of 1 application' },
    ],
    [
      ['ready', { worker: neverHeard }],
      {
        tone: 'quiet',
        shape: 'question',
        label: 'Ready',
        reason: 'The portal has not reached the cluster yet',
        muted: true,
        asOf: undefined,
      },
    ],
    [
      ['ready', { worker: connection('unreachable') }],
      { tone: 'quiet', reason: 'Unreachable', muted: true, asOf: since },
    ],
    [
      ['ready', { worker: connection('stale', '2026-11-23T07:59:00.000Z') }],
      { tone: 'good', muted: false },
    ],
    [
      ['failed'],
      { tone: 'bad', label: 'Failed', reason: 'Message.', muted: false },
    ],
    [
      ['failed', { worker: neverHeard }],
      { tone: 'bad', reason: 'Message.', muted: false },
    ],
    [
      ['failed', { management: connection('unreachable') }],
      {
        tone: 'quiet',
        shape: 'exclamation',
        reason: 'Management cluster: Unreachable',
        muted: true,
        asOf: since,
      },
    ],
    [
      ['ready', { management: connection('forbidden') }],
      { tone: 'quiet', shape: 'question', muted: true },
    ],
    [['ready', { management: connection('live') }], { tone: 'good' }],
  ])('shows %j as %j', (given, expected) => {
    expect(state(...given)).toEqual(expect.objectContaining(expected));
  });

  it('is not green in any phase as long as the portal could not look', () => {
    const unheard = [
      neverHeard,
      ...(
        [
          'paused',
          'unauthorized',
          'forbidden',
          'unreachable',
          'unknown',
          'stale',
          'connecting',
        ] as const
      ).map(status => connection(status)),
    ];
    const green = LIFECYCLE_PHASES.flatMap(phase =>
      unheard.flatMap(server => [
        state(phase, { worker: server }),
        state(phase, { management: server }),
      ]),
    ).filter(({ tone }) => tone === 'good');
    expect(green).toEqual([]);
  });
});
