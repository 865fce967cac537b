import {
  mergeSyncingApplication,
  transformArgocdSettings,
  transformProject,
  transformSyncingApplication,
  transformWorkload,
} from './argocd';
import { mergeApplication, transformApplication } from './application';
import { transformClaim } from './claim';
import { transformComposed, transformComposition } from './composed';
import { transformDefinition } from './definition';
import { text, time } from './fields';
import { isGranted, transformRights } from './rights';

const metadata = {
  uid: 'u-1',
  name: 'orders',
  namespace: 'team-a',
  resourceVersion: '7',
  generation: 2,
  creationTimestamp: '2026-01-01T00:00:00Z',
  labels: { secret: 'label' },
  managedFields: [{ manager: 'kubectl' }],
  annotations: {
    'kubectl.kubernetes.io/last-applied-configuration': '{"huge":true}',
    'platform.example.org/requested-by': 'user:default/guest',
    'platform.example.org/expires-at': '2026-12-31T12:00:00Z',
  },
};
const kept = {
  uid: 'u-1',
  name: 'orders',
  namespace: 'team-a',
  generation: 2,
  creationTimestamp: '2026-01-01T00:00:00.000Z',
  deletionTimestamp: undefined,
};
const ref = { apiVersion: 'eks.aws.m.upbound.io/v1beta1', kind: 'Cluster' };

describe('transformClaim', () => {
  const spec = {
    environment: 'dev',
    region: 'eu-west-1',
    owner: 'group:default/a',
    kubernetesVersion: '1.34',
    nodes: { size: 'small', min: 1, max: 3 },
  };
  const status = {
    cluster: { endpoint: 'https://api', status: 'ACTIVE', version: '1.34.1' },
    access: { portalSecretName: 'orders-portal' },
    applications: {
      sync: 'Synced',
      health: 'Healthy',
      revision: 'abc',
      reconciledAt: '2026-01-01T01:00:00+01:00',
    },
    conditions: [
      {
        type: 'Ready',
        status: 'Perhaps',
        reason: 'Creating',
        lastTransitionTime: '2026-01-01T01:00:00+01:00',
        observedGeneration: 2,
      },
      { status: 'True' },
      'nonsense',
    ],
  };
  const claim = {
    apiVersion: 'platform.example.org/v1alpha1',
    kind: 'WorkerCluster',
    metadata: {
      ...kept,
      annotations: {
        'platform.example.org/requested-by': 'user:default/guest',
      },
    },
    ...spec,
    requestedBy: 'user:default/guest',
    expiresAt: '2026-12-31T12:00:00.000Z',
    conditions: [
      {
        type: 'Ready',
        status: 'Unknown',
        reason: 'Creating',
        message: undefined,
        lastTransitionTime: '2026-01-01T00:00:00.000Z',
        observedGeneration: 2,
      },
    ],
    status: {
      endpoint: 'https://api',
      clusterStatus: 'ACTIVE',
      version: '1.34.1',
      portalSecretName: 'orders-portal',
      applications: {
        sync: 'Synced',
        health: 'Healthy',
        revision: 'abc',
        observedAt: '2026-01-01T00:00:00.000Z',
      },
    },
  };
  const raw = {
    apiVersion: 'platform.example.org/v1alpha1',
    kind: 'WorkerCluster',
    metadata,
    status,
  };
  const composite = {
    apiVersion: 'platform.example.org/v1alpha1',
    kind: 'XWorkerCluster',
    name: 'orders-x1',
  };

  it('reads a Crossplane v2 composite resource', () => {
    expect(
      transformClaim({
        ...raw,
        spec: {
          ...spec,
          crossplane: {
            compositionRef: { name: 'aws' },
            // The second one has no name yet, the third is of a kind that is known.
            resourceRefs: [
              { ...ref, name: 'a' },
              { apiVersion: 'v1', kind: 'Secret' },
              { ...ref, name: 'b' },
              { kind: 'Incomplete' },
              {
                apiVersion: 'protection.crossplane.io/v1beta1',
                kind: 'Usage',
                name: 'orders-1234',
              },
              {
                apiVersion: 'apiextensions.crossplane.io/v1beta1',
                kind: 'Usage',
                name: 'orders-5678',
              },
            ],
          },
        },
      }),
    ).toEqual({
      claim,
      compositeRef: undefined,
      compositionName: 'aws',
      composedKinds: [ref, { apiVersion: 'v1', kind: 'Secret' }],
    });
  });

  it('reads a v1 claim', () => {
    expect(
      transformClaim({ ...raw, spec: { ...spec, resourceRef: composite } }),
    ).toEqual({
      claim,
      compositeRef: composite,
      compositionName: undefined,
      composedKinds: [],
    });
  });

  it('reads the composite resource behind a v1 claim', () => {
    expect(
      transformClaim({
        ...raw,
        spec: {
          ...spec,
          compositionRef: { name: 'aws' },
          resourceRefs: [{ ...ref, name: 'a' }],
        },
      }),
    ).toMatchObject({ compositionName: 'aws', composedKinds: [ref] });
  });

  it.each([undefined, null, 'text', 5, [], {}])('reads %j', raw_ => {
    expect(transformClaim(raw_)).toMatchObject({
      claim: { kind: '', conditions: [], metadata: { name: '' } },
      composedKinds: [],
    });
  });
});

