import {
  type ConnectionState,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ArgoApplication } from '../observe/types';
import { toRevision } from '../revision';
import { deriveApplications } from './deriveApplications';
import { runSteps } from './steps';
import { deriveArgoCd, versionOfImage } from './argocd';
import { deriveSyncingApplication } from './syncingApplication';
import { deriveConnection } from './connection';
import {
  application,
  at,
  nowAt,
  observation,
  worker,
} from './__testUtils__/observation';
import { DEFAULT_DERIVE_SETTINGS as settings } from './settings';
import { runningKubernetesVersion } from './runningKubernetesVersion';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('toRevision', () => {
  it.each<[Parameters<typeof toRevision>[0], string | undefined, unknown]>([
    ['git', COMMIT, 'commit'],
    ['git', 'a'.repeat(64), 'commit'],
    ['git', 'main', 'reference'],
    ['git', 'v1.2.3', 'reference'],
    ['git', 'HEAD', 'reference'],
    ['git', COMMIT.slice(0, 7), 'reference'],
    ['git', COMMIT.toUpperCase(), 'reference'],
    ['git', `${COMMIT}0`, 'reference'],
    ['helm', '1.2.3', 'chart'],
    ['helm', COMMIT, 'chart'],
    ['oci', DIGEST, 'digest'],
    ['oci', '1.2.3', 'reference'],
    ['git', '', undefined],
    ['git', undefined, undefined],
  ])('of a %s source, %s is a %s', (type, value, kind) => {
    expect(toRevision(type, value)?.kind).toBe(kind);
  });
});

describe('the version of Argo CD', () => {
  it.each<[string | undefined, string | undefined]>([
    ['quay.io/argoproj/argocd:v3.1.0', 'v3.1.0'],
    ['quay.io/argoproj/argocd:v3.1.0@sha256:0123456789abcdef', 'v3.1.0'],
    ['argocd:3.1.0', 'v3.1.0'],
    ['registry.example.org:5000/argoproj/argocd:v3.2.0-rc1', 'v3.2.0-rc1'],
    [
      'registry.example.org:5000/argoproj/argocd:v3.1.0-company.4',
      'v3.1.0-company.4',
    ],
    ['registry.example.org:5000/argoproj/argocd', undefined],
    ['quay.io/argoproj/argocd@sha256:0123456789abcdef', undefined],
    ['quay.io/argoproj/argocd:latest', undefined],
    ['quay.io/argoproj/argocd:v3', undefined],
    [`quay.io/argoproj/argocd:v3.1.${'1'.repeat(200)}`, undefined],
    ['', undefined],
    [undefined, undefined],
  ])('in %j is %j', (image, expected) => {
    expect(versionOfImage(image)).toBe(expected);
  });
});

