import type { KubernetesObject } from '../../apiserver/types';
import { compareState, deduplicate } from './applicationStatus';
import { externalUrlsOf } from './externalUrls';
import { isSubset, isSynced, LAST_APPLIED, removals } from './comparison';
import { assessHealth, HealthStatus, worstHealth } from './health';
import { parseRepositoryUrl } from './ManifestSource';
import {
  checkApplication,
  checkObject,
  impersonationRefusal,
} from './projects';
import { inSyncOrder } from './sync';

const object = (kind: string, extra: any = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind,
  ...extra,
  metadata: { name: 'x', namespace: 'n', ...extra.metadata },
});

const ingress = (spec: object, balancers?: object[]): KubernetesObject => ({
  ...object('Ingress', {
    spec,
    status: { loadBalancer: { ingress: balancers } },
  }),
  apiVersion: 'networking.k8s.io/v1',
});

const failed = (seconds: number) => ({
  type: 'Synced',
  status: 'False',
  message: 'no',
  lastTransitionTime: new Date(Date.now() - seconds * 1000).toISOString(),
});

const on = () => ({ 'application.sync.impersonation.enabled': 'true' });

describe('comparison', () => {
  it.each([
    [{ a: 1 }, { a: 1, b: 2 }, true],
    [{ a: { b: 1 } }, { a: { b: 1, c: 2 } }, true],
    [{ a: [1, 2] }, { a: [1] }, false],
    [{ a: [{ x: 1 }] }, { a: [{ x: 1, y: 2 }] }, true],
    [{ a: 1 }, {}, false],
    [{ a: null }, {}, true],
    [{ a: '1' }, { a: 1 }, false],
  ])('%j in %j: %s', (wanted, live, result) => {
    expect(isSubset(wanted, live)).toBe(result);
  });

  it('removes what was applied and is not asked for any more', () => {
    expect(removals({ a: 1, b: { c: 1, d: 2 } }, { b: { c: 1 } })).toEqual({
      a: null,
      b: { d: null },
    });
    expect(removals({ a: 1 }, { a: 2 })).toBeUndefined();
  });

  it('sees that a field has gone from Git', () => {
    const target = object('ConfigMap', { data: { a: '1' } });
    const live = object('ConfigMap', {
      data: { a: '1', b: '2' },
      metadata: {
        annotations: {
          [LAST_APPLIED]: JSON.stringify(
            object('ConfigMap', { data: { a: '1', b: '2' } }),
          ),
        },
      },
    });
    expect(isSynced(target, live)).toBe(false);
    expect(isSynced({ ...target, data: { a: '1', b: '2' } }, live)).toBe(true);
  });
});

