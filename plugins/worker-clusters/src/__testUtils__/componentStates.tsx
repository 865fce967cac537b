import type { ReactElement } from 'react';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import {
  countApplications,
  FINDING_SEVERITIES,
  HEALTH_STATUSES,
  LIFECYCLE_PHASES,
  SYNC_STATUSES,
  type ConnectionStatus,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { Age } from '../components/Age';
import { ConnectionNote } from '../components/ConnectionNote';
import { CopyButton } from '../components/CopyButton';
import { DiffView } from '../components/DiffView';
import { ErrorPanel } from '../components/ErrorPanel';
import { Facts } from '../components/Facts';
import { HealthCounts } from '../components/HealthCounts';
import { LongText } from '../components/LongText';
import { ManagementViewNote } from '../components/ManagementViewNote';
import { MonthlyCost } from '../components/MonthlyCost';
import { PendingChanges } from '../components/PendingChanges';
import { ScrollArea } from '../components/ScrollArea';
import { Section } from '../components/Section';
import {
  ClusterStateChip,
  ClusterStateReason,
  ConnectionChip,
  FindingSeverityChip,
  HealthChip,
  PhaseChip,
  StageChip,
  SyncChip,
} from '../components/StatusChip';
import { SupportNote } from '../components/SupportNote';
import { WebLink } from '../components/WebLink';
import { NONE_GONE } from '../hooks/holdOrder';
import { cluster, NOW, phase } from '../cluster/__testUtils__/clusters';

/** A status that is missing here is an error of the compiler. */
const CONNECTIONS = Object.keys({
  connecting: true,
  live: true,
  stale: true,
  paused: true,
  unauthorized: true,
  forbidden: true,
  unreachable: true,
  unknown: true,
} satisfies Record<ConnectionStatus, true>) as ConnectionStatus[];

const ago = (minutes: number) =>
  new Date(Date.now() - minutes * 60_000).toISOString();

const answer = (error: Error) =>
  Object.assign(error, {
    response: { headers: new Map([['x-request-id', 'fixture-request-id']]) },
  });

const life = {
  version: '1.33',
  asOf: '2026-11-01',
  source: 'https://releases.example.org',
};

const of = <T extends string>(
  values: readonly T[],
  render: (value: T) => ReactElement,
): Array<[string, ReactElement]> => values.map(value => [value, render(value)]);

/** Every shared component in each of its states: by component, the name of the state and what it looks like. */
export const COMPONENT_STATES: Record<string, Array<[string, ReactElement]>> = {
  Age: [
    ['just now', <Age at={ago(0)} />],
    ['minutes', <Age at={ago(4)} />],
    ['days', <Age at={ago(3_000)} />],
    ['ahead', <Age at={ago(-3_000)} />],
    ['unknown', <Age at={undefined} />],
  ],
  PhaseChip: of(LIFECYCLE_PHASES, value => <PhaseChip phase={value} />),
  HealthChip: of(HEALTH_STATUSES, value => <HealthChip health={value} />),
  SyncChip: of(SYNC_STATUSES, value => <SyncChip sync={value} />),
  ConnectionChip: of(CONNECTIONS, value => <ConnectionChip status={value} />),
  ConnectionNote: of(CONNECTIONS, status => (
    <ConnectionNote
      connection={{ status, since: ago(90), lastSeen: ago(90) }}
    />
  )),
  FindingSeverityChip: of(FINDING_SEVERITIES, value => (
    <FindingSeverityChip severity={value} />
  )),
  StageChip: [
    ...of(['waiting', 'active', 'done', 'failed'] as const, value => (
      <StageChip state={value} />
    )),
    ['reported', <StageChip state="done" reported="Reported done" />],
  ],
  ClusterState: (
    [
      ['good', cluster()],
      [
        'not heard',
        cluster({
          connection: {
            status: 'unreachable',
            since: ago(90),
            lastSeen: ago(90),
          },
        }),
      ],
      [
        'never heard',
        cluster({ connection: { status: 'unknown', since: ago(90) } }),
      ],
      ['failed', cluster({ phase: phase('failed') })],
    ] as const
  ).map(([name, it]) => [
    name,
    <>
      <ClusterStateChip cluster={it} /> <ClusterStateReason cluster={it} />
    </>,
  ]),
  HealthCounts: [
    ['none', <HealthCounts counts={countApplications([])} />],
    [
      'mixed',
      <HealthCounts
        counts={countApplications(
          (['Healthy', 'Healthy', 'Degraded', 'Unknown'] as const).map(
            health => ({ health, sync: 'Synced', reconciledAt: ago(1) }),
          ),
        )}
      />,
    ],
  ],
  ManagementViewNote: [
    [
      'seen',
      <ManagementViewNote
        cluster={{
          managementView: {
            health: 'Healthy',
            sync: 'Synced',
            observedAt: ago(1),
          },
        }}
        now={Date.now()}
      />,
    ],
    [
      'too old',
      <ManagementViewNote
        cluster={{
          managementView: {
            health: 'Healthy',
            sync: 'Synced',
            observedAt: ago(600),
          },
        }}
        now={Date.now()}
      />,
    ],
  ],
  SupportNote: [
    [
      'ending',
      <SupportNote life={{ ...life, standardUntil: '2026-12-05' }} now={NOW} />,
    ],
    [
      'ended',
      <SupportNote life={{ ...life, standardUntil: '2026-07-29' }} now={NOW} />,
    ],
    [
      'extended',
      <SupportNote
        life={{
          ...life,
          standardUntil: '2026-07-29',
          extendedUntil: '2027-07-29',
        }}
        now={NOW}
      />,
    ],
  ],
  MonthlyCost: [
    [
      'new',
      <MonthlyCost
        cost={{ currency: 'EUR', monthly: { min: 300, max: 420 } }}
      />,
    ],
    [
      'changed',
      <MonthlyCost
        cost={{
          currency: 'EUR',
          monthly: { min: 420, max: 420 },
          before: { min: 300, max: 300 },
        }}
      />,
    ],
  ],
  LongText: [
    ['short', <LongText text="Available" />],
    ['long', <LongText text={'The node pool has no room. '.repeat(20)} />],
  ],
  CopyButton: [['ready', <CopyButton text="kubectl" label="command" />]],
  DiffView: [
    [
      'changed',
      <DiffView
        label="Changes of the claim"
        diff={'@@ -1,2 +1,2 @@\n spec:\n-  max: 3\n+  max: 5\n'}
      />,
    ],
  ],
  WebLink: [
    ['http(s)', <WebLink href="https://example.org">example.org</WebLink>],
    ['another scheme', <WebLink href="data:text/html,x">not a link</WebLink>],
  ],
  Facts: [
    [
      'filled',
      <Facts
        facts={[
          ['Region', 'eu-west-1'],
          ['Without a value', undefined],
        ]}
      />,
    ],
  ],
  Section: [
    [
      'with a note',
      <Section title="Applications" note="Of the cluster's own Argo CD.">
        Content
      </Section>,
    ],
  ],
  ScrollArea: [
    [
      'wide',
      <ScrollArea label="A wide text">
        <pre>{'a wide text '.repeat(40)}</pre>
      </ScrollArea>,
    ],
  ],
  PendingChanges: [
    [
      'none',
      <PendingChanges rows={{ changes: 0, gone: NONE_GONE, show: () => {} }}>
        The table
      </PendingChanges>,
    ],
    [
      'some',
      <PendingChanges rows={{ changes: 12, gone: NONE_GONE, show: () => {} }}>
        The table
      </PendingChanges>,
    ],
  ],
  ErrorPanel: (
    [
      ['broken', answer(new Error('The database does not answer.'))],
      [
        'denied',
        answer(
          new NotAllowedError(
            "Ask the platform team for the permission 'worker-clusters.cluster.read'.",
          ),
        ),
      ],
      ['not found', answer(new NotFoundError('There is no such cluster.'))],
      ['unreachable', new TypeError('Failed to fetch')],
    ] as const
  ).map(([name, error]) => [
    name,
    <ErrorPanel
      title="The cluster cannot be read."
      error={error}
      retry={() => {}}
    />,
  ]),
};