describe('the Argo CD instance', () => {
  const workload = (name: string, ready: number, desired = 1) => ({
    name,
    ready,
    desired,
  });

  it('has version, address and components', () => {
    expect(
      deriveArgoCd(worker({ argocdUrl: 'https://argocd.dev.example.org/' })),
    ).toEqual({
      kind: 'helm',
      version: 'v3.1.0',
      url: 'https://argocd.dev.example.org',
      availability: 'available',
      components: [{ name: 'argocd-server', ready: 1, desired: 1 }],
      projects: ['workloads'],
      repositories: 0,
    });
  });

  it('has a version whatever the Helm release is called', () => {
    const workloads = [
      { ...workload('gitops-argocd-repo-server', 1), image: 'argocd:v1.0.0' },
      { ...workload('gitops-argocd-server', 1), image: 'argocd:v3.1.4' },
    ];
    expect(deriveArgoCd(worker({ workloads }))?.version).toBe('v3.1.4');
  });

  it.each<[string, ReturnType<typeof workload>[], string]>([
    [
      'all replicas',
      [workload('argocd-server', 2, 2), workload('argocd-redis', 1)],
      'available',
    ],
    ['more than wanted', [workload('argocd-server', 3, 2)], 'available'],
    [
      'one replica missing',
      [workload('argocd-server', 1, 2), workload('argocd-redis', 1)],
      'degraded',
    ],
    [
      'no user interface',
      [workload('argocd-server', 0), workload('argocd-repo-server', 1)],
      'degraded',
    ],
    [
      'nothing that compares',
      [
        workload('argocd-server', 1),
        workload('argocd-application-controller', 0),
      ],
      'unavailable',
    ],
    [
      'nothing that renders',
      [workload('argocd-server', 1), workload('argocd-repo-server', 0)],
      'unavailable',
    ],
    [
      'scaled to nothing',
      [workload('argocd-application-controller', 0, 0)],
      'unavailable',
    ],
    [
      'nothing ready',
      [workload('argocd-redis', 0), workload('argocd-server', 0)],
      'unavailable',
    ],
    [
      'nonsense',
      [{ name: 'argocd-server', ready: NaN, desired: -1 }],
      'unavailable',
    ],
    ['no workload seen', [], 'unknown'],
  ])('with %s is %4$s', (_, workloads, expected) => {
    expect(deriveArgoCd(worker({ workloads }))?.availability).toBe(expected);
  });

  it('has the version of its controller where no user interface is installed', () => {
    const workloads = [
      {
        ...workload('argocd-application-controller', 1),
        image: 'argocd:v3.5.7',
      },
    ];
    expect(deriveArgoCd(worker({ workloads })).version).toBe('v3.5.7');
  });

  it('has the kind none where the cluster serves no Applications', () => {
    expect(
      deriveArgoCd(
        worker({
          workloads: [],
          applications: [],
          applicationsServed: false,
          argocdUrl: 'ftp://x',
        }),
      ),
    ).toEqual({ kind: 'none', availability: 'unknown', components: [] });
  });

  it('counts the projects and repositories of its Applications', () => {
    const source = { repoUrl: 'https://git.example.org/a.git' };
    const applications = [
      application('a', { project: 'workloads', sources: [source] }),
      application('b', { project: 'add-ons', sources: [source] }),
    ];
    expect(deriveArgoCd(worker({ applications }))).toMatchObject({
      projects: ['add-ons', 'workloads'],
      repositories: 1,
    });
  });
});