describe('transformComposed', () => {
  const raw = {
    ...ref,
    metadata: {
      ...metadata,
      annotations: {
        'crossplane.io/composition-resource-name': 'cluster',
        'worker-clusters.backstage.io/stage': 'control-plane',
      },
      ownerReferences: [
        { uid: 'other' },
        { uid: 'xr', controller: true, kind: 'WorkerCluster' },
      ],
    },
    status: { conditions: [{ type: 'Ready', status: 'False' }] },
  };
  it('keeps whose it is, its stage and its conditions', () => {
    expect(transformComposed(raw)).toMatchObject({
      ownerUid: 'xr',
      resource: {
        ...ref,
        metadata: kept,
        compositionResourceName: 'cluster',
        stage: 'control-plane',
        conditions: [{ type: 'Ready', status: 'False' }],
      },
    });
  });
  it('keeps the conditions that say something', () => {
    const conditionsOf = (conditions: object[]) =>
      transformComposed({ ...raw, status: { conditions } })!
        .resource.conditions.map(({ type, status }) => `${type}=${status}`)
        .join(' ');
    expect(
      conditionsOf([
        { type: 'Ready', status: 'True' },
        { type: 'Synced', status: 'True' },
        { type: 'LastAsyncOperation', status: 'True', reason: 'Success' },
        { type: 'AsyncOperation', status: 'True', reason: 'Finished' },
        { type: 'Responsive', status: 'True' },
      ]),
    ).toBe('Ready=True Synced=True');
    expect(
      conditionsOf([
        { type: 'LastAsyncOperation', status: 'False', reason: 'CreateError' },
        { type: 'AsyncOperation', status: 'True', reason: 'Ongoing' },
      ]),
    ).toBe('LastAsyncOperation=False AsyncOperation=True');
  });
  it('keeps nothing of what nobody owns', () => {
    expect(
      transformComposed({
        ...raw,
        metadata: { ...metadata, ownerReferences: [] },
      }),
    ).toBeUndefined();
  });
});

