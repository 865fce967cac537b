import { parse } from 'yaml';
import { readGitopsFiles } from '../../fleet/gitopsFiles';
import {
  readCompositeType,
  toCustomResourceDefinitions,
  toProviderDefinition,
} from './definitions';

const files = readGitopsFiles({ repoUrl: 'http://git', claims: true });
const xrd = (name: string) => parse(files[`crossplane/xrds/${name}.yaml`]);

describe('toCustomResourceDefinitions', () => {
  it('makes one namespaced kind of a v2 XRD, with the machinery under spec.crossplane', () => {
    const [crd, ...others] = toCustomResourceDefinitions(xrd('workercluster'));
    expect(others).toEqual([]);
    expect(crd.spec.scope).toBe('Namespaced');
    const { properties } = crd.spec.versions[0].schema.openAPIV3Schema;
    expect(properties.spec.properties.crossplane).toBeDefined();
    expect(properties.spec.properties.resourceRefs).toBeUndefined();
    expect(properties.status.properties.conditions).toBeDefined();
    expect(readCompositeType(xrd('workercluster'))).toEqual({
      apiVersion: 'platform.example.org/v1alpha1',
      kind: 'WorkerCluster',
      namespaced: true,
      modern: true,
      claimKind: undefined,
      defaultComposition: 'workerclusters.aws.platform.example.org',
    });
  });

  it('makes a cluster-scoped composite and a namespaced claim of a v1 XRD', () => {
    const [composite, claim] = toCustomResourceDefinitions(
      xrd('workercluster-v1'),
    );
    expect([composite.spec.scope, claim.spec.scope]).toEqual([
      'Cluster',
      'Namespaced',
    ]);
    const fieldsOf = (crd: any) =>
      Object.keys(
        crd.spec.versions[0].schema.openAPIV3Schema.properties.spec.properties,
      );
    expect(fieldsOf(composite)).toEqual(
      expect.arrayContaining(['resourceRefs', 'claimRef']),
    );
    expect(fieldsOf(claim)).toEqual(
      expect.arrayContaining(['resourceRef', 'compositeDeletePolicy']),
    );
    expect(claim.spec.names.kind).toBe('WorkerCluster');
  });
});

describe('toProviderDefinition', () => {
  it.each([
    ['ec2.aws.m.upbound.io/v1beta1', 'VPC', 'vpcs', 'Namespaced'],
    ['ec2.aws.upbound.io/v1beta1', 'VPC', 'vpcs', 'Cluster'],
    ['x.m.crossplane.io/v1', 'Policy', 'policies', 'Namespaced'],
    ['x.crossplane.io/v1', 'Address', 'addresses', 'Cluster'],
  ])('%s %s', (apiVersion, kind, plural, scope) => {
    const { spec } = toProviderDefinition({ apiVersion, kind });
    expect([spec.names.plural, spec.scope]).toEqual([plural, scope]);
  });
});