describe('applications', () => {
  const rows = (
    applications: ArgoApplication[],
    argocdUrl = 'https://argo.example.org/cd/',
  ) =>
    runSteps(
      deriveApplications(worker({ applications, argocdUrl }), {
        context: { now: Date.parse('2026-11-23T08:00:00Z') },
        settings,
      }),
    ).changes.changed;

  it('are rows with what is known, and nothing else', () => {
    expect(
      rows([
        application('web', {
          healthMessage: 'fine',
          operationPhase: 'Succeeded',
          operationMessage: 'successfully synced',
          operationTime: '2026-11-23T07:57:00Z',
          conditions: [
            {
              type: 'OrphanedResourceWarning',
              message: 'Application has 1 orphaned resources',
              lastTransitionTime: '2026-11-23T07:56:00Z',
            },
          ],
          sources: [
            {
              repoUrl: 'https://git.example.org/platform/gitops.git',
              path: 'applications/k8s-manifests/dev',
              targetRevision: 'main',
              revision: COMMIT,
              deployedRevision: COMMIT,
            },
          ],
          destinationNamespace: 'web',
          labels: { app: 'shop' },
          images: ['registry.example.org/shop:1.4.2'],
          outOfSyncCount: 2,
          missingCount: 1,
          reconciledAt: '2026-11-23T07:58:00Z',
          externalUrls: [
            'https://shop.example.org/',
            'https://shop.example.org/?again',
            `${'java'}script:alert(1)`,
          ],
        }),
      ]),
    ).toEqual([
      {
        namespace: 'argocd',
        name: 'web',
        project: 'workloads',
        health: 'Healthy',
        healthMessage: 'fine',
        sync: 'Synced',
        operationPhase: 'Succeeded',
        operationMessage: 'successfully synced',
        operationTime: '2026-11-23T07:57:00.000Z',
        conditions: [
          {
            type: 'OrphanedResourceWarning',
            message: 'Application has 1 orphaned resources',
            lastTransitionTime: '2026-11-23T07:56:00.000Z',
          },
        ],
        sources: [
          {
            type: 'git',
            repoUrl: 'https://git.example.org/platform/gitops.git',
            path: 'applications/k8s-manifests/dev',
            targetRevision: 'main',
            revision: { value: COMMIT, kind: 'commit' },
          },
        ],
        destinationNamespace: 'web',
        labels: { app: 'shop' },
        images: ['registry.example.org/shop:1.4.2'],
        resources: 3,
        resourcesOutOfSync: 2,
        resourcesMissing: 1,
        reconciledAt: '2026-11-23T07:58:00.000Z',
        url: 'https://argo.example.org/cd/applications/argocd/web',
        externalUrls: ['https://shop.example.org'],
      },
    ]);
  });

  it('are unknown in words that Argo CD does not have, and bounded', () => {
    const [row] = rows(
      [
        application('web', {
          health: 'Splendid',
          sync: undefined,
          operationPhase: 'Dancing',
          operationMessage: 'x'.repeat(5000),
          reconciledAt: 'just now',
          resourceCount: -1,
          outOfSyncCount: NaN,
          conditions: [
            {
              type: 'ComparisonError',
              message: 'x'.repeat(5000),
              lastTransitionTime: 'just now',
            },
          ],
        }),
      ],
      'data:text/html,x',
    );
    expect(row).toMatchObject({
      health: 'Unknown',
      sync: 'Unknown',
      resources: 0,
    });
    expect(row.operationMessage).toHaveLength(settings.maxMessageLength);
    expect(row.conditions![0].message).toHaveLength(settings.maxMessageLength);
    expect(row.conditions![0]).not.toHaveProperty('lastTransitionTime');
    expect(row).not.toHaveProperty('resourcesOutOfSync');
    expect(row).not.toHaveProperty('operationPhase');
    expect(row).not.toHaveProperty('reconciledAt');
    expect(row).not.toHaveProperty('url');
  });

  it('are sorted, each once', () => {
    const other = {
      ...application('aaa'),
      metadata: { ...application('aaa').metadata, namespace: 'team' },
    };
    expect(
      rows([
        other,
        application('web'),
        application('api'),
        application('web', { health: 'Degraded' }),
      ]).map(a => `${a.namespace}/${a.name} ${a.health}`),
    ).toEqual([
      'argocd/api Healthy',
      'argocd/web Degraded',
      'team/aaa Healthy',
    ]);
  });

  it('have a source for each that Argo CD has, and what its hydrator did', () => {
    const [row] = rows([
      application('web', {
        sources: [
          {
            repoUrl: 'https://charts.example.org',
            chart: 'redis',
            targetRevision: '1.*',
            revision: '1.2.3',
            deployedRevision: '1.2.2',
          },
          { repoUrl: 'oci://registry.example.org/web', revision: DIGEST },
          { repoUrl: 'https://git.example.org/v.git', ref: 'values' },
        ],
        hydrator: {
          drySource: { repoUrl: 'https://git.example.org', revision: COMMIT },
          phase: 'Failed',
          message: 'no push',
          hydratedRevision: COMMIT,
          time: '2026-11-23T07:58:00Z',
        },
      }),
    ]);
    expect(row.sources).toEqual([
      {
        type: 'helm',
        repoUrl: 'https://charts.example.org',
        chart: 'redis',
        targetRevision: '1.*',
        revision: { value: '1.2.3', kind: 'chart' },
        deployedRevision: { value: '1.2.2', kind: 'chart' },
      },
      {
        type: 'oci',
        repoUrl: 'oci://registry.example.org/web',
        revision: { value: DIGEST, kind: 'digest' },
      },
      {
        type: 'git',
        repoUrl: 'https://git.example.org/v.git',
        ref: 'values',
      },
    ]);
    expect(row.hydration).toEqual({
      drySource: {
        type: 'git',
        repoUrl: 'https://git.example.org',
        revision: { value: COMMIT, kind: 'commit' },
      },
      phase: 'Failed',
      message: 'no push',
      hydratedRevision: { value: COMMIT, kind: 'commit' },
      time: '2026-11-23T07:58:00.000Z',
    });
  });

  it('have a link that stays inside the path', () => {
    expect(rows([application('../../x y')])[0].url).toBe(
      'https://argo.example.org/cd/applications/argocd/..%2F..%2Fx%20y',
    );
  });
});