describe('health', () => {
  const deployment = (status: object, spec: object = {}) => ({
    ...object('Deployment', { spec: { replicas: 2, ...spec }, status }),
    apiVersion: 'apps/v1',
  });
  const wc = (conditions: object[]) => ({
    ...object('WorkerCluster', { status: { conditions } }),
    apiVersion: 'platform.example.org/v1alpha1',
  });
  const custom = new Set(['platform.example.org_WorkerCluster']);
  it.each<[string, KubernetesObject, HealthStatus | undefined]>([
    [
      'available',
      deployment({ updatedReplicas: 2, availableReplicas: 2 }),
      'Healthy',
    ],
    [
      'rolling out',
      deployment({ updatedReplicas: 2, availableReplicas: 1 }),
      'Progressing',
    ],
    [
      'not seen yet',
      {
        ...deployment({ observedGeneration: 1 }),
        metadata: { name: 'x', generation: 2 },
      },
      'Progressing',
    ],
    ['paused', deployment({}, { paused: true }), 'Suspended'],
    [
      'given up',
      deployment({
        conditions: [
          { type: 'Progressing', reason: 'ProgressDeadlineExceeded' },
        ],
      }),
      'Degraded',
    ],
    ['ClusterIP', object('Service'), 'Healthy'],
    [
      'pending LoadBalancer',
      object('Service', { spec: { type: 'LoadBalancer' } }),
      'Progressing',
    ],
    ['pending Ingress', ingress({}), 'Progressing'],
    ['Ingress with an address', ingress({}, [{ ip: '192.0.2.1' }]), 'Healthy'],
    ['no health of its own', object('ConfigMap'), undefined],
    [
      'being deleted',
      object('ConfigMap', { metadata: { deletionTimestamp: 'x' } }),
      'Progressing',
    ],
    [
      'suspended CronJob',
      {
        ...object('CronJob', { spec: { suspend: true } }),
        apiVersion: 'batch/v1',
      },
      'Suspended',
    ],
    ['new claim', wc([]), 'Progressing'],
    [
      'ready claim',
      wc([
        { type: 'Synced', status: 'True' },
        { type: 'Ready', status: 'True' },
      ]),
      'Healthy',
    ],
    ['claim with an error since a minute', wc([failed(60)]), 'Progressing'],
    ['claim with an error since an hour', wc([failed(3600)]), 'Degraded'],
    [
      "one of Crossplane's own kinds with an error since a minute",
      {
        ...object('VPC', { status: { conditions: [failed(60)] } }),
        apiVersion: 'ec2.aws.m.upbound.io/v1beta1',
      },
      'Degraded',
    ],
  ])('%s', (_, live, health) => {
    expect(assessHealth(live, custom)?.status).toBe(health);
  });

  it('counts an Application only if argocd-cm says how', () => {
    const app = {
      ...object('Application', { status: { health: { status: 'Degraded' } } }),
      apiVersion: 'argoproj.io/v1alpha1',
    };
    expect(assessHealth(app, new Set())).toBeUndefined();
    expect(
      assessHealth(app, new Set(['argoproj.io_Application']))?.status,
    ).toBe('Degraded');
  });

  it('takes the worst', () => {
    expect(worstHealth([])).toBe('Healthy');
    expect(worstHealth(['Missing', 'Healthy', 'Progressing'])).toBe('Missing');
    expect(worstHealth(['Degraded', 'Unknown'])).toBe('Unknown');
  });

  const customizedHealth = new Set<string>();
  const target = object('ConfigMap', { data: { a: '1' } });

  it('sums up an Application', () => {
    const result = compareState(
      [
        { target: object('Service') },
        { target, live: target },
        { target: object('Secret') },
        { live: object('ServiceAccount') },
      ],
      { customizedHealth },
    );
    expect(result.sync).toBe('OutOfSync');
    expect(result.health).toBe('Missing');
    expect(result.outOfSync.map(o => o.kind)).toEqual(['Service', 'Secret']);
    expect(result.extra.map(o => o.kind)).toEqual(['ServiceAccount']);
    expect(result.resources).toEqual([
      expect.objectContaining({ kind: 'ConfigMap', status: 'Synced' }),
      expect.objectContaining({ kind: 'Secret', status: 'OutOfSync' }),
      expect.objectContaining({ kind: 'Service', status: 'OutOfSync' }),
      expect.objectContaining({
        kind: 'ServiceAccount',
        status: 'OutOfSync',
        requiresPruning: true,
      }),
    ]);
    expect(result.resources[2]).not.toHaveProperty('health');
  });

  it('keeps the health of each resource only if it is told to', () => {
    const { resources } = compareState([{ target: object('Service') }], {
      customizedHealth,
      persistHealth: true,
    });
    expect(resources).toEqual([
      expect.objectContaining({ health: { status: 'Missing' } }),
    ]);
  });

  const child = (status: string) => ({
    ...object('Application', { status: { health: { status } } }),
    apiVersion: 'argoproj.io/v1alpha1',
  });
  const unavailable: KubernetesObject = {
    ...object('Deployment', {
      spec: { paused: true },
    }),
    apiVersion: 'apps/v1',
  };
  it.each<[string, Parameters<typeof compareState>, HealthStatus]>([
    ['of nothing', [[], { customizedHealth }], 'Healthy'],
    [
      'with a missing object of a kind without a health check',
      [[{ target: object('ConfigMap') }], { customizedHealth }],
      'Healthy',
    ],
    [
      'with something that is to be pruned',
      [[{ live: unavailable }], { customizedHealth }],
      'Suspended',
    ],
    [
      'that could not be compared, with what is left of it',
      [[{ live: unavailable }], { customizedHealth, failed: true }],
      'Suspended',
    ],
    [
      'with a missing and an unknown child',
      [
        [
          { target: child('Healthy') },
          { target: child('Unknown'), live: child('Unknown') },
        ],
        { customizedHealth: new Set(['argoproj.io_Application']) },
      ],
      'Healthy',
    ],
    [
      'with a degraded child',
      [
        [{ target: child('Degraded'), live: child('Degraded') }],
        { customizedHealth: new Set(['argoproj.io_Application']) },
      ],
      'Degraded',
    ],
  ])('of an Application %s', (_, args, expected) => {
    expect(compareState(...args).health).toBe(expected);
  });

  it('says nothing of the sync status if the sources could not be read', () => {
    const { sync, outOfSync, extra, resources } = compareState(
      [{ live: target }],
      { customizedHealth, failed: true },
    );
    expect({ sync, outOfSync, extra }).toEqual({
      sync: 'Unknown',
      outOfSync: [],
      extra: [],
    });
    expect(resources).toEqual([
      expect.objectContaining({ status: 'Unknown', requiresPruning: true }),
    ]);
  });

  it('takes the last of several objects of the same name, and warns', () => {
    const other = object('ConfigMap', { data: { a: '2' } });
    expect(deduplicate([target, object('Secret'), other])).toEqual({
      targets: [other, object('Secret')],
      warnings: [
        {
          type: 'RepeatedResourceWarning',
          message:
            'Resource /ConfigMap/n/x appeared 2 times among application resources.',
        },
      ],
    });
  });
});

