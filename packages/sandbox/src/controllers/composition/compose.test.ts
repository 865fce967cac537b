import type { KubernetesObject } from '../../apiserver/types';
import { compose, Pipeline, readPipeline } from './compose';

const composite: KubernetesObject = {
  apiVersion: 'platform.example.org/v1alpha1',
  kind: 'WorkerCluster',
  metadata: { name: 'payments-dev', namespace: 'clusters-dev' },
  spec: { region: 'eu-west-1', environment: 'dev', size: 'small' },
};

const base = (kind: string): KubernetesObject =>
  ({ apiVersion: 'eks.aws.m.upbound.io/v1beta1', kind, spec: {} } as any);

const pipeline: Pipeline = {
  resources: {
    patchSets: [
      {
        name: 'region',
        patches: [
          {
            type: 'FromCompositeFieldPath',
            fromFieldPath: 'spec.region',
            toFieldPath: 'spec.forProvider.region',
          },
        ],
      },
    ],
    resources: [
      {
        name: 'cluster',
        base: base('Cluster'),
        patches: [
          { type: 'PatchSet', patchSetName: 'region' },
          {
            type: 'CombineFromComposite',
            combine: {
              strategy: 'string',
              variables: [
                { fromFieldPath: 'spec.environment' },
                { fromFieldPath: 'metadata.name' },
              ],
              string: { fmt: '%s/%s' },
            },
            toFieldPath: 'spec.path',
          },
          {
            type: 'FromCompositeFieldPath',
            fromFieldPath: 'spec.absent',
            toFieldPath: 'spec.optional',
          },
          {
            type: 'ToCompositeFieldPath',
            fromFieldPath: 'status.atProvider.endpoint',
            toFieldPath: 'status.cluster.endpoint',
          },
        ],
      },
      {
        name: 'needs-endpoint',
        base: base('Addon'),
        patches: [
          {
            type: 'FromCompositeFieldPath',
            fromFieldPath: 'status.cluster.endpoint',
            toFieldPath: 'spec.endpoint',
            policy: { fromFieldPath: 'Required' },
          },
        ],
      },
      {
        name: 'config',
        base: base('ProviderConfig'),
        readinessChecks: [{ type: 'None' }],
      },
      { name: 'nodes', base: base('NodeGroup') },
    ],
  },
  autoReady: true,
  sequencer: {
    rules: [{ sequence: ['cluster', 'nodes'] }],
    resetCompositeReadiness: true,
  },
};

const observed = (ready: boolean): KubernetesObject =>
  ({
    ...base('Cluster'),
    metadata: { name: 'c' },
    status: {
      atProvider: { endpoint: 'https://127.0.0.1' },
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
    },
  } as any);