describe('the connection', () => {
  const derive = (
    w: Parameters<typeof deriveConnection>[0],
    previous?: ConnectionState,
  ) => deriveConnection(w, { previous, now: nowAt(), settings });

  it.each<
    [
      string,
      ConnectionState | undefined,
      ConnectionState | undefined,
      ConnectionState,
    ]
  >([
    [
      'is what the worker says',
      { status: 'unauthorized', since: at(30), message: '401' },
      undefined,
      { status: 'unauthorized', since: at(30), message: '401' },
    ],
    [
      'keeps its begin and never forgets when it was last heard',
      { status: 'unreachable', since: at(40) },
      { status: 'unreachable', since: at(30), lastSeen: at(29) },
      { status: 'unreachable', since: at(30), lastSeen: at(29) },
    ],
    [
      'begins anew with another status',
      { status: 'live', since: at(40), lastSeen: at(59) },
      { status: 'unreachable', since: at(30), lastSeen: at(29) },
      { status: 'live', since: at(40), lastSeen: at(59) },
    ],
    [
      'is unknown without a worker',
      undefined,
      { status: 'live', since: at(30), lastSeen: at(58) },
      {
        status: 'unknown',
        since: at(60),
        lastSeen: at(58),
        message:
          'The portal has no address and credential of this cluster yet.',
        messageCode: { code: 'connection-not-known' },
      },
    ],
  ])('%s', (_, connection, previous, expected) => {
    expect(derive(connection && worker({ connection }), previous)).toEqual(
      expected,
    );
  });

  it('has a bounded message, and bounded values of its code', () => {
    const { message, messageCode } = derive(
      worker({
        connection: {
          status: 'unreachable',
          since: at(1),
          ...writeMessage('subject-problem', {
            subject: `a\0${'x'.repeat(5000)}`,
            problem: writeMessage('remedy-renew'),
          }),
        },
      }),
    );
    expect(message).toHaveLength(settings.maxMessageLength);
    expect(messageCode).toEqual({
      code: 'subject-problem',
      values: {
        subject: expect.stringMatching(/^a x+…$/),
        problem: 'renew it',
      },
      valueCodes: { problem: 'remedy-renew' },
    });
    expect(messageCode!.values!.subject).toHaveLength(
      settings.maxMessageLength,
    );
  });
});

describe('the Kubernetes version that runs', () => {
  const live = worker();
  const down = worker({ connection: { status: 'unreachable', since: at(50) } });
  const reporting = (version: string | undefined) => ({
    ...observation().claim!,
    status: { version },
  });

  it.each([
    ['the API server says it', live, '1.33', undefined, 'v1.34.1-eks-5a1b2c'],
    ['the provider says it', undefined, '1.34', undefined, 'v1.34'],
    ['a worker that is down says nothing', down, '1.34', undefined, 'v1.34'],
    [
      'what the API server said last is more exact',
      down,
      '1.34',
      'v1.34.1-eks-5a1b2c',
      'v1.34.1-eks-5a1b2c',
    ],
    ['the provider knows better', down, '1.35', 'v1.34.1-eks-5a1b2c', 'v1.35'],
    ['only the past is known', down, undefined, 'v1.34.1', 'v1.34.1'],
    ['the wish is no fact', undefined, undefined, undefined, undefined],
  ])('%s', (_, w, reported, previous, expected) => {
    expect(
      runningKubernetesVersion(
        observation({ worker: w, claim: reporting(reported) }),
        previous,
      ),
    ).toBe(expected);
  });
});

describe('the syncing Application', () => {
  it.each([
    ['nothing', undefined, undefined],
    [
      'a healthy Application',
      application('worker-cluster-dev', {
        sources: [{ revision: 'abc' }],
        healthMessage: undefined,
      }),
      {
        name: 'worker-cluster-dev',
        sync: 'Synced',
        health: 'Healthy',
        revision: 'abc',
      },
    ],
    [
      'a sync that failed',
      application('x', {
        sync: 'OutOfSync',
        operationPhase: 'Failed',
        operationMessage: 'denied',
        healthMessage: 'h',
      }),
      { name: 'x', sync: 'OutOfSync', health: 'Healthy', message: 'denied' },
    ],
    [
      'a comparison that failed',
      application('x', {
        sync: 'Unknown',
        healthMessage: 'h',
        conditions: [{ type: 'ComparisonError', message: 'no such path' }],
      }),
      {
        name: 'x',
        sync: 'Unknown',
        health: 'Unknown',
        message: 'no such path',
      },
    ],
    [
      'a health with a message',
      application('x', {
        health: 'Degraded',
        operationPhase: 'Succeeded',
        operationMessage: 'ok',
        healthMessage: 'h',
      }),
      { name: 'x', sync: 'Synced', health: 'Degraded', message: 'h' },
    ],
  ])('of %s', (_, syncedBy, expected) => {
    expect(deriveSyncingApplication(syncedBy, settings)).toEqual(expected);
  });
});