describe('externalUrlsOf', () => {
  const spec = {
    tls: [{ hosts: ['a.example.org'] }],
    rules: [
      {
        host: 'a.example.org',
        http: { paths: [{ path: '/' }, { path: '/b/*' }] },
      },
      { host: 'c.example.org', http: { paths: [{}] } },
      { http: { paths: [{ path: '/d' }] } },
      { host: 'no-paths.example.org' },
    ],
  };

  it('says where an ingress answers', () => {
    expect(
      externalUrlsOf(ingress(spec, [{ hostname: 'lb.example.org' }])),
    ).toEqual([
      'https://a.example.org',
      'https://a.example.org/b',
      'http://c.example.org',
      'http://lb.example.org/d',
    ]);
  });

  it('says nothing before there is a load balancer', () => {
    expect(externalUrlsOf(ingress(spec))).toEqual([]);
    expect(externalUrlsOf(object('Service'))).toEqual([]);
    expect(externalUrlsOf(undefined)).toEqual([]);
  });

  it('is part of what an Application says', () => {
    const live = ingress(spec, [{ ip: '192.0.2.1' }]);
    expect(
      compareState(
        [
          { target: live, live },
          { target: live, live },
        ],
        { customizedHealth: new Set() },
      ).externalUrls,
    ).toEqual([
      'http://192.0.2.1/d',
      'http://c.example.org',
      'https://a.example.org',
      'https://a.example.org/b',
    ]);
  });
});

describe('parseRepositoryUrl', () => {
  it.each([
    ['http://127.0.0.1:7020/platform/gitops.git', 'platform/gitops'],
    ['http://localhost/platform/gitops', 'platform/gitops'],
    ['https://github.com/platform/gitops.git', undefined],
    ['http://127.0.0.1.example.org/a/b.git', undefined],
  ])('knows the repository of %s', (url, expected) => {
    const found = parseRepositoryUrl(url);
    expect(found && `${found.owner}/${found.name}`).toBe(expected);
  });
});