describe('compose', () => {
  it('renders what may be made, and names what is not ready', () => {
    const result = compose(pipeline, composite, new Map());
    expect(result.desired.map(r => r.name)).toEqual(['cluster', 'config']);
    expect(result.desired[0].object.spec).toEqual({
      forProvider: { region: 'eu-west-1' },
      path: 'dev/payments-dev',
    });
    // A function said so: there is no list of names.
    expect(result.ready).toEqual({
      type: 'Ready',
      status: 'False',
      reason: 'Creating',
    });
    expect(result.delays).toHaveLength(1);
  });

  it('publishes what composed resources say, and goes on when they are ready', () => {
    const first = compose(
      pipeline,
      composite,
      new Map([['cluster', observed(true)]]),
    );
    expect(first.status).toEqual({
      cluster: { endpoint: 'https://127.0.0.1' },
    });
    expect(first.desired.map(r => r.name)).toContain('nodes');
    const second = compose(
      pipeline,
      { ...composite, status: { ...first.status, conditions: [] } },
      new Map([['cluster', observed(true)]]),
    );
    expect(second.desired.map(r => r.name)).toContain('needs-endpoint');
    expect(second.status).not.toHaveProperty('conditions');
  });

  it('forgets a status that no patch gives any more', () => {
    const { status } = compose(
      pipeline,
      { ...composite, status: { cluster: { endpoint: 'old' }, other: 1 } },
      new Map(),
    );
    expect(status).toEqual({});
  });

  const plain = (
    over: object,
    kind = 'Cluster',
    apiVersion = 'eks.aws.m.upbound.io/v1beta1',
  ): Pipeline => ({
    resources: {
      resources: [{ name: 'r', base: { ...base(kind), apiVersion }, ...over }],
    },
    autoReady: true,
  });
  const condition = (...ready: Array<[string, string]>) => ({
    ...observed(false),
    status: {
      conditions: ready.map(([type, status]) => ({ type, status })),
    },
  });

  it('lists what is not ready when nothing is held back', () => {
    expect(
      compose(plain({}), composite, new Map([['r', observed(false)]])).ready,
    ).toEqual({
      type: 'Ready',
      status: 'False',
      reason: 'Creating',
      message: 'Unready resources: r',
    });
  });

  const syncedCheck = {
    readinessChecks: [
      {
        type: 'MatchCondition',
        matchCondition: { type: 'Synced', status: 'True' },
      },
    ],
  };
  it.each([
    ['its condition', plain({}), observed(true), 'True'],
    ['a check', plain(syncedCheck), condition(['Synced', 'True']), 'True'],
    [
      'its condition where a check fails, by function-auto-ready',
      plain(syncedCheck),
      condition(['Synced', 'False'], ['Ready', 'True']),
      'True',
    ],
    [
      'nothing else where a check fails and there is no function-auto-ready',
      { ...plain(syncedCheck), autoReady: false },
      condition(['Synced', 'False'], ['Ready', 'True']),
      'False',
    ],
    [
      'being there, for a Secret',
      plain({}, 'Secret', 'v1'),
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' } },
      'True',
    ],
    [
      'no condition, for a Role',
      plain({}, 'Role', 'rbac.authorization.k8s.io/v1'),
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'Role',
        metadata: { name: 'r' },
      },
      'False',
    ],
  ])('counts a resource as ready by %s', (_, of, live, status) => {
    expect(compose(of, composite, new Map([['r', live]])).ready.status).toBe(
      status,
    );
  });

  it('is not ready while a required field is missing, and goes on with what exists', () => {
    const needs = plain({
      patches: [
        {
          type: 'FromCompositeFieldPath',
          fromFieldPath: 'spec.absent',
          toFieldPath: 'spec.x',
          policy: { fromFieldPath: 'Required' },
        },
        {
          type: 'ToCompositeFieldPath',
          fromFieldPath: 'status.absent',
          toFieldPath: 'status.x',
          policy: { fromFieldPath: 'Required' },
        },
      ],
    });
    const first = compose(needs, composite, new Map());
    expect(first.desired).toEqual([]);
    expect(first.ready).toMatchObject({ status: 'False', reason: 'Creating' });
    const later = compose(needs, composite, new Map([['r', observed(true)]]));
    expect(later.desired.map(d => d.name)).toEqual(['r']);
    expect(later.ready.status).toBe('True');
  });

  it('changes neither the composite resource nor the Composition', () => {
    const before = JSON.stringify([pipeline, composite]);
    compose(pipeline, composite, new Map([['cluster', observed(false)]]));
    expect(JSON.stringify([pipeline, composite])).toBe(before);
  });

  it('says which resource cannot be composed, and why', () => {
    const broken = structuredClone(pipeline);
    broken.resources.resources[0].patches = [
      {
        type: 'FromCompositeFieldPath',
        fromFieldPath: 'spec.size',
        toFieldPath: 'a',
        transforms: [{ type: 'map', map: {} }],
      },
    ];
    expect(() => compose(broken, composite, new Map())).toThrow(
      'cannot compose resource "cluster": "small" is not found in map',
    );
  });
});

describe('readPipeline', () => {
  const composition = (name: string): KubernetesObject => ({
    apiVersion: 'apiextensions.crossplane.io/v1',
    kind: 'Composition',
    metadata: { name: 'c' },
    spec: {
      pipeline: [
        { step: 's', functionRef: { name }, input: { resources: [] } },
      ],
    },
  });

  it('refuses a function that is not played', () => {
    expect(() => readPipeline(composition('function-kcl'))).toThrow(
      /step "s": the sandbox has no function-kcl/,
    );
    expect(
      readPipeline(composition('function-patch-and-transform')).resources,
    ).toEqual({ resources: [] });
  });

  it.each([
    [
      'another order',
      [
        { functionRef: { name: 'function-sequencer' } },
        {
          functionRef: { name: 'function-patch-and-transform' },
          input: { resources: [] },
        },
      ],
      /in the order/,
    ],
    [
      'a condition of a rule',
      [
        {
          functionRef: { name: 'function-patch-and-transform' },
          input: { resources: [] },
        },
        {
          functionRef: { name: 'function-sequencer' },
          input: { rules: [{ sequence: [], condition: 'true' }] },
        },
      ],
      /condition of a rule/,
    ],
  ])('refuses %s', (_, pipelineSteps, message) => {
    const wanted = composition('x');
    wanted.spec.pipeline = pipelineSteps;
    expect(() => readPipeline(wanted)).toThrow(message);
  });
});
