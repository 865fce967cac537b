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
  sequencer: { rules: [{ sequence: ['cluster', 'nodes'] }] },
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
    expect(result.unready).toEqual([
      'cluster',
      'config',
      'needs-endpoint',
      'nodes',
    ]);
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
});
