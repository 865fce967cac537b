import { countResources, isUsage } from './composition';

it.each<[string | undefined, string | undefined, boolean]>([
  ['protection.crossplane.io/v1beta1', 'Usage', true],
  ['protection.crossplane.io/v1beta1', 'ClusterUsage', true],
  ['apiextensions.crossplane.io/v1alpha1', 'Usage', true],
  ['apiextensions.crossplane.io/v1', 'Composition', false],
  ['example.org/v1', 'Usage', false],
  ['constructor/v1', 'Usage', false],
  [undefined, undefined, false],
])('%s %s is a Usage: %s', (apiVersion, kind, expected) => {
  expect(isUsage({ apiVersion, kind })).toBe(expected);
});

it('counts what a Composition makes, without Usages', () => {
  const usage = {
    apiVersion: 'protection.crossplane.io/v1beta1',
    kind: 'Usage',
  };
  const object = {
    kind: 'Object',
    spec: { forProvider: { manifest: { kind: 'Namespace' } } },
  };
  const resources = [
    { base: { apiVersion: 'ec2.aws.m.upbound.io/v1beta1', kind: 'VPC' } },
    { base: usage },
    { base: object },
    { base: object },
    {},
  ];
  expect(
    countResources({ spec: { pipeline: [{}, { input: { resources } }] } }),
  ).toEqual([
    { kind: 'Namespace', count: 2 },
    { kind: 'VPC', count: 1 },
  ]);
});