describe('transformComposition', () => {
  it('names the resources of all steps of patch and transform', () => {
    const annotations = { 'worker-clusters.backstage.io/stage': 'network' };
    expect(
      transformComposition({
        metadata: { name: 'aws' },
        spec: {
          compositeTypeRef: {
            apiVersion: 'platform.example.org/v1alpha1',
            kind: 'WorkerCluster',
          },
          pipeline: [
            {
              input: {
                resources: [
                  {
                    name: 'vpc',
                    base: {
                      apiVersion: 'ec2.aws.m.upbound.io/v1beta1',
                      kind: 'VPC',
                      metadata: { annotations },
                    },
                  },
                  { base: { kind: 'Unnamed' } },
                  {
                    name: 'protect-vpc',
                    base: {
                      apiVersion: 'protection.crossplane.io/v1beta1',
                      kind: 'ClusterUsage',
                    },
                  },
                ],
              },
            },
            { functionRef: { name: 'function-auto-ready' } },
            { input: { resources: [{ name: 'cluster' }] } },
          ],
        },
      }),
    ).toEqual({
      name: 'aws',
      compositeType: {
        apiVersion: 'platform.example.org/v1alpha1',
        kind: 'WorkerCluster',
      },
      resources: [
        {
          name: 'vpc',
          apiVersion: 'ec2.aws.m.upbound.io/v1beta1',
          kind: 'VPC',
          stage: 'network',
        },
        { name: 'cluster', apiVersion: '', kind: '', stage: undefined },
      ],
    });
  });
});

describe('transformDefinition', () => {
  const spec = {
    group: 'platform.example.org',
    names: { kind: 'XWorkerCluster' },
    versions: [
      { name: 'v1', served: false, referenceable: true },
      { name: 'v2', served: true },
      { name: 'v3', served: true, referenceable: true },
    ],
  };
  const claimNames = { kind: 'WorkerCluster' };
  const apiVersion = 'platform.example.org/v3';
  it.each<[string, object, object | undefined]>([
    [
      'a namespaced composite resource',
      { ...spec, scope: 'Namespaced' },
      { apiVersion, kind: 'XWorkerCluster' },
    ],
    ['a claim', { ...spec, claimNames }, { apiVersion, kind: 'WorkerCluster' }],
    [
      'a claim of Crossplane v2',
      { ...spec, scope: 'LegacyCluster', claimNames },
      { apiVersion, kind: 'WorkerCluster' },
    ],
    [
      'a cluster-scoped composite resource',
      { ...spec, scope: 'Cluster' },
      undefined,
    ],
    [
      'no version that is served',
      { ...spec, claimNames, versions: [{ name: 'v1' }] },
      undefined,
    ],
    [
      'a version that is served, if none is referenceable',
      { ...spec, claimNames, versions: spec.versions.slice(0, 2) },
      { apiVersion: 'platform.example.org/v2', kind: 'WorkerCluster' },
    ],
  ])('finds %s', (_, found, expected) => {
    const { apiVersion: version, kind } =
      transformDefinition({ spec: found }) ?? {};
    expect(version && { apiVersion: version, kind }).toEqual(expected);
  });

  it('knows the composite resource behind a v1 claim, and the label', () => {
    const labels = { 'worker-clusters.backstage.io/claims': 'true' };
    expect(
      transformDefinition({
        metadata: { labels },
        spec: { ...spec, claimNames },
      }),
    ).toMatchObject({
      labelled: true,
      composite: { apiVersion, kind: 'XWorkerCluster' },
    });
    expect(
      transformDefinition({ spec: { ...spec, scope: 'Namespaced' } }),
    ).not.toHaveProperty('composite');
  });

  it('keeps the schema, unless it is unreasonably large, and the Composition', () => {
    const withSchema = (openAPIV3Schema: object) => ({
      spec: {
        ...spec,
        scope: 'Namespaced',
        defaultCompositionRef: { name: 'aws' },
        versions: [
          {
            name: 'v3',
            served: true,
            referenceable: true,
            schema: { openAPIV3Schema },
          },
        ],
      },
    });
    expect(transformDefinition(withSchema({ type: 'object' }))).toEqual({
      apiVersion,
      kind: 'XWorkerCluster',
      labelled: false,
      modern: true,
      schema: { type: 'object' },
      composition: 'aws',
    });
    expect(
      transformDefinition(withSchema({ description: 'x'.repeat(600_000) }))
        ?.schema,
    ).toBeUndefined();
  });
});

