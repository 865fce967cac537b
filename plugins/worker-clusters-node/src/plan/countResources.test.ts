import { countResources } from './countResources';

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
