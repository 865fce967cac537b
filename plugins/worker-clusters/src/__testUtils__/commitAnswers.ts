import type {
  ApplicationCommit,
  ApplicationReading,
  ApplicationSource,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { minutesAgo } from '../cluster/__testUtils__/clusters';

const REPOSITORY = 'https://git.example.org/platform/applications.git';
const HOSTILE = '"><img src=x onerror=alert(1)>';

const revision = (digit: string) => ({
  value: digit.repeat(40),
  kind: 'commit' as const,
  url: `https://git.example.org/platform/applications/commit/${digit.repeat(
    40,
  )}`,
});

/** A source that is compared at one commit and deployed at an older one. */
export const SOURCE: ApplicationSource = {
  type: 'git',
  repoUrl: REPOSITORY,
  path: 'k8s-manifests/database/overlays/dev',
  targetRevision: 'main',
  revision: revision('a'),
  deployedRevision: revision('b'),
};

const commit = (
  digit: string,
  over: Partial<ApplicationCommit>,
): ApplicationCommit => ({
  repoUrl: REPOSITORY,
  revision: digit.repeat(40),
  status: 'found',
  author: 'Ada Lovelace',
  authoredAt: minutesAgo(50),
  ...over,
});

/** The messages of the commits: one with everything that is hard to show, a usual one, and none. */
export const COMMITS: ApplicationCommit[] = [
  commit('a', {
    title: `${'database: raise the limits '.repeat(5)}${HOSTILE}`,
    body: [
      'The pods were killed three times a day:',
      '',
      '- requests: 200 Mi → 512 Mi',
      '- limits: 400 Mi → 1 Gi',
      '',
      HOSTILE,
      'x'.repeat(300),
      '',
      ...Array.from({ length: 12 }, (_, i) => `Reviewed-by: Reviewer ${i + 1}`),
    ].join('\n'),
    author: `Eve ${HOSTILE}`,
    truncated: true,
  }),
  commit('b', {
    title: 'database: three replicas',
    body: 'Signed-off-by: Ada Lovelace',
    authoredAt: minutesAgo(5_000),
  }),
  commit('c', { title: undefined, author: undefined }),
];

const deployed = (id: number, digit: string, minutes: number) => ({
  id,
  deployedAt: minutesAgo(minutes),
  automated: true as const,
  sources: [{ ...SOURCE, revision: revision(digit) }],
});

/** What is read of an Application on demand. */
export const READING: ApplicationReading = {
  readAt: minutesAgo(0),
  resources: [
    {
      group: 'apps',
      kind: 'StatefulSet',
      namespace: 'database',
      name: 'database',
      health: 'Degraded',
      sync: 'OutOfSync',
      message: '1 of 3 replicas are ready',
    },
    ...['database', 'database-headless'].map(name => ({
      kind: 'Service',
      namespace: 'database',
      name,
      health: 'Healthy' as const,
      sync: 'Synced' as const,
    })),
  ],
  totalResources: 3,
  images: ['registry.example.org/database/postgres:17.2'],
  history: [deployed(2, 'b', 4_000), deployed(1, 'c', 9_000)],
  syncResults: [],
  syncWindows: [],
};