describe('Argo CD', () => {
  const resources = [
    {
      group: 'argoproj.io',
      kind: 'Application',
      namespace: 'argocd',
      name: 'c',
      status: 'OutOfSync',
    },
    {
      kind: 'Service',
      namespace: 'shop',
      name: 's',
      status: 'OutOfSync',
      health: { status: 'Missing' },
    },
    {
      group: 'platform.example.org',
      kind: 'WorkerCluster',
      namespace: 'team-a',
      name: 'orders',
    },
  ];
  const raw = {
    metadata,
    spec: {
      project: 'default',
      source: { repoURL: 'https://git', path: 'apps', targetRevision: 'main' },
      destination: { server: 'https://kubernetes.default.svc', namespace: 'x' },
    },
    status: {
      health: { status: 'Degraded', message: 'crash' },
      sync: { status: 'OutOfSync', revision: 'abc' },
      operationState: {
        phase: 'Failed',
        message: 'no',
        startedAt: '2026-01-01T00:00:00Z',
        finishedAt: '2026-01-01T00:01:00Z',
      },
      summary: { externalURLs: ['https://shop.example.org', 7, ''] },
      reconciledAt: '2026-01-01T00:00:00Z',
      resources,
      history: [{ huge: true }, { revision: 'aaa' }],
    },
  };
  const application = {
    metadata: kept,
    project: 'default',
    labels: { secret: 'label' },
    health: 'Degraded',
    healthMessage: 'crash',
    sync: 'OutOfSync',
    conditions: [],
    operationPhase: 'Failed',
    operationMessage: 'no',
    operationTime: '2026-01-01T00:01:00.000Z',
    sources: [
      {
        repoUrl: 'https://git',
        path: 'apps',
        targetRevision: 'main',
        revision: 'abc',
        deployedRevision: 'aaa',
      },
    ],
    destinationServer: 'https://kubernetes.default.svc',
    destinationName: undefined,
    destinationNamespace: 'x',
    reconciledAt: '2026-01-01T00:00:00.000Z',
    externalUrls: ['https://shop.example.org'],
    resourceCount: 3,
    resourceProblems: [
      {
        kind: 'Service',
        namespace: 'shop',
        name: 's',
        sync: 'OutOfSync',
        health: 'Missing',
      },
      {
        group: 'argoproj.io',
        kind: 'Application',
        namespace: 'argocd',
        name: 'c',
        sync: 'OutOfSync',
      },
    ],
    outOfSyncCount: 2,
    missingCount: 1,
    childApplications: ['argocd/c'],
  };

  it('an Application', () => {
    expect(transformApplication(raw)).toEqual(application);
  });

  it('labels and images of an Application, bounded and without what Kubernetes does not admit', () => {
    const transform = (labels: unknown, images: unknown) => {
      const result = transformApplication({
        ...raw,
        metadata: { ...metadata, labels },
        status: { summary: { images } },
      });
      return [result.labels, result.images];
    };
    expect(
      transform(
        {
          tier: 'web',
          app: 'shop',
          'app.kubernetes.io/name': '',
          'a=b': 'c',
          line: 'a\nb=c',
          number: 7,
          long: 'x'.repeat(64),
        },
        ['registry.example.org/shop:1.4.2', 7, ''],
      ),
    ).toEqual([
      { app: 'shop', 'app.kubernetes.io/name': '', tier: 'web' },
      ['registry.example.org/shop:1.4.2'],
    ]);
    const many = Array.from({ length: 40 }, (_, i) => [`l${10 + i}`, 'x']);
    const [labels, images] = transform(
      Object.fromEntries(many),
      many.map(([name]) => name),
    );
    expect(Object.keys(labels!)).toHaveLength(30);
    expect(images).toEqual(['l10', 'l11', 'l12', 'l13', 'l14']);
    expect(transform('x', { length: 3 })).toEqual([undefined, undefined]);
  });

  it('an Application with self-heal attempts', () => {
    expect(
      transformApplication({
        ...raw,
        status: {
          operationState: { operation: { sync: { autoHealAttemptsCount: 4 } } },
        },
      }).selfHealAttempts,
    ).toBe(4);
  });

  it('the worst ten of the resources of an Application, without hooks', () => {
    const { resourceProblems } = transformApplication({
      ...raw,
      status: {
        resources: [
          ...Array.from({ length: 20 }, (_, i) => ({
            kind: 'ConfigMap',
            name: `c${i}`,
            status: 'OutOfSync',
            requiresPruning: i === 0,
          })),
          {
            kind: 'Job',
            name: 'hook',
            hook: true,
            health: { status: 'Degraded' },
          },
          {
            group: 'apps',
            version: 'v1',
            kind: 'Deployment',
            name: 'web',
            status: 'Synced',
            health: {
              status: 'Degraded',
              message: 'pull https://user:secret@registry failed',
            },
          },
          { kind: 'Service', name: 'ok', health: { status: 'Healthy' } },
          { kind: 'CronJob', name: 'off', health: { status: 'Suspended' } },
          null,
        ],
      },
    });
    expect(resourceProblems).toHaveLength(10);
    expect(resourceProblems?.slice(0, 2)).toEqual([
      {
        group: 'apps',
        version: 'v1',
        kind: 'Deployment',
        name: 'web',
        sync: 'Synced',
        health: 'Degraded',
        message: 'pull https://registry failed',
      },
      {
        kind: 'ConfigMap',
        name: 'c0',
        sync: 'OutOfSync',
        requiresPruning: true,
      },
    ]);
  });

  it('the resources that may be the reason where Argo CD keeps no health of them', () => {
    const kinds = ['ConfigMap', 'Service', 'Deployment', 'StatefulSet'];
    const named = (status: object) =>
      transformApplication({
        ...raw,
        status: {
          resources: kinds.map(kind => ({ kind, name: 'a', status: 'Synced' })),
          ...status,
        },
      }).resourceProblems?.map(r => r.kind);
    expect(named({ health: { status: 'Degraded' } })).toEqual([
      'Deployment',
      'StatefulSet',
      'Service',
    ]);
    expect(named({ health: { status: 'Healthy' } })).toBeUndefined();
    expect(
      named({
        health: { status: 'Degraded' },
        resources: [
          { kind: 'Deployment', name: 'a', health: { status: 'Healthy' } },
          { kind: 'StatefulSet', name: 'b', health: { status: 'Degraded' } },
        ],
      }),
    ).toEqual(['StatefulSet']);
  });

  describe('the sources of an Application', () => {
    const git = { repoURL: 'https://git', path: 'apps' };
    const chart = { repoURL: 'https://charts', chart: 'redis' };
    const values = { repoURL: 'https://git', ref: 'values', name: 'v' };

    it.each<[string, unknown, unknown, object[]]>([
      ['none', {}, {}, []],
      [
        'one that could not be resolved',
        { source: { ...git, targetRevision: 'main' } },
        { sync: { status: 'Unknown', revision: 'main' } },
        [
          {
            repoUrl: 'https://git',
            path: 'apps',
            targetRevision: 'main',
            revision: 'main',
          },
        ],
      ],
      [
        'several, each with its revisions',
        { source: { repoURL: 'not used' }, sources: [chart, git, values] },
        {
          sync: { revisions: ['1.2.3', 'def', 'abc'] },
          history: [
            { revisions: ['0', '0', '0'] },
            { revisions: ['1.2.2', 'def', 'abc'] },
          ],
        },
        [
          {
            repoUrl: 'https://charts',
            chart: 'redis',
            revision: '1.2.3',
            deployedRevision: '1.2.2',
          },
          {
            repoUrl: 'https://git',
            path: 'apps',
            revision: 'def',
            deployedRevision: 'def',
          },
          {
            repoUrl: 'https://git',
            ref: 'values',
            name: 'v',
            revision: 'abc',
            deployedRevision: 'abc',
          },
        ],
      ],
      [
        'several, of which the last deployment had fewer',
        { sources: [chart, git] },
        {
          sync: { revisions: ['1.2.3', 'def'] },
          history: [{ revisions: ['abc'] }],
        },
        [
          { repoUrl: 'https://charts', chart: 'redis', revision: '1.2.3' },
          { repoUrl: 'https://git', path: 'apps', revision: 'def' },
        ],
      ],
      [
        'several that could not be compared',
        { sources: [chart] },
        { sync: { status: 'Unknown' } },
        [{ repoUrl: 'https://charts', chart: 'redis' }],
      ],
      [
        'one with a credential in its address',
        { source: { repoURL: 'https://user:secret@git.example.org/a.git' } },
        {},
        [{ repoUrl: 'https://git.example.org/a.git' }],
      ],
      [
        'what is no source',
        { sources: ['x', 7, null] },
        { sync: { revisions: 'abc' }, history: 'x' },
        [{}, {}, {}],
      ],
    ])('%s', (_, spec, status, expected) => {
      expect(transformApplication({ spec, status }).sources).toEqual(expected);
    });

    it('are the branch of the source hydrator, where it is used', () => {
      const { sources, hydrator } = transformApplication({
        spec: {
          source: git,
          sourceHydrator: {
            drySource: {
              repoURL: 'https://git',
              path: 'dry',
              targetRevision: 'main',
            },
            syncSource: { targetBranch: 'env/dev', path: 'web' },
            hydrateTo: { targetBranch: 'env/dev-next' },
          },
        },
        status: {
          sync: { revision: 'hhh' },
          sourceHydrator: {
            currentOperation: {
              phase: 'Failed',
              message: 'push to https://u:p@git refused',
              startedAt: '2026-01-01T00:00:00Z',
              drySHA: 'ddd2',
            },
            lastSuccessfulOperation: { drySHA: 'ddd1', hydratedSHA: 'hhh' },
          },
        },
      });
      expect(sources).toEqual([
        {
          repoUrl: 'https://git',
          path: 'web',
          targetRevision: 'env/dev',
          revision: 'hhh',
        },
      ]);
      expect(hydrator).toEqual({
        drySource: {
          repoUrl: 'https://git',
          path: 'dry',
          targetRevision: 'main',
          revision: 'ddd2',
          deployedRevision: 'ddd1',
        },
        hydrateTo: 'env/dev-next',
        phase: 'Failed',
        message: 'push to https://git refused',
        hydratedRevision: 'hhh',
        time: '2026-01-01T00:00:00.000Z',
      });
    });
  });

  it('the conditions of an Application, errors first, each type with its time once', () => {
    const at = '2026-01-01T00:00:00Z';
    const shared = (message: string) => ({
      type: 'SharedResourceWarning',
      message,
      lastTransitionTime: at,
    });
    expect(
      transformApplication({
        status: {
          conditions: [
            shared('a'),
            shared('b'),
            'nonsense',
            { message: 'no type' },
            {
              type: 'ComparisonError',
              message:
                'failed to list refs: https://user:secret@git.example.org/a.git: git@host is fine',
              lastTransitionTime: 'yesterday',
            },
          ],
        },
      }).conditions,
    ).toEqual([
      {
        type: 'ComparisonError',
        message:
          'failed to list refs: https://git.example.org/a.git: git@host is fine',
      },
      {
        type: 'SharedResourceWarning',
        message: 'a',
        lastTransitionTime: '2026-01-01T00:00:00.000Z',
      },
      // Argo CD gives it the time of each comparison.
      { type: 'SharedResourceWarning', message: 'b' },
    ]);
  });

  it('what tells the owner of an Application', () => {
    expect(
      transformApplication({
        metadata: {
          annotations: { 'argocd.argoproj.io/tracking-id': 'root:x/y:a/b' },
          labels: { 'app.kubernetes.io/instance': 'root', other: 'x' },
          ownerReferences: [
            { apiVersion: 'v1', kind: 'ApplicationSet', name: 'not-it' },
            {
              apiVersion: 'argoproj.io/v1alpha1',
              kind: 'ApplicationSet',
              name: 'per-team',
            },
          ],
        },
      }),
    ).toMatchObject({
      trackingId: 'root:x/y:a/b',
      instanceLabel: 'root',
      applicationSet: 'per-team',
    });
  });

  it('an Application with what it carries', () => {
    expect(transformSyncingApplication(raw)).toEqual({
      application,
      tracks: [
        'argoproj.io/Application:argocd/c',
        '/Service:shop/s',
        'platform.example.org/WorkerCluster:team-a/orders',
      ],
    });
  });

  it.each([
    [{}, { name: '', image: undefined, desired: 1, ready: 0 }],
    [
      {
        metadata,
        spec: {
          replicas: 0,
          template: { spec: { containers: [{ image: 'a' }, { image: 'b' }] } },
        },
        status: { readyReplicas: 2 },
      },
      { name: 'orders', image: 'a', desired: 0, ready: 2 },
    ],
  ])('a workload %#', (raw_, expected) => {
    expect(transformWorkload(raw_)).toEqual(expected);
  });

  it('its settings', () => {
    expect(
      transformArgocdSettings({
        data: {
          url: 'https://argocd',
          'timeout.reconciliation': '120s',
          'timeout.reconciliation.jitter': '60s',
          'admin.enabled': 'false',
          'exec.enabled': true,
          'oidc.config': 'clientSecret: abc',
        },
      }),
    ).toEqual({
      url: 'https://argocd',
      reconciliation: { timeout: '120s', jitter: '60s' },
      admin: 'false',
    });
    for (const url of [
      5,
      'https://localhost:8443',
      'http://127.0.0.1:8080/argo',
      'https://[::1]',
    ]) {
      expect(transformArgocdSettings({ data: { url } })).toEqual({
        reconciliation: {},
      });
    }
  });

  it('a project', () => {
    const spec = {
      sourceRepos: ['https://user:secret@git.example.org/a.git', 5],
      destinations: [{ server: '*', namespace: 'app-*' }, 'nonsense'],
      clusterResourceWhitelist: [{ group: '*', kind: '*' }],
      roles: [{ jwtTokens: [{ iat: 1 }] }],
    };
    expect(
      transformProject({
        metadata: { name: 'team', namespace: 'argocd' },
        spec,
      }),
    ).toEqual({
      name: 'team',
      namespace: 'argocd',
      sourceRepos: ['https://git.example.org/a.git'],
      destinations: [{ server: '*', namespace: 'app-*' }, {}],
      clusterResourceWhitelist: [{ group: '*', kind: '*' }],
    });
    expect(
      transformProject({
        metadata: { name: 'team' },
        spec: { namespaceResourceWhitelist: [] },
      }).namespaceResourceWhitelist,
    ).toEqual([]);
  });

  it('a project whose lists are longer than is kept, and says so', () => {
    const project = transformProject({
      metadata: { name: 'team' },
      spec: {
        sourceRepos: Array.from({ length: 100_000 }, () => 'x'.repeat(600)),
      },
    });
    expect(project).toMatchObject({ truncated: true });
    expect(project.sourceRepos).toHaveLength(200);
    expect(project.sourceRepos[0].length).toBeLessThan(520);
  });
});

