import {
  trimApplication,
  trimArgocdUrl,
  trimCarrier,
  trimWorkload,
} from './argocd';
import { trimClaim } from './claim';
import { trimComposed, trimComposition } from './composed';
import { trimDefinition } from './definition';
import { text, time } from './fields';

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
  },
};
const kept = {
  uid: 'u-1',
  name: 'orders',
  namespace: 'team-a',
  resourceVersion: '7',
  generation: 2,
  creationTimestamp: '2026-01-01T00:00:00.000Z',
  deletionTimestamp: undefined,
};
const ref = { apiVersion: 'eks.aws.m.upbound.io/v1beta1', kind: 'Cluster' };

describe('trimClaim', () => {
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
      trimClaim({
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
      trimClaim({ ...raw, spec: { ...spec, resourceRef: composite } }),
    ).toEqual({
      claim,
      compositeRef: composite,
      compositionName: undefined,
      composedKinds: [],
    });
  });

  it('reads the composite resource behind a v1 claim', () => {
    expect(
      trimClaim({
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
    expect(trimClaim(raw_)).toMatchObject({
      claim: { kind: '', conditions: [], metadata: { name: '' } },
      composedKinds: [],
    });
  });
});

describe('trimComposed', () => {
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
    expect(trimComposed(raw)).toMatchObject({
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
  it('keeps nothing of what nobody owns', () => {
    expect(
      trimComposed({ ...raw, metadata: { ...metadata, ownerReferences: [] } }),
    ).toBeUndefined();
  });
});

describe('trimComposition', () => {
  it('names the resources of all steps of patch and transform', () => {
    const annotations = { 'worker-clusters.backstage.io/stage': 'network' };
    expect(
      trimComposition({
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

describe('trimDefinition', () => {
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
    const { apiVersion: version, kind } = trimDefinition({ spec: found }) ?? {};
    expect(version && { apiVersion: version, kind }).toEqual(expected);
  });

  it('knows the composite resource behind a v1 claim, and the label', () => {
    const labels = { 'worker-clusters.backstage.io/claims': 'true' };
    expect(
      trimDefinition({ metadata: { labels }, spec: { ...spec, claimNames } }),
    ).toMatchObject({
      labelled: true,
      composite: { apiVersion, kind: 'XWorkerCluster' },
    });
    expect(
      trimDefinition({ spec: { ...spec, scope: 'Namespaced' } }),
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
    expect(trimDefinition(withSchema({ type: 'object' }))).toEqual({
      apiVersion,
      kind: 'XWorkerCluster',
      labelled: false,
      modern: true,
      schema: { type: 'object' },
      composition: 'aws',
    });
    expect(
      trimDefinition(withSchema({ description: 'x'.repeat(600_000) }))?.schema,
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
    },
    { kind: 'Service', namespace: 'shop', name: 's' },
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
      operationState: { phase: 'Failed', message: 'no' },
      summary: { externalURLs: ['https://shop.example.org', 7, ''] },
      reconciledAt: '2026-01-01T00:00:00Z',
      resources,
      history: [{ huge: true }],
    },
  };
  const application = {
    metadata: kept,
    project: 'default',
    health: 'Degraded',
    healthMessage: 'crash',
    sync: 'OutOfSync',
    revision: 'abc',
    operationPhase: 'Failed',
    operationMessage: 'no',
    repoUrl: 'https://git',
    path: 'apps',
    targetRevision: 'main',
    destinationServer: 'https://kubernetes.default.svc',
    destinationName: undefined,
    destinationNamespace: 'x',
    reconciledAt: '2026-01-01T00:00:00.000Z',
    externalUrls: ['https://shop.example.org'],
    resourceCount: 3,
    childApplications: ['argocd/c'],
  };

  it('an Application', () => {
    expect(trimApplication(raw)).toEqual(application);
  });

  it('an Application of several sources, of a chart', () => {
    expect(
      trimApplication({
        spec: { sources: [{ repoURL: 'https://charts', chart: 'redis' }] },
        status: { sync: { revisions: ['1.2.3', 'def'] } },
      }),
    ).toMatchObject({
      repoUrl: 'https://charts',
      path: 'redis',
      revision: '1.2.3',
      resourceCount: 0,
    });
  });

  it('an Application with what it carries', () => {
    expect(trimCarrier(raw)).toEqual({
      application,
      carries: [
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
    expect(trimWorkload(raw_)).toEqual(expected);
  });

  it('its URL', () => {
    expect(trimArgocdUrl({ data: { url: 'https://argocd' } })).toBe(
      'https://argocd',
    );
    expect(trimArgocdUrl({ data: { url: 5 } })).toBeUndefined();
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
