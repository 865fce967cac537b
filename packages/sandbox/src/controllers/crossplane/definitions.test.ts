import { parse } from 'yaml';
import { readGitopsFiles } from '../../fleet/gitopsFiles';
import { readCompositeType, toProviderDefinition } from './definitions';

const files = readGitopsFiles({ repoUrl: 'http://git', claims: true });
const xrd = (name: string) => parse(files[`crossplane/xrds/${name}.yaml`]);

it('reads what an XRD of Crossplane v2 defines', () => {
  expect(readCompositeType(xrd('workercluster'))).toEqual({
    apiVersion: 'platform.example.org/v1alpha1',
    kind: 'WorkerCluster',
    namespaced: true,
    modern: true,
    claimKind: undefined,
    defaultComposition: 'workerclusters.aws.platform.example.org',
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