describe('transformRights', () => {
  const rule = { verbs: ['get'], apiGroups: [''], resources: ['pods'] };

  it('keeps the rules', () => {
    expect(
      transformRights('argocd', {
        status: {
          resourceRules: [
            { ...rule, resourceNames: ['a'] },
            { ...rule, extra: 1 },
            'nonsense',
          ],
          incomplete: false,
        },
      }),
    ).toEqual({
      namespace: 'argocd',
      rules: [
        { ...rule, resourceNames: ['a'] },
        rule,
        { verbs: [], apiGroups: [], resources: [] },
      ],
    });
  });

  it.each([
    ['the server says so', { resourceRules: [rule], incomplete: true }],
    ['there are no rules at all', {}],
    [
      'there are more rules than are kept',
      { resourceRules: Array.from({ length: 501 }, () => rule) },
    ],
    [
      'a rule has more words than are kept',
      {
        resourceRules: [
          { ...rule, verbs: Array.from({ length: 101 }, () => 'get') },
        ],
      },
    ],
  ])('is incomplete if %s', (_, status) => {
    expect(transformRights('argocd', { status }).incomplete).toBe(true);
  });

  it('tells what is granted without names', () => {
    const rights = transformRights('argocd', {
      status: {
        resourceRules: [
          { ...rule, resources: ['secrets'], resourceNames: ['a'] },
          { verbs: ['*'], apiGroups: ['apps'], resources: ['*'] },
        ],
      },
    });
    const granted = (verb: string, group: string, resource: string) =>
      isGranted(rights, { verb, group, resource });
    expect(granted('get', '', 'secrets')).toBe(false);
    expect(granted('list', 'apps', 'deployments')).toBe(true);
    expect(granted('list', '', 'pods')).toBe(false);
  });
});