describe('projects', () => {
  const here = 'https://kubernetes.default.svc';
  const project = object('AppProject', {
    metadata: { name: 'workloads' },
    spec: {
      sourceRepos: ['http://git/a.git'],
      destinations: [
        { server: here, namespace: '*' },
        { server: here, namespace: '!argocd' },
      ],
      clusterResourceWhitelist: [{ group: '', kind: 'Namespace' }],
      namespaceResourceBlacklist: [{ group: '', kind: 'ResourceQuota' }],
    },
  });
  const app = (repoURL: string, server: string, namespace: string) =>
    object('Application', {
      spec: {
        project: 'workloads',
        source: { repoURL, path: 'x' },
        destination: { server, namespace },
      },
    });
  const withSpec = (spec: object) =>
    object('Application', {
      spec: {
        project: 'workloads',
        destination: { server: here, namespace: 'shop' },
        ...spec,
      },
    });

  const source = { repoURL: 'http://git/a.git', path: 'x' };
  it.each<[string, KubernetesObject, string[]]>([
    ['nothing', app('http://git/a.git', here, 'shop'), []],
    [
      'everything that is wrong',
      app('http://evil/a.git', here, 'argocd'),
      [
        "application repo http://evil/a.git is not permitted in project 'workloads'",
        "application destination server 'https://kubernetes.default.svc' and namespace 'argocd' do not match any of the allowed destinations in project 'workloads'",
      ],
    ],
    [
      'a cluster that this Argo CD does not know',
      app('http://git/a.git', 'https://other', 'shop'),
      [
        'error getting cluster by server "https://other": rpc error: code = NotFound desc = cluster "https://other" not found',
      ],
    ],
    [
      'a source without a path',
      withSpec({ source: { repoURL: 'http://git/a.git' } }),
      [
        'spec.source.repoURL and either spec.source.path or spec.source.chart are required',
      ],
    ],
    [
      'one of several sources',
      withSpec({
        sources: [
          source,
          { repoURL: 'http://git/a.git', ref: 'values' },
          { repoURL: 'http://evil/a.git', path: 'x' },
        ],
      }),
      [
        "application repo http://evil/a.git is not permitted in project 'workloads'",
      ],
    ],
    [
      'a chart without a version',
      withSpec({ source: { repoURL: 'http://git/a.git', chart: 'redis' } }),
      [
        'spec.source.targetRevision is required if the manifest source is a helm chart',
      ],
    ],
  ])('refuses %s', (_, application, refusals) => {
    expect(checkApplication(application, project)).toEqual(refusals);
  });

  it('refuses an Application of a project that does not exist', () => {
    expect(
      checkApplication(app('http://git/a.git', here, 'shop'), undefined),
    ).toEqual([
      'Application referencing project workloads which does not exist',
    ]);
  });

  it.each([
    [object('ConfigMap'), undefined],
    [object('ResourceQuota'), /not permitted/],
    [
      object('ConfigMap', { metadata: { namespace: 'argocd' } }),
      /namespace argocd/,
    ],
    [object('Namespace', { metadata: { namespace: undefined } }), undefined],
    [object('Node', { metadata: { namespace: undefined } }), /not permitted/],
  ])('judges an object (%#)', (candidate, refusal) => {
    const answer = checkObject(candidate, project);
    expect(answer ?? '').toMatch(refusal ?? /^$/);
  });

  it.each([
    ['app-shop', true],
    ['app-', true],
    ['argocd', false],
    ['kube-system', false],
    ['my-app-shop', false],
  ])(
    'with a name in the whitelist, the namespace %s: %s',
    (name, permitted) => {
      const named = {
        ...project,
        spec: {
          ...project.spec,
          clusterResourceWhitelist: [
            { group: '', kind: 'Namespace', name: 'app-*' },
          ],
        },
      };
      const namespace = object('Namespace', {
        metadata: { name, namespace: undefined },
      });
      expect(checkObject(namespace, named)).toBe(
        permitted
          ? undefined
          : 'resource :Namespace is not permitted in project workloads',
      );
    },
  );

  it.each([
    ['without the setting', {}, 'shop', false],
    ['with it, and no service account for the destination', on(), 'shop', true],
    ['with it, and one', on(), 'app-shop', false],
  ])('syncs %s', (_, data, namespace, refused) => {
    const answer = impersonationRefusal(
      app('http://git/a.git', here, namespace),
      {
        ...project,
        spec: {
          ...project.spec,
          destinationServiceAccounts: [
            {
              server: here,
              namespace: 'app-*',
              defaultServiceAccount: 'argocd:sync-workloads',
            },
          ],
        },
      },
      { get: () => object('ConfigMap', { data }) },
    );
    expect(answer).toBe(
      refused
        ? 'failed to find a matching service account to impersonate: no matching service account found for destination server https://kubernetes.default.svc and namespace shop'
        : undefined,
    );
  });
});

describe('inSyncOrder', () => {
  it('goes by wave, then by kind', () => {
    const wave = (kind: string, value: string) =>
      object(kind, {
        metadata: { annotations: { 'argocd.argoproj.io/sync-wave': value } },
      });
    expect(
      inSyncOrder([
        wave('Custom', '1'),
        object('Deployment'),
        object('ConfigMap'),
        wave('Custom', '-1'),
        object('Namespace'),
      ]).map(o => o.kind),
    ).toEqual(['Custom', 'Namespace', 'ConfigMap', 'Deployment', 'Custom']);
  });
});