describe('fields', () => {
  it.each<[unknown, string | undefined]>([
    ['a', 'a'],
    ['', undefined],
    [5, undefined],
    ['abcdef', 'abcd…'],
    ['a\0b', 'a\ufffdb'],
    // The cut goes through a pair.
    ['abc😀', 'abc\ufffd…'],
    ['😀', '😀'],
  ])('text %j', (value, expected) => {
    expect(text(value, 4)).toBe(expected);
  });

  it.each<[unknown, string | undefined]>([
    ['2026-01-01T02:00:00+02:00', '2026-01-01T00:00:00.000Z'],
    ['yesterday', undefined],
    ['', undefined],
    [0, undefined],
    [null, undefined],
  ])('time %j', (value, expected) => {
    expect(time(value)).toBe(expected);
  });
});

describe('mergeApplication', () => {
  const raw = (
    status: object,
    { resourceVersion = '1', generation = 1 } = {},
  ) => ({
    metadata: {
      name: 'web',
      namespace: 'argocd',
      uid: 'u',
      resourceVersion,
      generation,
    },
    status,
  });
  const first = '2026-11-23T08:00:00.000Z';
  const second = '2026-11-23T08:03:00.000Z';
  const version = { resourceVersion: '2', generation: 2 };
  const healthy = { health: { status: 'Healthy' }, reconciledAt: first };

  it.each<[string, object, boolean]>([
    ['nothing', healthy, true],
    ['the time of the comparison', { ...healthy, reconciledAt: second }, true],
    [
      'a field that is not kept',
      { ...healthy, controllerNamespace: 'x' },
      true,
    ],
    ['no comparison', { ...healthy, reconciledAt: undefined }, false],
    ['the health', { ...healthy, health: { status: 'Degraded' } }, false],
    ['a condition', { ...healthy, conditions: [{ type: 'SyncError' }] }, false],
  ])('with %s: is the same object %#', (_, status, same) => {
    const previous = transformApplication(raw(healthy));
    const current = transformApplication(raw(status, version));
    const merged = mergeApplication(previous, current);
    expect(merged).toBe(same ? previous : current);
    expect(merged.reconciledAt).toBe(current.reconciledAt);
  });

  it('keeps an Application of the management Argo CD that tracks the same', () => {
    const tracking = (name: string, reconciledAt: string) =>
      transformSyncingApplication(
        raw({
          ...healthy,
          reconciledAt,
          resources: [
            { group: 'g', kind: 'WorkerCluster', namespace: 'n', name },
          ],
        }),
      );
    const previous = tracking('a', first);
    expect(mergeSyncingApplication(previous, tracking('a', second))).toBe(
      previous,
    );
    const other = tracking('b', second);
    expect(mergeSyncingApplication(previous, other)).toBe(other);
  });
});
